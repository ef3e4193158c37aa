"""What is one person's own on the posts of a page: support, reactions, and what they wrote unnamed.

In one query.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from ..models import Post, Reaction, Vote

SUPPORT, SEALED = "", " "


@dataclass(frozen=True)
class Marks:
    supported: frozenset[int]
    # Post and kind.
    reacted: frozenset[tuple[int, str]]
    # Anonymous posts that the person wrote.
    sealed: frozenset[int]


def marks_of(person: Any, post_ids: Collection[int], *, unnamed: Collection[int] = ()) -> Marks:
    """What `person` has set on the posts, and which of those that are `unnamed` they wrote."""
    votes = Vote.objects.filter(person=person, value=Vote.Value.SUPPORT, post__in=post_ids)
    support, sealed = (Value(code, output_field=CharField()) for code in (SUPPORT, SEALED))
    reactions = Reaction.objects.filter(person=person, post__in=post_ids)
    others: list[QuerySet[Any, Any]] = [reactions.values_list("post_id", "code")]
    if unnamed:
        own = Post.objects.written_by(person).filter(pk__in=unnamed)
        others.append(own.values_list("pk", sealed))
    rows = set(votes.values_list("post_id", support).union(*others, all=True))
    return Marks(
        supported=frozenset(post_id for post_id, code in rows if code == SUPPORT),
        reacted=frozenset(mark for mark in rows if mark[1] not in (SUPPORT, SEALED)),
        sealed=frozenset(post_id for post_id, code in rows if code == SEALED),
    )
