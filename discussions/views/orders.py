"""The orders in which a discussion can be read, and one page of it in such an order.

Newest first is one walk along one index (`PostQuerySet.in_tree_order`). The other orders sort
conversations by what their first posts know, along an index for each; the posts of the few
conversations on a page are then read together.
"""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Discussion, Post
from ..querysets import PostQuerySet


@dataclass(frozen=True)
class Order:
    """`columns` sort the conversations, greatest first; the number of the first post comes last."""

    code: str
    label: str | Promise
    nothing: str | Promise
    columns: tuple[str, ...] = ("root_seq",)

    def conversations(self, discussion: Discussion) -> PostQuerySet:
        posts: PostQuerySet = discussion.posts.all()
        if self.code == "unanswered":
            return posts.unanswered()
        return posts.answered() if self.code == "answered" else posts.conversations()


NEWEST = Order("newest", _("Newest"), _("Nobody has said anything yet"))
ORDERS = {
    order.code: order
    for order in (
        NEWEST,
        Order(
            "supported",
            _("Most supported"),
            _("Nobody has said anything yet"),
            ("support_count", "root_seq"),
        ),
        Order("unanswered", _("Unanswered"), _("Nothing waits for an answer")),
        Order(
            "answered",
            _("Answered"),
            _("No answer yet from those who answer here"),
            ("answered_at", "root_seq"),
        ),
    )
}


def order_of(code: str | None) -> Order:
    """The order that an address names; newest first for anything else."""
    return ORDERS.get(code or "", NEWEST)


def posts_from(
    discussion: Discussion, order: Order, start: Post | None, *, limit: int
) -> PostQuerySet:
    """Up to `limit` posts at and after `start`, conversation by conversation."""
    posts: PostQuerySet
    if order == NEWEST:
        posts = discussion.posts.published().in_tree_order()
        return (posts.from_place(start) if start else posts)[:limit]
    numbers = _conversations(discussion, order, start, limit=limit)
    posts = _posts_of(discussion, numbers)
    if start:
        posts = posts.exclude(root_seq=start.root_seq, path__lt=start.path)
    return posts.order_by(_position(numbers), "path")[:limit]


def posts_before(discussion: Discussion, order: Order, start: Post, *, limit: int) -> PostQuerySet:
    """Up to `limit` posts before `start`, the nearest first."""
    posts: PostQuerySet
    if order == NEWEST:
        posts = discussion.posts.published().before_place(start)
        return posts.order_by("root_seq", "-path")[:limit]
    numbers = _conversations(discussion, order, start, limit=limit, backwards=True)
    posts = _posts_of(discussion, numbers)
    posts = posts.exclude(root_seq=start.root_seq, path__gte=start.path)
    return posts.order_by(_position(numbers), "-path")[:limit]


def _conversations(
    discussion: Discussion,
    order: Order,
    start: Post | None,
    *,
    limit: int,
    backwards: bool = False,
) -> list[int]:
    """Numbers of the conversations at and after that of `start`, or at and before it."""
    found = order.conversations(discussion)
    if start:
        first = start if start.depth == 0 else discussion.posts.get(seq=start.root_seq)
        found = found.filter(_at_or_beyond(order, first, "gt" if backwards else "lt"))
    sign = "" if backwards else "-"
    found = found.order_by(*(f"{sign}{column}" for column in order.columns))
    return list(found.values_list("root_seq", flat=True)[:limit])


def _at_or_beyond(order: Order, first: Post, beyond: str) -> Q:
    condition, same = Q(), Q()
    for column in order.columns:
        value = getattr(first, column)
        if value is None:
            # It has left this order since the link was made: begin at the top.
            return Q()
        last = "e" if column == order.columns[-1] else ""
        condition |= same & Q(**{f"{column}__{beyond}{last}": value})
        same &= Q(**{column: value})
    return condition


def _posts_of(discussion: Discussion, numbers: list[int]) -> PostQuerySet:
    posts: PostQuerySet = discussion.posts.published().filter(root_seq__in=numbers)
    return posts


def _position(numbers: list[int]) -> Case:
    return Case(
        *(When(root_seq=number, then=Value(place)) for place, number in enumerate(numbers)),
        default=Value(len(numbers)),
        output_field=IntegerField(),
    )
