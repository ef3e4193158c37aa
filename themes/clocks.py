"""How long an answer may take, in working days. Pure: no database, no settings, no clock.

A clock that starts on some day, whatever the hour, counts from the next working day on; what is due
in two of them is due until the end of the second. A *place* says which days are public holidays: a
country or a part of one ("NZ", "NZ-WGN"), or "" for weekends alone. Days are those of one time
zone, and their ends are moments, so a day of 23 or 25 hours is a day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from holidays import HolidayBase, country_holidays

DAY = timedelta(days=1)


class UnknownPlace(ValueError):
    """No country or part of one that the library `holidays` knows."""


class Light(StrEnum):
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True)
class Reading:
    """What a clock shows: its light, and the working days that are left or, overdue, lost."""

    light: Light
    days: int = 0


@lru_cache(maxsize=64)
def calendar_of(place: str) -> HolidayBase:
    """
    Raises:
        UnknownPlace: see there.
    """
    if not place:
        return HolidayBase()
    country, _dash, part = place.partition("-")
    try:
        return country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise UnknownPlace(str(error)) from None


def due_after(start: datetime, days: int, *, place: str, zone: tzinfo) -> datetime:
    """The end of the working day by which something that started at `start` is due."""
    day = start.astimezone(zone).date()
    return _end_of(calendar_of(place).get_nth_working_day(day, days), zone)


def last_day(due: datetime, zone: tzinfo) -> date:
    """The day until whose end `due` leaves time."""
    return (due.astimezone(zone) - timedelta(microseconds=1)).date()


def after_pause(
    due: datetime, paused: datetime, resumed: datetime, *, place: str, zone: tzinfo
) -> datetime:
    """`due`, later by the working days that began during the pause."""
    lost = working_days(paused.astimezone(zone).date(), resumed.astimezone(zone).date(), place)
    return later_by(lost, due, place=place, zone=zone)


def later_by(days: int, moment: datetime, *, place: str, zone: tzinfo) -> datetime:
    """The end of the working day that is `days` after that of `moment`; itself for none."""
    if not days:
        return moment
    return _end_of(calendar_of(place).get_nth_working_day(last_day(moment, zone), days), zone)


def working_days(first: date, last: date, place: str) -> int:
    """Working days after `first`, up to and with `last`; 0 if that is not later."""
    if last <= first:
        return 0
    return calendar_of(place).get_working_days_count(first + DAY, last)


def read_clock(due: datetime, now: datetime, *, soon: int, place: str, zone: tzinfo) -> Reading:
    """What a running clock shows at `now`; `soon` days before its end it is due soon."""
    today, end = now.astimezone(zone).date(), last_day(due, zone)
    if now >= due:
        # Lost on a Saturday after a Friday: no working day yet, and yet too late.
        return Reading(Light.OVERDUE, max(1, working_days(end, today, place)))
    left = working_days(today, end, place)
    return Reading(Light.DUE_SOON if left <= soon else Light.ON_TIME, left)


def in_words(reading: Reading) -> str:
    """A short phrase: "3 working days left"."""
    if reading.light == Light.PAUSED:
        return _("clock paused")
    if reading.light == Light.OVERDUE:
        text = ngettext(
            "%(days)d working day overdue", "%(days)d working days overdue", reading.days
        )
    elif reading.days == 0:
        return _("due today")
    else:
        text = ngettext("%(days)d working day left", "%(days)d working days left", reading.days)
    return text % {"days": reading.days}


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + DAY, time.min, zone)
