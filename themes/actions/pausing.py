"""The clocks of a contribution stop for a reason that everybody reads, and run on."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..deadlines import deadlines_after_pause
from ..life import OPEN
from ..models import Contribution, ContributionEvent
from .advancing import clean_words, hold, record, save_changes

Kind = ContributionEvent.Kind


def pause_clock(
    contribution: Contribution,
    *,
    actor: Any,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Stop the clocks, such as while an answer from elsewhere is awaited.

    Raises:
        PermissionDenied: not one of the theme's people.
        ValidationError: as `hold`; code `state`, when no answer is owed or the clock rests already,
            and the codes of `clean_body` for the reason.
    """
    reason = clean_words(reason, if_empty=_("Say what it waits for; the contributor will read it."))
    at = at or timezone.now()
    with transaction.atomic():
        before = hold(contribution, actor=actor, may=access.may_review, seen=seen)
        if contribution.state not in OPEN:
            raise ValidationError(_("No clock is running: an answer is given."), code="state")
        if contribution.paused_at:
            raise ValidationError(_("The clock is paused already."), code="state")
        save_changes(contribution, paused_at=at, due_at=None)
        record(contribution, Kind.PAUSED, actor=actor, note=reason, at=at, before=before)
    return contribution


def resume_clock(
    contribution: Contribution,
    *,
    actor: Any,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Let the clocks run on: what is due is due later by the working days of the pause.

    Raises:
        PermissionDenied: not one of the theme's people.
        ValidationError: as `hold`; code `state`, when the clock is not paused, and the codes of
            `clean_body` for the note.
    """
    note = clean_words(note)
    at = at or timezone.now()
    with transaction.atomic():
        before = hold(contribution, actor=actor, may=access.may_review, seen=seen)
        if contribution.paused_at is None:
            raise ValidationError(_("The clock is not paused."), code="state")
        save_changes(contribution, **deadlines_after_pause(contribution, at))
        record(contribution, Kind.RESUMED, actor=actor, note=note, at=at, before=before)
    return contribution
