"""Reminders of open questions: to those of the audience who have not seen it, once."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from discussions.actions import choose_level, create_post
from strategy_hub import reminding
from strategy_hub.models import Notification
from strategy_hub.reminding import remind_of_questions
from tests.cast import Cast, Hub, restrict
from themes.window import reminder_due

pytestmark = pytest.mark.django_db
KEY = "question:{}:open"


@pytest.fixture
def closing(hub: Hub) -> Any:
    """The question closes in two days, after ten; the team's is not due yet."""
    page, now = hub.question_page, timezone.now()
    page.opens_at, page.closes_at = now - timedelta(days=8), now + timedelta(days=2)
    page.save()
    return page


def reminded(page: Any) -> set[str]:
    notes = Notification.objects.filter(key=KEY.format(page.question.pk))
    return set(notes.values_list("person__username", flat=True))


STAFF = {"executive", "owner", "deputy", "facilitator", "employee", "colleague", "member", "office"}


def test_who_has_not_seen_it_is_told_once(cast: Cast, closing: Any) -> None:
    assert remind_of_questions() == len(STAFF)
    assert reminded(closing) == STAFF
    assert remind_of_questions() == 0
    out = StringIO()
    call_command("remind_of_questions", stdout=out)
    assert out.getvalue() == "Reminded: 0\n"


def test_who_has_looked_answered_or_muted_is_left_alone(
    client: Client, cast: Cast, closing: Any
) -> None:
    client.force_login(cast.colleague)
    client.get(closing.url)
    create_post(closing.primary_discussion, author=cast.employee, body="Mine")
    choose_level(closing.primary_discussion, person=cast.deputy, level="muted")
    closing.owner = cast.facilitator
    closing.save()
    remind_of_questions()
    assert reminded(closing) == STAFF - {"colleague", "employee", "deputy", "facilitator"}


def test_who_answered_without_a_name_is_left_alone_too(cast: Cast, closing: Any) -> None:
    closing.allows_anonymous = True
    closing.save()
    discussion = closing.primary_discussion
    create_post(discussion, author=cast.employee, body="Quietly", anonymous=True)
    remind_of_questions()
    assert "employee" not in reminded(closing)


@pytest.mark.parametrize(
    ("opens", "closes", "is_due"),
    [
        (-8, 2, True),
        (-1, 9, False),
        (-9, -1, False),
        (1, 2, False),
        (-1, 2, False),
        (-4, None, True),
    ],
    ids=["soon over", "just begun", "over", "not open", "first half", "without an end"],
)
def test_the_time_for_it(hub: Hub, opens: int, closes: int | None, is_due: bool) -> None:
    page, now = hub.question_page, timezone.now()
    page.opens_at = now + timedelta(days=opens)
    page.closes_at = None if closes is None else now + timedelta(days=closes)
    page.save()
    remind_of_questions()
    assert bool(reminded(page)) is is_due


def test_two_runs_at_the_same_moment_tell_each_person_once(
    cast: Cast, closing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run looks for whom to tell before the first one has told anybody."""
    stale = [list(reminding._who_missed(closing, KEY.format(closing.question.pk)))]
    remind_of_questions()
    monkeypatch.setattr(reminding, "_portions", lambda people: iter(stale))
    remind_of_questions()
    notes = Notification.objects.filter(key=KEY.format(closing.question.pk))
    assert notes.count() == len(STAFF)


def test_a_large_audience_is_told_in_portions(
    cast: Cast, closing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "AT_A_TIME", 3)
    assert remind_of_questions() == len(STAFF)
    assert reminded(closing) == STAFF


def test_the_reminder_leads_to_the_question_and_goes_with_the_right_to_see_it(
    client: Client, cast: Cast, closing: Any
) -> None:
    remind_of_questions()
    note = Notification.objects.get(person=cast.employee)
    assert note.sentence == "“Faster offers” asks you something, and you have not looked at it yet."
    assert note.excerpt == "What would halve our time to offer?"
    client.force_login(cast.employee)
    assert client.get(note.get_absolute_url())["Location"] == closing.get_url()
    restrict(closing, "Team")
    assert not Notification.objects.of(cast.employee).exists()
    assert client.get(note.get_absolute_url()).status_code == 404


def test_days_before_the_end_are_days_that_pass_also_when_clocks_change() -> None:
    # Europe/Paris is an hour behind from 25 October 2026, 03:00.
    opens = datetime(2026, 10, 1, tzinfo=UTC)
    closes = datetime(2026, 10, 26, 16, tzinfo=UTC)
    page = SimpleNamespace(opens_at=opens, closes_at=closes)
    assert reminder_due(page) == datetime(2026, 10, 23, 16, tzinfo=UTC)
