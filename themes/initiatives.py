"""Where work on a contribution goes on: initiatives, which an app above keeps and registers.

Whoever starts work on an accepted contribution may say which initiative it becomes part of. Without
a register there is none to choose from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .models import Contribution


@dataclass(frozen=True)
class Initiative:
    """One to choose, or one that was chosen. `address` is where the person reads about it."""

    key: int
    title: str
    address: str


def _none_of_any(person: Any, contributions: Sequence[Contribution]) -> list[Initiative]:
    return []


@dataclass(frozen=True)
class InitiativeRegister:
    """What the app above answers.

    `offered` and `linked` are called with a person and a contribution that they may see, and
    `linked_to_any` with several; `link` with a contribution, the key of one that was offered to the
    actor, and the actor. It raises PermissionDenied for a key that was not.
    """

    offered: Callable[[Any, Contribution], list[Initiative]]
    linked: Callable[[Any, Contribution], list[Initiative]]
    link: Callable[[Contribution, int, Any], None]
    linked_to_any: Callable[[Any, Sequence[Contribution]], list[Initiative]] = _none_of_any


def _none(person: Any, contribution: Contribution) -> list[Initiative]:
    return []


def _nowhere(contribution: Contribution, key: int, actor: Any) -> None:
    raise LookupError("no register of initiatives")


NO_REGISTER = InitiativeRegister(_none, _none, _nowhere)
_register = NO_REGISTER


def use_register(register: InitiativeRegister) -> None:
    """Let an app above answer from now on; the latest one counts."""
    global _register
    _register = register


def register() -> InitiativeRegister:
    return _register
