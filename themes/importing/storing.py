"""Storing a plan, through the actions, in transactions short enough for a site in use."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from discussions.actions import ImportedVote, import_post, import_votes
from discussions.models import Post

from ..actions import announce_import
from ..models import Contribution
from .people import add_participants
from .plan import Plan, key_prefix, submission_key
from .statements import Statement

STATEMENTS_AT_A_TIME = 50
VOTES_AT_A_TIME = 1000


@dataclass
class Outcome:
    """What an import has changed."""

    stored: int = 0
    new_votes: int = 0
    replaced_votes: int = 0
    unchanged_votes: int = 0
    new_people: int = 0
    routed: int = 0
    unrouted: int = 0


def store_plan(plan: Plan, *, all_or_nothing: bool, advance: Callable[[int], None]) -> Outcome:
    """Make `plan` true. `advance` is told how many statements and votes each step has dealt with.

    An import that breaks off leaves whole statements and whole batches of votes behind (or nothing,
    with `all_or_nothing`); running it again brings the rest. Each time the owners are told once, of
    what has come in.
    """
    outcome = Outcome()
    whole: AbstractContextManager[object] = (
        transaction.atomic() if all_or_nothing else nullcontext()
    )
    with whole:
        plan.people.accounts.update(add_participants(plan.source, plan.newcomers))
        outcome.new_people = len(plan.newcomers)
        advance(len(plan.posts))
        _store_statements(plan, outcome, advance)
        for votes in _vote_batches(plan):
            done = import_votes(plan.discussion, votes)
            outcome.new_votes += done.new
            outcome.replaced_votes += done.replaced
            outcome.unchanged_votes += done.unchanged
            advance(len(votes))
    _count_contributions(plan, outcome)
    return outcome


def _store_statements(plan: Plan, outcome: Outcome, advance: Callable[[int], None]) -> None:
    new: list[Post] = []
    try:
        for batch in _batches(plan.new):
            with transaction.atomic():
                stored = [_store_statement(plan, statement) for statement in batch]
            new += [post for post, is_new in stored if is_new]
            advance(len(batch))
    finally:
        # What came in before an import broke off waits for its owners too.
        outcome.stored = len(new)
        announce_import(plan.discussion, [post.contribution for post in new if post.published_at])


def _store_statement(plan: Plan, statement: Statement) -> tuple[Post, bool]:
    is_hidden = statement.state == Post.State.HIDDEN
    reason = _("Rejected by the moderators of %(source)s.") % {"source": plan.source}
    post, is_new = import_post(
        plan.discussion,
        author=plan.people.accounts[statement.author.name],
        body=statement.body,
        kind=Post.Kind.ANSWER,
        written_at=statement.written_at,
        state=statement.state,
        state_reason=reason if is_hidden else "",
        submission_key=submission_key(plan.source, statement.id),
        in_bulk=True,
        answer_values=statement.answer_values,
    )
    plan.posts[statement.id] = post
    return post, is_new


def _batches(statements: list[Statement]) -> Iterator[list[Statement]]:
    for start in range(0, len(statements), STATEMENTS_AT_A_TIME):
        yield statements[start : start + STATEMENTS_AT_A_TIME]


def _vote_batches(plan: Plan) -> Iterator[list[ImportedVote]]:
    """All votes on a statement together, so that it takes one number and is counted once."""
    by_statement: dict[str, list[ImportedVote]] = defaultdict(list)
    for row in sorted(plan.votes, key=lambda row: (row.cast_at, row.row)):
        person = plan.people.accounts[row.voter.name]
        vote = ImportedVote(plan.posts[row.statement], person, row.value, row.cast_at)
        by_statement[row.statement].append(vote)
    batch: list[ImportedVote] = []
    for votes in by_statement.values():
        if batch and len(batch) + len(votes) > VOTES_AT_A_TIME:
            yield batch
            batch = []
        batch = batch + votes
    if batch:
        yield batch


def _count_contributions(plan: Plan, outcome: Outcome) -> None:
    contributions = Contribution.objects.filter(
        post__discussion=plan.discussion,
        post__submission_key__startswith=key_prefix(plan.source),
    )
    outcome.unrouted = contributions.unrouted().count()
    outcome.routed = contributions.count() - outcome.unrouted
