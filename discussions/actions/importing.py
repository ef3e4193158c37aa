"""Posts and votes from elsewhere, with their original times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from ..answer_fields import compose_answer
from ..models import Discussion, Post, Vote
from ..signals import support_withdrawn, supports_imported
from .numbering import lock_discussion, next_number
from .posting import already_stored, check_key, check_parent, store_post
from .voting import TALLIES


@dataclass(frozen=True)
class ImportedVote:
    """The stand that `person` took elsewhere on a post of the discussion."""

    post: Post
    person: Any
    value: int
    cast_at: datetime


@dataclass(frozen=True)
class VotesImported:
    """How many votes were new, replaced an earlier one, or changed nothing."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0


def import_post(
    discussion: Discussion,
    *,
    author: Any,
    body: str,
    kind: str,
    written_at: datetime,
    state: str,
    submission_key: str,
    state_reason: str = "",
    parent: Post | None = None,
    in_bulk: bool = False,
    answer_values: Mapping[str, str] | None = None,
) -> tuple[Post, bool]:
    """Store a post from elsewhere with its original time. Returns it, and whether it is new.

    No rate limit and no closed discussion stops an import; everything else is as for a new post.

    Args:
        in_bulk: whether it is one of many, which people are not told of one by one.
        answer_values: of an answer with fields, what stands in them besides `body`, by code; None
            for text alone.

    Raises:
        ValidationError: codes of `compose_answer` and `find_attachments`, and `foreign_parent`,
            `submission_key`.
    """
    check_key(submission_key)
    if earlier := already_stored(author, submission_key):
        return earlier, False
    asked = answer_values is not None
    body, values = compose_answer(body, answer_values or {}, asked=asked)
    check_parent(discussion, parent)
    try:
        with transaction.atomic():
            post = store_post(
                discussion,
                author=author,
                body=body,
                kind=kind,
                parent=parent,
                submission_key=submission_key,
                written_at=written_at,
                state=state,
                state_reason=state_reason,
                must_be_open=False,
                in_bulk=in_bulk,
                answer_values=values,
            )
    except IntegrityError:
        # The same import runs twice at the same moment: the other one has just stored it.
        if earlier := already_stored(author, submission_key):
            return earlier, False
        raise
    return post, True


def import_vote(post: Post, *, person: Any, value: int, cast_at: datetime) -> bool:
    """Record one stand taken elsewhere, as `import_votes` does. Returns whether it is news."""
    imported = import_votes(post.discussion, [ImportedVote(post, person, value, cast_at)])
    return imported.unchanged == 0


def import_votes(discussion: Discussion, rows: Iterable[ImportedVote]) -> VotesImported:
    """Record stands taken elsewhere on posts of one discussion, all of them or none.

    A stand replaces the person's stored one unless that was taken later; so a second import changes
    nothing, and a change of mind in the hub outlives it. Of several rows for one person and post,
    the last counts. Every changed post takes one number. New supports are announced together:
    there may be ten thousand.

    Raises:
        ValueError: a row's post is not of this discussion, or its value is none of `Vote.Value`.
    """
    wanted = {(row.post.pk, row.person.pk): row for row in rows}
    for row in wanted.values():
        Vote.Value(row.value)
        if row.post.discussion_id != discussion.pk:
            raise ValueError(f"Post {row.post.pk} is not of discussion {discussion.pk}")
    with transaction.atomic():
        lock_discussion(discussion)
        stored = _stored_votes(wanted)
        new = [_vote_of(row) for key, row in wanted.items() if key not in stored]
        withdrawn, replaced = [], []
        for key, vote in stored.items():
            if key in wanted and _replaces(wanted[key], vote):
                if vote.value == Vote.Value.SUPPORT:
                    withdrawn.append(wanted[key])
                replaced.append(_vote_of(wanted[key], vote))
        Vote.objects.bulk_create(new, batch_size=500)
        Vote.objects.bulk_update(replaced, ["value", "cast_at"], batch_size=500)
        _recount(discussion, {vote.post_id: vote.post for vote in (*new, *replaced)})
        _announce(discussion, withdrawn, [*new, *replaced])
    return VotesImported(len(new), len(replaced), len(wanted) - len(new) - len(replaced))


def _stored_votes(wanted: dict[tuple[int, int], ImportedVote]) -> dict[tuple[int, int], Vote]:
    post_ids = {post_id for post_id, _person_id in wanted}
    votes = Vote.objects.filter(post__in=post_ids)
    return {(vote.post_id, vote.person_id): vote for vote in votes}


def _vote_of(row: ImportedVote, vote: Vote | None = None) -> Vote:
    vote = vote or Vote()
    vote.post, vote.person = row.post, row.person
    vote.value, vote.cast_at = row.value, row.cast_at
    return vote


def _replaces(row: ImportedVote, vote: Vote) -> bool:
    return row.value != vote.value and row.cast_at >= vote.cast_at


def _recount(discussion: Discussion, posts: dict[int, Post]) -> None:
    """Count the votes of `posts` afresh, each post under a number of its own."""
    counted: dict[int, dict[str, int]] = {pk: dict.fromkeys(TALLIES.values(), 0) for pk in posts}
    rows = Vote.objects.filter(post__in=posts).values_list("post", "value").annotate(Count("pk"))
    for post_id, value, number in rows.order_by():
        counted[post_id][TALLIES[Vote.Value(value)]] = number
    for post in posts.values():
        post.changed_seq = next_number(discussion)
        for tally, number in counted[post.pk].items():
            setattr(post, tally, number)
        post.save(update_fields=[*TALLIES.values(), "changed_seq"])


def _announce(discussion: Discussion, withdrawn: list[ImportedVote], changed: list[Vote]) -> None:
    for row in withdrawn:
        support_withdrawn.send(Post, post=row.post, actor=row.person)
    if supports := [vote for vote in changed if vote.value == Vote.Value.SUPPORT]:
        supports_imported.send(Post, discussion=discussion, votes=supports)
