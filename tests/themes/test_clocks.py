"""Working days: weekends, holidays, the hour that comes and goes, pauses, and what a clock says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.clocks import (
    Light,
    Reading,
    UnknownPlace,
    after_pause,
    calendar_of,
    due_after,
    in_words,
    last_day,
    read_clock,
    working_days,
)

WELLINGTON, BERLIN = ZoneInfo("Pacific/Auckland"), ZoneInfo("Europe/Berlin")


def at(text, zone=UTC):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def due_day(text, days, place="", zone=UTC):
    return last_day(due_after(at(text, zone), days, place=place, zone=zone), zone)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-11-16 09:00", date(2026, 11, 18)),  # Monday
        ("2026-11-16 23:59", date(2026, 11, 18)),
        ("2026-11-19 09:00", date(2026, 11, 23)),  # Thursday: over the weekend
        ("2026-11-20 09:00", date(2026, 11, 24)),
        ("2026-11-21 09:00", date(2026, 11, 24)),  # Saturday counts as Friday does
        ("2026-11-22 09:00", date(2026, 11, 24)),
    ],
)
def test_weekends_do_not_count(start, day):
    assert due_day(start, 2) == day


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("", date(2026, 12, 28)),
        ("DE", date(2026, 12, 29)),  # Christmas Day alone falls on a weekday
        ("NZ", date(2026, 12, 30)),  # and Boxing Day is made up for on Monday
    ],
)
def test_public_holidays_do_not_count_where_they_are_kept(place, day):
    assert due_day("2026-12-24 12:00", 2, place) == day


def test_a_part_of_a_country_has_holidays_of_its_own():
    # Wellington's anniversary is kept on Monday, 19 January 2026; Auckland's a week later.
    assert due_day("2026-01-16 12:00", 1, "NZ-WGN") == date(2026, 1, 20)
    assert due_day("2026-01-16 12:00", 1, "NZ-AUK") == date(2026, 1, 19)


def test_a_country_has_its_own_weekend():
    assert due_day("2026-11-19 12:00", 1, "EG") == date(2026, 11, 22)


@pytest.mark.parametrize("place", ["XX", "NZ-NOWHERE", "-"])
def test_a_place_that_nobody_knows_is_refused(place):
    with pytest.raises(UnknownPlace):
        calendar_of(place)


@pytest.mark.parametrize(
    ("start", "hours"),
    [("2026-03-27 12:00", 23), ("2026-10-23 12:00", 25)],
)
def test_a_day_ends_at_midnight_whatever_the_clocks_of_the_town_do(start, hours):
    """From Friday noon over the change on Sunday to the end of Monday."""
    begun = at(start, BERLIN)
    due = due_after(begun, 1, place="", zone=BERLIN)
    assert (due.hour, due.minute) == (0, 0)
    real = due.astimezone(UTC) - begun.astimezone(UTC)
    assert real == timedelta(hours=12 + 24 + hours + 24)


def test_the_day_is_that_of_the_time_zone():
    # Sunday evening in Berlin is Monday morning in Wellington.
    moment = at("2026-11-22 21:00", BERLIN)
    assert last_day(due_after(moment, 1, place="", zone=BERLIN), BERLIN) == date(2026, 11, 23)
    assert last_day(due_after(moment, 1, place="", zone=WELLINGTON), WELLINGTON) == date(
        2026, 11, 24
    )


@pytest.mark.parametrize(
    ("paused", "resumed", "day"),
    [
        ("2026-11-16 09:00", "2026-11-16 17:00", date(2026, 11, 20)),
        ("2026-11-16 09:00", "2026-11-18 09:00", date(2026, 11, 24)),
        ("2026-11-20 09:00", "2026-11-22 09:00", date(2026, 11, 20)),  # a weekend costs nothing
        ("2026-11-20 09:00", "2026-11-23 09:00", date(2026, 11, 23)),
    ],
)
def test_a_pause_gives_back_the_working_days_that_it_took(paused, resumed, day):
    due = due_after(at("2026-11-13 09:00"), 5, place="", zone=UTC)
    assert last_day(due, UTC) == date(2026, 11, 20)
    later = after_pause(due, at(paused), at(resumed), place="", zone=UTC)
    assert last_day(later, UTC) == day


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(BERLIN))


@given(start=MOMENTS, days=st.integers(1, 30), pause=st.tuples(MOMENTS, MOMENTS))
def test_a_pause_leaves_as_many_working_days_as_there_were(start, days, pause):
    paused, resumed = sorted(pause)
    due = due_after(start, days, place="DE", zone=BERLIN)
    later = after_pause(due, paused, resumed, place="DE", zone=BERLIN)
    lost = working_days(paused.date(), resumed.date(), "DE")
    assert working_days(last_day(due, BERLIN), last_day(later, BERLIN), "DE") == lost


@pytest.mark.parametrize(
    ("now", "reading", "words"),
    [
        ("2026-11-17 09:00", Reading(Light.ON_TIME, 3), "3 working days left"),
        ("2026-11-19 09:00", Reading(Light.DUE_SOON, 1), "1 working day left"),
        ("2026-11-20 23:59", Reading(Light.DUE_SOON, 0), "due today"),
        ("2026-11-21 00:00", Reading(Light.OVERDUE, 1), "1 working day overdue"),
        ("2026-11-22 12:00", Reading(Light.OVERDUE, 1), "1 working day overdue"),
        ("2026-11-24 12:00", Reading(Light.OVERDUE, 2), "2 working days overdue"),
    ],
)
def test_a_clock_says_what_is_left(now, reading, words):
    due = at("2026-11-21 00:00")
    shown = read_clock(due, at(now), soon=1, place="", zone=UTC)
    assert (shown, in_words(shown)) == (reading, words)
