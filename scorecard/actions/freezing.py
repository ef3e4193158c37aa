"""Periods are frozen and unfrozen here, and here is the lock that every change of them takes.

The lock is the row of the scorecard. Whoever writes figures, targets or weights holds it, and so
does a freeze: what comes first is frozen with the period, and what comes after is refused.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log, registry

from .. import access, guarding, periods
from ..book import read_book
from ..frozen import measures_of, open_chapters, write_contents
from ..models import Freeze, FrozenPart, Measure, Scorecard
from .inserting import chunks

NAMESPACE = "strategy_scorecard"


def freeze_period(
    scorecard: Scorecard, *, frequency: str, day: date, reason: str, actor: Any
) -> Freeze:
    """Close a period of a scorecard: its scores stay as they are now, whatever is edited later.

    Args:
        frequency: of `Measure.Frequency`, the length of the period.
        day: any day of the period.

    Raises:
        PermissionDenied: see `access.may_freeze`.
        ValidationError: codes `reason` (none is given), `open` (the period is not over), `frozen`
            (a part of it is frozen already) and `empty` (the scorecard has no objective).
    """
    if not access.may_freeze(actor):
        raise PermissionDenied
    reason = _given(reason)
    first = periods.start_of(frequency, day)
    last = periods.last_day(frequency, first)
    name = periods.name_of(frequency, first)
    if last >= timezone.localdate():
        raise ValidationError(_("%(period)s is not over yet.") % {"period": name}, code="open")
    with transaction.atomic():
        found = guarding.overlapping(first, last, hold_scorecards([scorecard.pk]))
        if found:
            raise ValidationError(_already(name, found), code="frozen")
        chapters = open_chapters(read_book([last]))
        chapter = next((each for each in chapters if each.scorecard == scorecard), None)
        if chapter is None:
            raise ValidationError(_("The scorecard has no objective yet."), code="empty")
        freeze = Freeze.objects.create(
            scorecard=scorecard,
            frequency=frequency,
            first=first,
            last=last,
            reason=reason,
            frozen_by=actor,
            frozen_at=timezone.now(),
            contents=write_contents(chapter, last),
        )
        parts = [
            FrozenPart(freeze=freeze, objective=objective, measure=measure)
            for objective, measure in measures_of(chapter)
        ]
        for rows in chunks(parts):
            FrozenPart.objects.bulk_create(rows)
        _note("freeze_period", freeze, reason=reason, actor=actor)
    return freeze


@transaction.atomic
def unfreeze_period(freeze: Freeze, *, reason: str, actor: Any) -> None:
    """Open a frozen period again: its scores follow its figures, targets and weights from now on.

    Raises:
        PermissionDenied: see `access.may_unfreeze`.
        ValidationError: codes `reason` (none is given) and `gone` (it is not frozen any more).
    """
    if not access.may_unfreeze(actor):
        raise PermissionDenied
    reason = _given(reason)
    frozen = hold_scorecards([freeze.scorecard_id])
    if freeze.pk not in {each.pk for each in frozen}:
        raise ValidationError(_("The period is not frozen any more."), code="gone")
    _note("unfreeze_period", freeze, reason=reason, actor=actor)
    freeze.delete()


def hold_scorecards(keys: Iterable[int]) -> list[Freeze]:
    """Lock scorecards until the end of the transaction, and tell what is frozen of them."""
    wanted = sorted(set(keys))
    list(Scorecard.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values("pk"))
    return list(Freeze.objects.filter(scorecard__in=wanted).defer("contents"))


def check_is_open(measure: Measure, day: date) -> None:
    """Hold the measure's scorecard, and refuse the figure of a frozen period.

    Raises:
        ValidationError: code `frozen`.
    """
    start = periods.start_of(measure.frequency, day)
    card = measure.objective.perspective.scorecard_id
    found = guarding.freeze_of(measure.frequency, start, hold_scorecards([card]))
    if found:
        raise ValidationError(guarding.figures_stay(found), code="frozen")


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Give a reason."), code="reason")
    return reason.strip()


def _already(name: str, found: Freeze) -> str:
    other = guarding.name_of(found)
    if other == name:
        return _("%(period)s is frozen already.") % {"period": name}
    return _("%(other)s is frozen already, and shares days with %(period)s.") % {
        "other": other,
        "period": name,
    }


def _note(act: str, freeze: Freeze, *, reason: str, actor: Any) -> None:
    data = {
        "period": periods.code_of(freeze.frequency, freeze.first),
        "title": freeze.scorecard.title,
        "reason": reason,
    }
    log(instance=freeze.scorecard, action=f"{NAMESPACE}.{act}", user=actor, data=data)


@registry.register_action(f"{NAMESPACE}.freeze_period")
class FreezeFormatter(LogFormatter):
    label = gettext_lazy("Freeze a period")

    def format_message(self, log_entry: Any) -> str:
        data: dict[str, Any] = log_entry.data
        return _("Froze %(period)s of “%(title)s”: %(reason)s") % data


@registry.register_action(f"{NAMESPACE}.unfreeze_period")
class UnfreezeFormatter(LogFormatter):
    label = gettext_lazy("Unfreeze a period")

    def format_message(self, log_entry: Any) -> str:
        data: dict[str, Any] = log_entry.data
        return _("Unfroze %(period)s of “%(title)s”: %(reason)s") % data
