"""The figures of an import, as lines to read."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from discussions.models import Post, Vote

from .plan import Plan
from .storing import Outcome

STATES = (Post.State.VISIBLE, Post.State.HIDDEN, Post.State.PENDING, Post.State.DELETED)
STANDS = (Vote.Value.SUPPORT, Vote.Value.PASS, Vote.Value.DISAGREE)


def lines_of(plan: Plan, outcome: Outcome | None) -> Iterator[str]:
    """Statements, votes, people and contributions; without an outcome, what would be stored."""
    yield _(
        "Statements: %(read)d read, %(stored)d %(verb)s, %(present)d already there,"
        " %(rejected)d rejected; by %(authors)d people"
    ) % {
        "read": plan.statement_rows,
        "stored": outcome.stored if outcome else len(plan.new),
        "verb": _verb(outcome),
        "present": len(plan.posts) - (outcome.stored if outcome else 0),
        "rejected": len(plan.rejections),
        "authors": len(plan.authors),
    }
    states = plan.states
    yield _indented((str(state.label), states[state]) for state in STATES if states[state])
    if plan.vote_rows:
        yield from _vote_lines(plan, outcome)
    yield _people_line(plan, outcome)
    if outcome:
        yield _("Contributions: %(all)d (%(routed)d with an owner, %(unrouted)d unrouted)") % {
            "all": outcome.routed + outcome.unrouted,
            "routed": outcome.routed,
            "unrouted": outcome.unrouted,
        }


def _vote_lines(plan: Plan, outcome: Outcome | None) -> Iterator[str]:
    if outcome:
        stored = outcome.new_votes + outcome.replaced_votes
        present = outcome.unchanged_votes
    else:
        stored, present = len(plan.votes) - plan.present_votes, plan.present_votes
    yield _(
        "Votes: %(read)d read, %(count)d count (the last of each of %(voters)d voters),"
        " %(stored)d %(verb)s, %(present)d already there, %(rejected)d rejected"
    ) % {
        "read": plan.vote_rows,
        "count": len(plan.votes),
        "voters": plan.voters,
        "stored": stored,
        "verb": _verb(outcome),
        "present": present,
        "rejected": len(plan.vote_rejections),
    }
    yield _indented((str(stand.label), plan.stands[stand]) for stand in STANDS)


def _people_line(plan: Plan, outcome: Outcome | None) -> str:
    return _("People: %(new)d new accounts %(verb)s, %(recognised)d recognised as people here") % {
        "new": outcome.new_people if outcome else len(plan.newcomers),
        "verb": _verb(outcome),
        "recognised": plan.people.recognised,
    }


def _verb(outcome: Outcome | None) -> str:
    return _("stored") if outcome else _("to store")


def _indented(pairs: Iterator[tuple[str, int]]) -> str:
    return "  " + ", ".join(f"{label}: {number}" for label, number in pairs)
