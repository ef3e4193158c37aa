"""The reporting periods of measures: calendar months, quarters and years."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Measure

# The trend of an objective compares with this many months ago.
TREND_MONTHS = 3
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


def read_code(code: str) -> tuple[str, date] | None:
    """Frequency and first day of a period written as `code_of` does; None if it is none."""
    found = re.fullmatch(r"([12]\d{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", code, re.ASCII)
    if found is None:
        return None
    year, quarter, month = found.groups()
    if quarter:
        return Measure.Frequency.QUARTER.value, date(int(year), int(quarter) * 3 - 2, 1)
    if month:
        return Measure.Frequency.MONTH.value, date(int(year), int(month), 1)
    return Measure.Frequency.YEAR.value, date(int(year), 1, 1)


def choices(first: date, until: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every period from the year of `first` that is over by `until`, newest first, by year.

    Returns:
        What a select shows: for each year its name and its periods, each with code and name. A year
        comes before its quarters, a quarter before its months.
    """
    years = []
    for year in range(until.year, first.year - 1, -1):
        found = [
            (code_of(frequency, start), name_of(frequency, start))
            for frequency, start in _periods_of(year)
            if last_day(frequency, start) <= until
        ]
        if found:
            years.append((str(year), found))
    return years


def _periods_of(year: int) -> Iterator[tuple[str, date]]:
    yield Measure.Frequency.YEAR.value, date(year, 1, 1)
    for quarter in (4, 3, 2, 1):
        yield Measure.Frequency.QUARTER.value, date(year, quarter * 3 - 2, 1)
        for month in (quarter * 3, quarter * 3 - 1, quarter * 3 - 2):
            yield Measure.Frequency.MONTH.value, date(year, month, 1)


def short_name_of(frequency: str, start: date) -> str:
    """The same where there is little room: "Jul 2026" for a month."""
    if frequency == Measure.Frequency.MONTH:
        return date_format(start, "M Y")
    return name_of(frequency, start)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months ago, or the last one of a shorter month."""
    first = shift(Measure.Frequency.MONTH, day.replace(day=1), -months)
    return first.replace(day=min(day.day, last_day(Measure.Frequency.MONTH, first).day))
