"""What a frozen period refuses. Pure: it is told the freezes, and knows nothing of who asks."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import periods
from .models import Freeze

# What holds from a day on: goal and red flag, or a weight.
Dated = tuple[date, tuple[Decimal, ...]]


def freeze_of(frequency: str, start: date, freezes: Iterable[Freeze]) -> Freeze | None:
    """The freeze that a period lies in: it is closed with the day that it ends on."""
    end = periods.last_day(frequency, start)
    return next((each for each in freezes if each.first <= end <= each.last), None)


def overlapping(first: date, last: date, freezes: Iterable[Freeze]) -> Freeze | None:
    return next((each for each in freezes if each.first <= last and first <= each.last), None)


def changed_freeze(
    before: Sequence[Dated], after: Sequence[Dated], freezes: Iterable[Freeze]
) -> Freeze | None:
    """The latest frozen period on a day of which another row would hold than before."""
    for each in sorted(freezes, key=lambda freeze: freeze.first, reverse=True):
        if _holding(before, each) != _holding(after, each):
            return each
    return None


def _holding(rows: Sequence[Dated], freeze: Freeze) -> list[Dated]:
    """What holds on the days of a period: each value with the first of these days."""
    held: list[Dated] = []
    for since, values in sorted(rows):
        if since <= freeze.first:
            held = [(freeze.first, values)]
        elif since <= freeze.last and (not held or held[-1][1] != values):
            held.append((since, values))
    return held


def name_of(freeze: Freeze) -> str:
    return periods.name_of(freeze.frequency, freeze.first)


def figures_stay(freeze: Freeze) -> str:
    """Why a figure can't be recorded."""
    return _("%(period)s is frozen, so its figures can no longer be changed.") % {
        "period": name_of(freeze)
    }


def targets_stay(freeze: Freeze) -> str:
    return _(
        "%(period)s is frozen, so the targets of its days can no longer be changed. Leave them as"
        " they are, and add one that holds from %(day)s or later."
    ) % {"period": name_of(freeze), "day": _day_after(freeze)}


def weights_stay(freeze: Freeze) -> str:
    return _(
        "%(period)s is frozen, so the weights of its days can no longer be changed. Leave them as"
        " they are, and add one that holds from %(day)s or later."
    ) % {"period": name_of(freeze), "day": _day_after(freeze)}


def _day_after(freeze: Freeze) -> str:
    return date_format(freeze.last + timedelta(days=1), "DATE_FORMAT")
