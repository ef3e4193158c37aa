"""One page of the posts of a discussion, with what its reader has set on them.

Newest first, the posts, where the page begins and where the one before it begins are one query.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from ..conf import hub_settings
from ..models import Discussion, Post
from ..prepared import Prepared
from ..querysets import PostQuerySet
from ..rendering import LOOK, PostLook, looks_of
from . import marks
from .marks import Marks, marks_of
from .orders import NEWEST, Order, posts_before, posts_from

OWN = len(marks.COLUMNS)


@dataclass(frozen=True)
class Sheet:
    posts: list[PostLook]
    marks: Marks
    # The post that the address names, if there is one in the discussion: the page begins there.
    start: int | None
    # Where the pages around it begin. The first page has its plain address, so None stands for it.
    previous: int | None
    next: int | None


def read_sheet(discussion: Discussion, order: Order, start: int | None, person: Any) -> Sheet:
    """The page that begins at the post `start`, or at the beginning where there is no such."""
    size: int = hub_settings.POSTS_PER_PAGE
    read = _newest_first if order == NEWEST else _sorted
    start, previous, rows = read(discussion, order, start, person.pk, size)
    following = rows[size][0] if len(rows) > size else None
    rows = rows[:size]
    own = marks_of((row[0], *row[len(LOOK) : len(LOOK) + OWN]) for row in rows)
    posts = looks_of([row[: len(LOOK)] for row in rows], discussion.page)
    return Sheet(posts, own, start, previous, following)


Rows = list[tuple[Any, ...]]


def _newest_first(
    discussion: Discussion, order: Order, start: int | None, person_id: Any, size: int
) -> tuple[int | None, int | None, Rows]:
    if start is not None:
        rows = _further.rows(size, discussion=discussion.pk, start=start, person=person_id)
        if rows:
            *_columns, previous, one_more = rows[0]
            return start, previous if one_more else None, rows
    return None, None, _first.rows(size, discussion=discussion.pk, person=person_id)


def _sorted(
    discussion: Discussion, order: Order, start: int | None, person_id: Any, size: int
) -> tuple[int | None, int | None, Rows]:
    published = discussion.posts.published()
    first = published.filter(pk=start).first() if start is not None else None
    posts = posts_from(discussion, order, first, limit=size + 1)
    rows = list(_with_marks(posts, person_id).values_list(*LOOK, *marks.COLUMNS))
    if first is None:
        return None, None, rows
    above = posts_before(discussion, order, first, limit=size + 1).values_list("pk", flat=True)
    pages = list(above)[size - 1 :]
    return first.pk, pages[0] if len(pages) == 2 else None, rows


def _with_marks(posts: PostQuerySet, person_id: Any) -> PostQuerySet:
    return posts.annotate(**marks.own_marks(person_id))


def _write_first(size: int, discussion: int, person: Any) -> QuerySet[Any, Any]:
    posts = Post.objects.filter(discussion=discussion).published().in_tree_order()
    return _with_marks(posts, person).values_list(*LOOK, *marks.COLUMNS)[: size + 1]


def _write_further(size: int, discussion: int, start: int, person: Any) -> QuerySet[Any, Any]:
    published = Post.objects.filter(discussion=discussion).published()
    place = published.filter(pk=start)
    root, path = Subquery(place.values("root_seq")), Subquery(place.values("path"))
    # The first condition follows from the second, and leads databases along the index.
    here = Q(root_seq__lte=root) & (Q(root_seq__lt=root) | Q(path__gte=path))
    above = published.filter(
        Q(root_seq__gte=root) & (Q(root_seq__gt=root) | Q(path__lt=path))
    ).order_by("root_seq", "-path")
    posts = published.filter(here).in_tree_order()
    return (
        _with_marks(posts, person)
        .annotate(
            previous=Subquery(above.values("pk")[size - 1 : size]),
            one_more=Subquery(above.values("pk")[size : size + 1]),
        )
        .values_list(*LOOK, *marks.COLUMNS, "previous", "one_more")[: size + 1]
    )


_first = Prepared(_write_first, "discussion", "person")
_further = Prepared(_write_further, "discussion", "start", "person")
