"""How long contributors wait, in working days, and who waits too long: on the theme's page, too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from discussions.actions import create_post, hide_post
from scorecard import wording
from scorecard.metrics import Figure, Group
from themes import actions
from themes.models import Contribution

from .test_metrics import facts, figure, people

pytestmark = pytest.mark.django_db

# A Friday: the weekend counts for nobody.
FRIDAY = datetime(2026, 6, 5, 9, tzinfo=UTC)
MONDAY, TUESDAY = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=4)
LATER = FRIDAY + timedelta(days=12)


@pytest.fixture
def ideas(cast: Any, hub: Any, settings: Any) -> list[Contribution]:
    """Twelve people's, come on a Friday; thanks due on Tuesday, decisions on the Friday after."""
    settings.STRATEGY_HUB = {"THANKS_DUE_DAYS": 2, "DECISION_DUE_DAYS": 5}
    authors: list[User] = people(12)
    cast.employee.groups.get().user_set.add(*authors)
    with time_machine.travel(FRIDAY, tick=False):
        return [
            create_post(hub.discussion, author=each, body="An idea.", kind="idea").contribution
            for each in authors
        ]


def cell(cast: Any, hub: Any, name: str, on: datetime = LATER) -> Figure:
    with time_machine.travel(on, tick=False):
        found = facts(cast.employee, hub, on=on.date())
        return figure(found, name, Group("theme", hub.theme.pk))


def thank(idea: Contribution, cast: Any, at: datetime) -> None:
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.", at=at)


def test_weekends_and_holidays_are_no_days_of_waiting(cast, hub, ideas):
    for idea in ideas[:6]:
        thank(idea, cast, MONDAY)
    for idea in ideas[6:]:
        thank(idea, cast, TUESDAY)
    found = cell(cast, hub, "time_to_thanks")
    assert (found.value, found.extra["p90"], found.numerator) == (1, 2, 12)
    # The King's Birthday, on that Monday.
    Contribution.objects.update(holidays_of="AU-NSW")
    assert cell(cast, hub, "time_to_thanks").value == 0


def test_whoever_still_waits_counts_with_the_days_so_far(cast, hub, ideas):
    for idea in ideas[:5]:
        thank(idea, cast, MONDAY)
    found = cell(cast, hub, "time_to_thanks")
    assert (found.value, found.numerator, found.denominator) == (None, 5, 12)


def test_a_decision_without_thanks_ends_the_wait_for_them_unthanked(cast, hub, ideas):
    for idea in ideas:
        actions.decline_contribution(idea, actor=cast.owner, reason="No.", at=TUESDAY)
    assert cell(cast, hub, "time_to_thanks").numerator == 0
    assert cell(cast, hub, "time_to_decision").value == 2


def test_overdue_is_what_the_desk_calls_so(cast, hub, ideas):
    assert cell(cast, hub, "overdue", MONDAY).numerator == 0
    for idea in ideas[:3]:
        actions.accept_contribution(idea, actor=cast.owner, reason="Yes.", at=MONDAY)
    actions.pause_clock(ideas[3], actor=cast.owner, reason="The lab measures.", at=MONDAY)
    hide_post(ideas[4].post, actor=cast.facilitator, reason="Names a customer.")
    found = cell(cast, hub, "overdue")
    assert (found.numerator, found.denominator) == (7, 8)
    with time_machine.travel(LATER, tick=False):
        from themes.views.desk_list import _views

        overdue = next(view for view in _views() if view.name == "overdue")
        assert Contribution.objects.filter(overdue.condition).count() == 7


def test_what_was_received_long_ago_and_still_waits_is_overdue(cast, hub, ideas, settings):
    assert cell(cast, hub, "overdue").numerator == 12
    authors = people(12, prefix="new")
    cast.employee.groups.get().user_set.add(*authors)
    much_later = FRIDAY + timedelta(weeks=40)
    with time_machine.travel(much_later, tick=False):
        for each in authors:
            create_post(hub.discussion, author=each, body="An idea.", kind="idea")
    found = cell(cast, hub, "overdue", much_later)
    assert (found.numerator, found.denominator) == (12, 24)
    assert cell(cast, hub, "time_to_thanks", much_later).denominator == 12


def test_an_earlier_day_is_told_by_what_was_promised(cast, hub, ideas):
    for idea in ideas:
        thank(idea, cast, LATER)
    on = FRIDAY.date() + timedelta(days=6)
    with time_machine.travel(LATER, tick=False):
        earlier = figure(facts(cast.employee, hub, on=on), "overdue", Group("theme", hub.theme.pk))
    assert earlier.numerator == 12


def test_few_contributors_are_withheld(cast, hub, ideas):
    for idea in ideas[6:]:
        idea.post.delete()
    with time_machine.travel(LATER, tick=False):
        found = facts(cast.employee, hub, on=LATER.date())
        for name in ("time_to_thanks", "time_to_decision", "overdue"):
            assert found.cell(name, Group("theme", hub.theme.pk)).is_withheld


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "not known yet"),
        (0.0, "the same day"),
        (1.0, "1 working day"),
        (4.0, "4 working days"),
    ],
)
def test_waiting_times_in_words(days, words):
    assert wording.working_days_text(days) == words


def test_the_page_of_the_theme_shows_them(client, cast, hub, ideas):
    for idea in ideas[:8]:
        thank(idea, cast, TUESDAY)
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast.employee)
        page = client.get(hub.theme_page.url).content.decode()
    for words in ("Time to first thanks", "2 working days", "Time to decision", "Overdue now"):
        assert words in page
    assert "of 12 that wait for an answer" in page
