from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access
from ..initiatives import register
from ..models import BulkStep, Contribution, ContributionEvent
from .advancing import advance, clean_words, hold

Kind = ContributionEvent.Kind

THANKS_MISSING = gettext_lazy("Write a few words of thanks; they are sent in your name.")


def thank_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    message: str,
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Thank the contributor in the actor's own words. Once: the first thanks stop the clock.

    Raises:
        PermissionDenied: not one of the theme's people.
        ValidationError: as `advance`, and the codes of `clean_body` for the message.
    """
    message = clean_words(message, if_empty=str(THANKS_MISSING))
    at = at or timezone.now()
    return advance(
        contribution,
        Kind.THANKED,
        actor=actor,
        may=access.may_thank,
        seen=seen,
        note=message,
        bulk=bulk,
        at=at,
        thanked_at=at,
    )


def start_review(
    contribution: Contribution,
    *,
    actor: Any,
    note: str = "",
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Take a contribution into review. What was parked is taken up again, its decision is open.

    Raises:
        PermissionDenied: not one of the theme's people.
        ValidationError: as `advance`, and the codes of `clean_body` for the note.
    """
    note = clean_words(note)
    return advance(
        contribution,
        Kind.REVIEW_STARTED,
        actor=actor,
        may=access.may_review,
        seen=seen,
        note=note,
        badge_note=note,
        bulk=bulk,
        at=at,
        decided_at=None,
        decision_reason="",
        parked_until=None,
    )


def start_work(
    contribution: Contribution,
    *,
    actor: Any,
    initiative: int | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Say that work on an accepted contribution has begun.

    Args:
        initiative: the key of the one that it becomes part of, of those offered to the actor.

    Raises:
        PermissionDenied: the actor may not decide about it, or not link that initiative.
        ValidationError: as `advance`, and the codes of `clean_body` for the note.
    """
    note = clean_words(note)
    with transaction.atomic():
        if initiative is not None:
            # Before the step, so that whoever is told of it finds the link.
            hold(contribution, actor=actor, may=access.may_decide, seen=seen)
            register().link(contribution, initiative, actor)
        return advance(
            contribution,
            Kind.WORK_STARTED,
            actor=actor,
            may=access.may_decide,
            seen=seen,
            note=note,
            badge_note=note,
            at=at,
        )


def complete_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    outcome: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Close the loop: say what came of it.

    Raises:
        PermissionDenied: the actor may not decide about it.
        ValidationError: as `advance`, and the codes of `clean_body` for the outcome.
    """
    outcome = clean_words(
        outcome, if_empty=_("Say what came of it; the contributor and the supporters will read it.")
    )
    return advance(
        contribution,
        Kind.COMPLETED,
        actor=actor,
        may=access.may_decide,
        seen=seen,
        note=outcome,
        badge_note=outcome,
        at=at,
    )
