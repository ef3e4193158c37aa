"""The clocks of a contribution through its life: what each step does to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from discussions.actions import create_post, import_post
from tests.themes.forms import filled
from themes import actions, deadlines
from themes.clocks import last_day
from themes.models import Contribution, ContributionEvent

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def monday(settings):
    settings.STRATEGY_HUB = {"THANKS_DUE_DAYS": 2, "DECISION_DUE_DAYS": 10}
    with time_machine.travel(MONDAY, tick=False) as machine:
        yield machine


@pytest.fixture
def idea(cast, hub, monday):
    post = create_post(hub.discussion, author=cast.employee, body="An idea.", kind="idea")
    return post.contribution


def fresh(contribution):
    return Contribution.objects.get(pk=contribution.pk)


def days(contribution):
    """The last days for the thanks, for the decision, and of the clock that runs."""
    stored = fresh(contribution)
    moments = (stored.thanks_due_at, stored.decision_due_at, stored.due_at)
    return tuple(moment and last_day(moment, UTC) for moment in moments)


THANKS, DECISION = date(2026, 11, 18), date(2026, 11, 30)


def test_both_clocks_start_when_it_comes(idea):
    assert days(idea) == (THANKS, DECISION, THANKS)


def test_after_the_thanks_the_decision_is_awaited(cast, idea):
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.")
    assert days(idea)[2] == DECISION


def test_a_review_without_thanks_leaves_the_thanks_owed(cast, idea):
    actions.start_review(idea, actor=cast.owner)
    assert days(idea)[2] == THANKS


@pytest.mark.parametrize("decide", [actions.accept_contribution, actions.decline_contribution])
def test_a_decision_ends_the_clocks(cast, idea, decide):
    decide(idea, actor=cast.owner, reason="Because.")
    assert days(idea)[2] is None


def test_a_hand_over_resets_nothing(cast, idea, monday):
    before = days(idea)
    monday.move_to(MONDAY + timedelta(days=3))
    actions.reassign_contribution(idea, to=cast.deputy, actor=cast.owner)
    assert fresh(idea).owner == cast.deputy
    assert days(idea) == before


def test_what_is_parked_until_a_day_is_due_anew_from_that_day_on(cast, idea):
    until = date(2026, 12, 7)
    actions.park_contribution(idea, actor=cast.owner, reason="After the fair.", until=until)
    assert days(idea)[2] == date(2026, 12, 21)


def test_what_is_parked_without_a_day_is_due_never(cast, idea):
    actions.park_contribution(idea, actor=cast.owner, reason="Some day.")
    assert days(idea)[2] is None


def test_what_is_taken_up_again_early_is_due_from_then_on(cast, idea):
    until = date(2026, 12, 7)
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.")
    actions.park_contribution(idea, actor=cast.owner, reason="After the fair.", until=until)
    actions.start_review(idea, actor=cast.owner)
    assert days(idea)[2] == date(2026, 11, 30)


def test_a_late_review_of_what_was_parked_wins_no_time(cast, idea, monday):
    until = date(2026, 12, 7)
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.")
    actions.park_contribution(idea, actor=cast.owner, reason="After the fair.", until=until)
    monday.move_to(datetime(2026, 12, 18, 9, tzinfo=UTC))
    actions.start_review(idea, actor=cast.owner)
    assert days(idea)[2] == date(2026, 12, 21)


def test_a_pause_stops_the_clock_and_leaves_its_reason(cast, idea):
    actions.pause_clock(idea, actor=cast.facilitator, reason="The lab measures.")
    assert (fresh(idea).due_at, fresh(idea).paused_at) == (None, MONDAY)
    event = idea.events.last()
    assert (event.kind, event.actor, event.note) == (
        "paused",
        cast.facilitator,
        "The lab measures.",
    )


def test_after_a_pause_the_days_are_given_back(cast, idea, monday):
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    monday.move_to(MONDAY + timedelta(days=3))
    actions.resume_clock(idea, actor=cast.owner)
    assert days(idea) == (date(2026, 11, 23), date(2026, 12, 3), date(2026, 11, 23))
    assert fresh(idea).paused_at is None
    assert idea.events.last().kind == "resumed"


def test_a_decision_ends_a_pause(cast, idea):
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    actions.accept_contribution(idea, actor=cast.owner, reason="It works.")
    assert (fresh(idea).due_at, fresh(idea).paused_at) == (None, None)


def test_thanks_during_a_pause_leave_it_paused(cast, idea):
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.")
    assert fresh(idea).due_at is None
    actions.resume_clock(idea, actor=cast.owner)
    assert days(idea)[2] == DECISION


@pytest.mark.parametrize("who", ["employee", "colleague", "outsider", "deactivated", "office"])
def test_only_the_people_of_the_theme_pause(cast, idea, who):
    with pytest.raises(PermissionDenied):
        actions.pause_clock(idea, actor=getattr(cast, who), reason="Because.")
    assert fresh(idea).due_at


def test_a_pause_needs_a_reason_and_a_running_clock(cast, idea):
    with pytest.raises(ValidationError, match="what it waits for"):
        actions.pause_clock(idea, actor=cast.owner, reason="  ")
    with pytest.raises(ValidationError, match="not paused"):
        actions.resume_clock(idea, actor=cast.owner)
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    with pytest.raises(ValidationError, match="paused already"):
        actions.pause_clock(idea, actor=cast.owner, reason="Again.")
    actions.accept_contribution(idea, actor=cast.owner, reason="It works.")
    with pytest.raises(ValidationError, match="an answer is given"):
        actions.pause_clock(idea, actor=cast.owner, reason="Again.")


def test_what_is_imported_in_bulk_is_due_from_the_import_on(cast, hub, monday):
    post, _is_new = import_post(
        hub.discussion,
        author=cast.employee,
        body="Said in spring.",
        kind="idea",
        written_at=MONDAY - timedelta(days=200),
        state="visible",
        submission_key="spring",
        in_bulk=True,
    )
    assert days(post.contribution)[2] == THANKS


def test_an_app_above_says_whose_holidays_count(cast, hub, monkeypatch, monday):
    places = {cast.owner.pk: "DE"}
    monkeypatch.setattr(deadlines, "_place_rules", [])
    deadlines.register_place_rule(places.get)
    monday.move_to(datetime(2026, 12, 24, 9, tzinfo=UTC))
    post = create_post(hub.discussion, author=cast.employee, body="An idea.", kind="idea")
    assert post.contribution.holidays_of == "DE"
    assert days(post.contribution)[0] == date(2026, 12, 29)


def test_without_a_rule_the_setting_says_whose_holidays_count(settings):
    settings.STRATEGY_HUB = {"HOLIDAYS": "NZ-WGN"}
    assert deadlines.place_of(1) == "NZ-WGN"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.owner)

    def open_desk(**query):
        return client.get(reverse("strategy_themes:desk"), query)

    return open_desk


@pytest.mark.parametrize(
    ("later", "status", "words"),
    [
        (0, "green", "Thanks: 2 working days left"),
        (1, "amber", "Thanks: 1 working day left"),
        (2, "amber", "Thanks: due today"),
        (3, "red", "Thanks: 1 working day overdue"),
    ],
)
def test_the_desk_shows_a_light_and_says_it_in_words(idea, desk, monday, later, status, words):
    monday.move_to(MONDAY + timedelta(days=later))
    page = desk().content.decode()
    assert f'data-status="{status}"' in page
    assert words in page


def test_what_is_overdue_has_a_view_of_its_own(cast, hub, idea, desk, monday):
    monday.move_to(MONDAY + timedelta(days=3))
    create_post(hub.discussion, author=cast.colleague, body="New.", kind="idea")
    response = desk(view="overdue")
    assert response.context["contributions"] == [idea]
    assert {view.name: view.count for view in response.context["tab"].views} == {
        "waiting": 2,
        "overdue": 1,
        "work": 0,
        "done": 0,
    }


def test_a_pause_by_its_form_tells_the_contributor(client, cast, idea, desk):
    desk()
    address = reverse("strategy_themes:desk_step", args=[idea.pk, "pause"])
    client.post(address, filled("pause", idea, words="The lab measures."))
    notification = cast.employee.strategy_notifications.get()
    assert "has to wait" in notification.sentence
    assert notification.excerpt == "The lab measures."
    assert "Thanks: clock paused" in desk().content.decode()


def test_only_running_clocks_can_be_paused_and_paused_ones_resumed(client, cast, idea, desk):
    assert "pause" in [form.name for form in desk().context["forms"]]
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    offered = [form.name for form in desk().context["forms"]]
    assert "resume" in offered and "pause" not in offered
    client.post(
        reverse("strategy_themes:desk_step", args=[idea.pk, "resume"]), filled("resume", idea)
    )
    assert fresh(idea).due_at
    assert ContributionEvent.objects.filter(kind="resumed", actor=cast.owner).exists()


def test_the_desk_reads_its_clocks_without_asking_the_database(
    cast, idea, django_assert_num_queries
):
    stored = fresh(idea)
    with django_assert_num_queries(0):
        assert deadlines.read_deadline(stored, timezone.now())
