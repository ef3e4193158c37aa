from datetime import UTC, date, datetime

from demo.working_days import WorkingDays

MONDAY_MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
DAYS = WorkingDays(MONDAY_MORNING)


def test_the_first_day_back_from_a_monday_is_friday():
    assert DAYS.day(1) == date(2026, 11, 20)


def test_six_days_back_skip_two_weekends():
    assert DAYS.day(6) == date(2026, 11, 13)


def test_a_negative_number_lies_ahead():
    assert DAYS.day(-5) == date(2026, 11, 30)


def test_minutes_count_from_the_opening_of_the_offices():
    assert DAYS.at(1, 45) == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)


def test_what_would_happen_on_friday_night_happens_on_monday_morning():
    late = datetime(2026, 11, 20, 22, 10, tzinfo=UTC)
    moved = DAYS.within_hours(late)
    assert (moved.date(), moved.hour) == (date(2026, 11, 23), 7)


def test_what_happens_in_working_hours_stays():
    moment = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
    assert DAYS.within_hours(moment) == moment
