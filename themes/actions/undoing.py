"""Taking back one's own last step, for a few seconds. Step and undoing both stay on the trail."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.actions import set_badge

from .. import access
from ..badges import BADGES
from ..initiatives import register
from ..models import Contribution, ContributionEvent
from .advancing import lock, record
from .restoring import put_back
from .seeing import since

Kind = ContributionEvent.Kind

UNDO_FOR = timedelta(seconds=10)


def undo_step(event: ContributionEvent, *, actor: Any, at: datetime | None = None) -> Contribution:
    """Let the contribution of `event` stand as it did before that step. Nothing is deleted.

    Raises:
        PermissionDenied: not a step of the actor's own, or on what they do not see.
        ValidationError: code `late`, when the seconds are over; code `moved`, when something has
            happened since, with who did what; code `linked`, when work is part of an initiative.
    """
    at = at or timezone.now()
    contribution = event.contribution
    with transaction.atomic():
        lock(contribution)
        if not access.may_undo(actor, event):
            raise PermissionDenied
        if happened := since(contribution, event.pk):
            raise ValidationError(
                _("It cannot be undone any more. %(what)s") % {"what": happened}, code="moved"
            )
        if at > event.happened_at + UNDO_FOR:
            raise ValidationError(
                _(
                    "A step can be undone for ten seconds, and they are over. A decision can be"
                    " reopened with a reason."
                ),
                code="late",
            )
        if event.kind == Kind.WORK_STARTED and register().linked(actor, contribution):
            raise ValidationError(
                _(
                    "The work is part of an initiative, which would keep it. Reopen the decision"
                    " with a reason instead."
                ),
                code="linked",
            )
        holder = contribution.owner
        put_back(contribution, event.before)
        ends: dict[str, Any] = {}
        if contribution.owner_id != (holder.pk if holder else None):
            ends = {"owner_before": holder, "owner_after": contribution.owner}
        record(contribution, Kind.UNDONE, actor=actor, note="", at=at, undoes=event, **ends)
        if event.kind in BADGES:
            _lay_badge_anew(contribution)
    return contribution


def _lay_badge_anew(contribution: Contribution) -> None:
    """The badge of the last step that still counts, in the name of who took it; or none."""
    steps = ContributionEvent.objects.standing().filter(contribution=contribution, kind__in=BADGES)
    last = steps.select_related("actor").last()
    if last is None:
        set_badge(contribution.post, code="", actor=None)
    else:
        set_badge(contribution.post, code=BADGES[last.kind].code, note=last.note, actor=last.actor)
