"""Every frame that a test sees is held against its declaration, exactly."""

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from discussions.live import protocol

DECLARED: dict[str, Any] = {
    get_args(get_type_hints(kind)["type"])[0]: kind for kind in get_args(protocol.Frame)
}


def validate(frame: Any) -> dict[str, Any]:
    """The frame, if it has the fields that its type declares, with values of their types, and
    nothing else."""
    assert isinstance(frame, dict), frame
    problem = difference(frame, DECLARED[frame["type"]], frame["type"])
    assert problem is None, problem
    return frame


def difference(value: Any, declared: Any, where: str) -> str | None:
    """How `value` differs from a declared type; None when it does not."""
    if declared is Any:
        return None
    if is_typeddict(declared):
        return _in_fields(value, declared, where)
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is Literal:
        fits = value in arguments
    elif origin in (Union, UnionType):
        fits = any(difference(value, each, where) is None for each in arguments)
    elif origin is list:
        return _first(difference(one, arguments[0], f"{where}[]") for one in value)
    elif origin is dict:
        return _first(
            part
            for name, one in value.items()
            for part in (
                difference(name, arguments[0], where),
                difference(one, arguments[1], f"{where}[{name}]"),
            )
        )
    else:
        fits = type(value) is declared or (declared is NoneType and value is None)
    return None if fits else f"{where}: {value!r} is no {declared}"


def _in_fields(value: Any, declared: Any, where: str) -> str | None:
    hints = get_type_hints(declared)
    if not isinstance(value, dict) or set(value) != set(hints):
        fields = sorted(value) if isinstance(value, dict) else value
        return f"{where} has {fields}, declared are {sorted(hints)}"
    return _first(difference(value[name], hint, f"{where}.{name}") for name, hint in hints.items())


def _first(problems: Any) -> str | None:
    return next((problem for problem in problems if problem), None)
