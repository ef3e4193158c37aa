"""What is one person's own on the posts of a page: support, reactions, and what they wrote unnamed.

Read with the posts, in the same query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, OuterRef, Subquery
from django.db.models.expressions import Combinable

from ..access import wrote_sealed
from ..models import Reaction, Vote

# Beside the columns of each post.
COLUMNS = ("own_vote", "own_reactions", "own_sealed")


@dataclass(frozen=True)
class Marks:
    supported: frozenset[int]
    # Post and kind.
    reacted: frozenset[tuple[int, str]]
    # Anonymous posts that the person wrote.
    sealed: frozenset[int]


class Joined(Aggregate):
    """Words with spaces between them."""

    template = "STRING_AGG(%(expressions)s, ' ')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "GROUP_CONCAT(%(expressions)s, ' ')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "GROUP_CONCAT(%(expressions)s SEPARATOR ' ')"
        return self.as_sql(compiler, connection, template=template, **context)


def own_marks(person_id: Any) -> dict[str, Combinable]:
    """What to annotate posts with, so that `COLUMNS` can be read beside theirs."""
    here = {"post": OuterRef("pk"), "person": person_id}
    reactions = Reaction.objects.filter(**here).order_by().values("post")
    return {
        # Not `Exists`, for which PostgreSQL may read everything that the person has ever supported.
        "own_vote": Subquery(Vote.objects.filter(**here).values("value")[:1]),
        "own_reactions": Subquery(reactions.annotate(codes=Joined("code")).values("codes")),
        "own_sealed": wrote_sealed(person_id),
    }


def marks_of(rows: Iterable[tuple[int, int | None, str | None, bool]]) -> Marks:
    """From the number of each post and what stands in `COLUMNS` beside it."""
    support, rows = Vote.Value.SUPPORT, list(rows)
    return Marks(
        supported=frozenset(post for post, vote, _codes, _sealed in rows if vote == support),
        reacted=frozenset(
            (post, code) for post, _vote, codes, _sealed in rows if codes for code in codes.split()
        ),
        sealed=frozenset(post for post, _vote, _codes, sealed in rows if sealed),
    )
