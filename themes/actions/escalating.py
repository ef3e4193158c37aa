"""What is overdue is brought to the deputies of its theme, and then to the strategy office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..clocks import last_day
from ..deadlines import awaited_step, next_try, second_escalation
from ..escalation import Escalation, deputies_to_ask, office_to_ask
from ..models import Contribution, ContributionEvent
from ..signals import contribution_escalated
from .advancing import lock, record, save_changes

Kind = ContributionEvent.Kind
BATCH = 200


@dataclass
class Escalations:
    """How many contributions a run has brought to whom."""

    to_deputies: int = 0
    to_office: int = 0
    to_nobody: int = 0


def escalate_overdue(*, at: datetime | None = None) -> Escalations:
    """Escalate everything whose moment has come, each contribution in its own transaction.

    So it may be stopped at any point, started again, and run twice at the same time: each level is
    asked once for each answer that is awaited.
    """
    at = at or timezone.now()
    done = Escalations()
    for contribution in _waiting_too_long(at):
        level = escalate_contribution(contribution, at=at)
        done.to_deputies += level == Escalation.DEPUTY
        done.to_office += level == Escalation.OFFICE
        done.to_nobody += level == Escalation.NONE
    return done


def escalate_contribution(
    contribution: Contribution, *, at: datetime | None = None
) -> Escalation | None:
    """Ask the next level to help with one contribution.

    The deputies are passed over where none is there who may see it and does not have it already.

    Returns:
        The level that was asked; `NONE` when nobody of it may see the contribution, which is tried
        again on the next working day; None when its moment has not come, or somebody was faster.
    """
    at = at or timezone.now()
    with transaction.atomic():
        lock(contribution)
        if not _is_due(contribution, at):
            return None
        level, people = _whom_to_ask(contribution, at)
        if not people:
            save_changes(contribution, escalates_at=next_try(at, contribution.holidays_of))
            return Escalation.NONE
        _escalate(contribution, level, people, at)
    return level


def _waiting_too_long(at: datetime) -> Iterator[Contribution]:
    """Read in batches, so that memory does not grow with their number."""
    found = Contribution.objects.filter(
        escalates_at__lte=at, due_at__lte=at, post__state="visible"
    ).order_by("pk")
    last = 0
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _is_due(contribution: Contribution, at: datetime) -> bool:
    """Asked again under the lock: an answer, a pause or another run may have come first."""
    moments = (contribution.escalates_at, contribution.due_at)
    return contribution.post.is_visible and all(each and each <= at for each in moments)


def _whom_to_ask(contribution: Contribution, at: datetime) -> tuple[Escalation, list[Any]]:
    if contribution.escalation == Escalation.NONE:
        day = at.astimezone(timezone.get_default_timezone()).date()
        if deputies := deputies_to_ask(contribution, day):
            return Escalation.DEPUTY, deputies
    return Escalation.OFFICE, office_to_ask(contribution)


def _escalate(
    contribution: Contribution, level: Escalation, people: list[Any], at: datetime
) -> None:
    is_last = level == Escalation.OFFICE
    save_changes(
        contribution,
        escalation=level,
        escalates_at=None if is_last else second_escalation(at, contribution.holidays_of),
    )
    event = record(
        contribution,
        Kind.OFFICE_ASKED if is_last else Kind.DEPUTY_ASKED,
        actor=None,
        note=_reason(contribution),
        at=at,
    )
    contribution_escalated.send(Contribution, contribution=contribution, event=event, people=people)


def _reason(contribution: Contribution) -> str:
    due = contribution.due_at
    if due is None:
        raise ValueError("nothing is due")
    # On the record, so in the site's language.
    with translation.override(settings.LANGUAGE_CODE):
        if awaited_step(contribution) == Kind.THANKED:
            text = _("A first answer was due by the end of %(day)s.")
        else:
            text = _("A decision was due by the end of %(day)s.")
        day = date_format(last_day(due, timezone.get_default_timezone()), "DATE_FORMAT")
        return text % {"day": day}
