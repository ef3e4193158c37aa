"""Answers about the reader that the frame of every page asks for, remembered between requests.

Which links stand in the header follows from what a person may see and does. That changes seldom,
and every such change raises the access numbers that live delivery compares
(`announce_access_change`). So an answer is remembered beside the number it was given under. It
is for links and buttons alone: what a page tells, and whether one may act, is asked each time.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db.models import Subquery

from .models import AccessClock, AccessEpoch

P = ParamSpec("P")
T = TypeVar("T")

# For what changes access without a word, such as `QuerySet.update()`.
SECONDS = 30
MOST = 20_000

_KEY = "strategy_discussions_access_number"
_answers: dict[tuple[Any, ...], tuple[float, Any]] = {}


def remembered(ask: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """Decorate a question about the person of a request, answered alike while their access lasts.

    Further arguments, such as a key, say what it asks about; each is remembered apart. The answer
    must not be changed by whoever gets it.
    """

    @wraps(ask)
    def answer(request: Any, /, *subject: P.args, **none: P.kwargs) -> T:
        number = _access_number(request)
        key = (ask, request.user.pk, request.get_host(), number, subject)
        until, known = _answers.get(key, (0.0, None))
        if until > monotonic():
            return known  # type: ignore[no-any-return]  # it is what `ask` once returned
        fresh = ask(request, *subject, **none)
        if len(_answers) >= MOST:
            _answers.clear()
        _answers[key] = (monotonic() + SECONDS, fresh)
        return fresh

    return answer


def forget_all() -> None:
    """For tests, which set the access numbers back between them."""
    _answers.clear()


def know_access_number(request: Any, number: int) -> None:
    """For screens that have read the number of the person of `request` beside something else."""
    setattr(request, _KEY, number)


def _access_number(request: Any) -> int:
    """Of the latest change that touched this person's access; read once a request."""
    if not hasattr(request, _KEY):
        setattr(request, _KEY, _read_access_number(request.user.pk))
    number: int = getattr(request, _KEY)
    return number


def _read_access_number(person_id: int | None) -> int:
    own = AccessEpoch.objects.filter(person=person_id).values("number")
    clocks = AccessClock.objects.values_list("everybody", Subquery(own))
    everybody, number = clocks.first() or (0, 0)
    return max(everybody, number or 0)
