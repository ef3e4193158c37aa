"""What the page of a discussion needs to know before its posts, read in one query.

The discussion with its page, how far the reader had read, whether they are asked for the covenant,
and the number beside which answers about them are remembered (`discussions.remembering`).
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection
from django.db.models import Exists, FilteredRelation, Q, QuerySet, Subquery

from ..access import visible_pages
from ..models import AccessClock, AccessEpoch, Covenant, Discussion, Readership
from ..models.pages import BasePage
from ..prepared import Member, Prepared

# By its number, where the reader may see it; or, for whoever has checked that, by number or page.
Way = Literal["seen", "known", "page"]


def _columns(model: Any, *names: str) -> tuple[str, ...]:
    """In the order in which the model takes them; without names, all."""
    fields = model._meta.concrete_fields
    return tuple(each.attname for each in fields if not names or each.attname in names)


DISCUSSION = _columns(Discussion)
# Of the page, what leads to it and what its audience follows from; the rest is read where needed.
PAGE = _columns(
    BasePage,
    *("id", "path", "depth", "live", "title", "slug", "url_path", "content_type_id", "locale_id"),
)
READERSHIP = _columns(Readership, "id", "level", "seen_seq", "seen_count", "seen_at")


@dataclass(frozen=True)
class Visit:
    """Somebody's look at a discussion."""

    discussion: Discussion
    readership: Readership | None
    asked_covenant: bool
    access_number: int


def visit_to(person: Any, discussion_id: int) -> Visit | None:
    """The visit of `person` to a discussion that they may see; None if there is no such."""
    return _visit("seen", discussion_id, person)


def visit_of(person: Any, discussion: Discussion) -> Visit:
    """For callers that have checked that `person` sees the discussion."""
    visit = _visit("known", discussion.pk, person)
    if visit is None:
        raise Discussion.DoesNotExist
    return visit


def visit_on(person: Any, page: Any) -> Visit | None:
    """The visit to the primary discussion of a page that has been served to `person`."""
    return _visit("page", page.pk, person)


def _visit(way: Way, place: int, person: Any) -> Visit | None:
    rows = _read.rows(way, Member.kind_of(person), place=place, person=person.pk)
    if not rows:
        return None
    values = iter(rows[0])
    discussion = _model(Discussion, DISCUSSION, values)
    discussion.page = _model(BasePage, PAGE, values)
    readership = _model(Readership, READERSHIP, values)
    asked, everybody, own = values
    return Visit(
        discussion,
        readership if readership.pk else None,
        bool(asked and person.is_authenticated),
        max(everybody or 0, own or 0),
    )


def _model(model: Any, columns: tuple[str, ...], values: Any) -> Any:
    return model.from_db(connection.alias, columns, [next(values) for _column in columns])


def _write(way: Way, kind: tuple[bool, bool, bool], place: int, person: Any) -> QuerySet[Any, Any]:
    place_of: dict[Way, Q] = {
        "seen": Q(visible_pages(Member(person, *kind), prefix="page__"), pk=place),
        "known": Q(pk=place),
        "page": Q(page=place, is_primary=True),
    }
    asking = Covenant.objects.asking(Member(person, *kind))
    return (
        Discussion.objects.filter(place_of[way])
        .annotate(
            mine=FilteredRelation("readerships", condition=Q(readerships__person=person)),
            asked=Exists(asking),
            everybody=Subquery(AccessClock.objects.order_by("pk").values("everybody")[:1]),
            own=Subquery(AccessEpoch.objects.filter(person=person).values("number")),
        )
        .values_list(
            *DISCUSSION,
            *(f"page__{column}" for column in PAGE),
            *(f"mine__{column}" for column in READERSHIP),
            "asked",
            "everybody",
            "own",
        )
    )


_read = Prepared(_write, "place", "person")
