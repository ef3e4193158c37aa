"""Whom somebody may mean who has written "@" and the beginning of a name."""

from typing import Any

from django.db.models import QuerySet

from ..models import Discussion, Post
from .names import range_of

MOST = 8
# Each of somebody's words may begin so: then they are found several times.
READ = 3 * MOST
# Who wrote one of so many posts that changed last takes part in the discussion.
LATEST_POSTS = 500


def people_called(
    beginning: str, *, among: QuerySet[Any], discussion: Discussion
) -> tuple[list[Any], list[Any]]:
    """Those of `among` with a word of their name and what follows it beginning so, at most 8.

    First those who take part in the discussion, then others, each by name; in a query each. Both
    walk the index of names in its order and end as soon as they have enough.
    """
    found = _called(beginning, among)
    if found is None:
        return [], []
    latest = discussion.posts.filter(state=Post.State.VISIBLE).order_by("-changed_seq")
    here = _once(found.filter(pk__in=latest.values("author")[:LATEST_POSTS]))
    if len(here) == MOST:
        return here, []
    others = _once(found.exclude(pk__in=[person.pk for person in here]))
    return here, others[: MOST - len(here)]


def called(beginning: str, *, among: QuerySet[Any]) -> list[Any]:
    """Those of `among` with a word of their name and what follows it beginning so, at most 8."""
    found = _called(beginning, among)
    return [] if found is None else _once(found)


def _called(beginning: str, among: QuerySet[Any]) -> QuerySet[Any] | None:
    keys = range_of(beginning)
    if keys is None:
        return None
    return among.filter(strategy_names__key__gte=keys[0], strategy_names__key__lt=keys[1]).order_by(
        "strategy_names__key", "pk"
    )


def _once(people: QuerySet[Any]) -> list[Any]:
    return list({person.pk: person for person in people[:READ]}.values())[:MOST]
