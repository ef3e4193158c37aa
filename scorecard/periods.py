"""The reporting periods of measures: calendar months, quarters and years."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Measure

MONTHS = {
    Measure.Frequency.MONTH.value: 1,
    Measure.Frequency.QUARTER.value: 3,
    Measure.Frequency.YEAR.value: 12,
}


def start_of(frequency: str, day: date) -> date:
    """First day of the period that `day` lies in."""
    length = MONTHS[frequency]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def shift(frequency: str, start: date, by: int) -> date:
    """First day of the period that comes `by` periods after the one starting on `start`."""
    months = start.year * 12 + start.month - 1 + by * MONTHS[frequency]
    return date(months // 12, months % 12 + 1, 1)


def last_day(frequency: str, start: date) -> date:
    return shift(frequency, start, 1) - timedelta(days=1)


def closed_periods(frequency: str, on: date, count: int) -> list[date]:
    """First days of the latest `count` periods that are over on `on`, newest first."""
    current = start_of(frequency, on)
    return [shift(frequency, current, -number) for number in range(1, count + 1)]


def name_of(frequency: str, start: date) -> str:
    """How people call the period: "May 2026", "Q2 2026", "2026"."""
    if frequency == Measure.Frequency.YEAR:
        return str(start.year)
    if frequency == Measure.Frequency.QUARTER:
        quarter = (start.month - 1) // 3 + 1
        return _("Q%(quarter)d %(year)d") % {"quarter": quarter, "year": start.year}
    return date_format(start, "F Y")


def code_of(frequency: str, start: date) -> str:
    """The period as files hold it, in every language alike: 2026-05, 2026-Q2, 2026."""
    if frequency == Measure.Frequency.YEAR:
        return str(start.year)
    if frequency == Measure.Frequency.QUARTER:
        return f"{start.year}-Q{(start.month - 1) // 3 + 1}"
    return f"{start:%Y-%m}"


def short_name_of(frequency: str, start: date) -> str:
    """The same where there is little room: "Jul 2026" for a month."""
    if frequency == Measure.Frequency.MONTH:
        return date_format(start, "M Y")
    return name_of(frequency, start)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months ago, or the last one of a shorter month."""
    first = shift(Measure.Frequency.MONTH, day.replace(day=1), -months)
    return first.replace(day=min(day.day, last_day(Measure.Frequency.MONTH, first).day))
