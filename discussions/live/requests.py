"""What a client may ask for, checked field by field before anything is done."""

import json
from typing import Any, Literal, TypedDict, cast

from .protocol import Error, refusal


class Subscribe(TypedDict):
    """Send the changes after `after`, and everything that follows."""

    type: Literal["subscribe"]
    discussion: int
    after: int


class Unsubscribe(TypedDict):
    type: Literal["unsubscribe"]
    discussion: int


class Typing(TypedDict):
    """The person is writing in a discussion that the socket watches. Once in 3 s is enough."""

    type: Literal["typing"]
    discussion: int


Request = Subscribe | Unsubscribe | Typing
KINDS: dict[str, Any] = {"subscribe": Subscribe, "unsubscribe": Unsubscribe, "typing": Typing}


def parse_request(text: str) -> Request | Error:
    """The request that a frame carries, or the `Error` to send back.

    Strict: a number written as 1.0 or true, a field too many and a field given twice are malformed,
    so that no two readers of a frame understand it differently.
    """
    try:
        data = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return refusal("malformed", "The frame is not strict JSON.")
    if not isinstance(data, dict):
        return refusal("malformed", "The frame is not an object.")
    name = data.pop("type", None)
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return refusal("unknown_type", f"The types are: {', '.join(KINDS)}.")
    fields = kind.__required_keys__ - {"type"}
    if set(data) != fields or not all(_is_number(value) for value in data.values()):
        return refusal("malformed", f"Exactly these whole numbers: {', '.join(sorted(fields))}.")
    return cast(Request, {"type": name, **data})


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a field is given twice")
    return data


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _is_number(value: object) -> bool:
    """A whole number that fits the database's 64-bit columns, and nothing that merely looks so."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
