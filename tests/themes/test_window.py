"""The window of a question: it opens and closes by itself, by the clock of the site's time zone."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.window import describe_window, time_left

AUCKLAND = ZoneInfo("Pacific/Auckland")
# Around the nights in which the clocks of Auckland change: 5 April and 27 September 2026.
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 4, 3), datetime(2026, 4, 7), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 9, 25), datetime(2026, 9, 29), timezones=st.just(UTC)),
)


@pytest.fixture(autouse=True, scope="module")
def in_auckland() -> Any:
    from django.test import override_settings

    with override_settings(TIME_ZONE="Pacific/Auckland"):
        yield


@given(
    opens=MOMENTS, closes=MOMENTS | st.none(), now=MOMENTS, zone=st.sampled_from([UTC, AUCKLAND])
)
def test_it_is_open_from_its_beginning_until_its_end_whatever_the_zone(
    opens: datetime, closes: datetime | None, now: datetime, zone: Any
) -> None:
    page = SimpleNamespace(
        opens_at=opens.astimezone(zone), closes_at=closes.astimezone(zone) if closes else None
    )
    window = describe_window(page, now)
    is_open = opens <= now and (closes is None or now < closes)
    assert window.is_open is is_open
    assert window.is_over is (opens <= now and closes is not None and closes <= now)
    assert bool(window.left) is (is_open and closes is not None)


@given(end=MOMENTS, minutes=st.integers(1, 60), zone=st.sampled_from([UTC, AUCKLAND]))
def test_the_last_hour_is_counted_in_minutes_that_pass(
    end: datetime, minutes: int, zone: Any
) -> None:
    now = (end - timedelta(minutes=minutes)).astimezone(zone)
    words = "1 minute left" if minutes == 1 else f"{minutes} minutes left"
    assert time_left(end.astimezone(zone), now) == words


@pytest.mark.parametrize(
    ("now", "end", "words"),
    [
        # 25 hours: the night in which clocks are put back.
        ("2026-04-04T12:00", "2026-04-05T12:00", "Closes tomorrow at noon"),
        ("2026-04-03T12:00", "2026-04-05T12:00", "2 days left"),
        # 23 hours: the night in which they are put forward.
        ("2026-09-26T12:00", "2026-09-27T12:00", "Closes tomorrow at noon"),
        ("2026-09-27T01:30", "2026-09-27T17:00", "Closes today at 5 p.m."),
        # Half an hour by what the clocks show, and an hour and a half later.
        ("2026-04-05T02:15", "2026-04-05T03:45", "Closes today at 3:45 a.m."),
    ],
)
def test_days_are_those_of_the_calendar_there(now: str, end: str, words: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=AUCKLAND) for text in (end, now)]
    assert time_left(*moments) == words
