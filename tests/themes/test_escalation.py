"""What stays overdue: brought to the deputies, then to the strategy office, once each."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.shortcuts import assign_perm, remove_perm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions.actions import create_post, hide_post
from tests.cast import restrict
from themes import access, actions
from themes.actions import escalating
from themes.models import Absence, Contribution, ContributionEvent
from themes.models.contribution import HANDLE_UNROUTED

from .test_concurrency import at_once

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
# Thanks are due by the end of Wednesday, so this is the end of Thursday, and the office's Monday.
DEPUTY_DAY, OFFICE_DAY = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
NONE, DEPUTY, OFFICE = Contribution.Escalation


@pytest.fixture
def office(cast):
    assign_perm(HANDLE_UNROUTED, cast.office)
    return type(cast.office).objects.get(pk=cast.office.pk)


@pytest.fixture
def monday(settings):
    settings.STRATEGY_HUB = {"THANKS_DUE_DAYS": 2, "DECISION_DUE_DAYS": 10}
    with time_machine.travel(MONDAY, tick=False) as machine:
        yield machine


@pytest.fixture
def idea(cast, hub, monday, office):
    post = create_post(hub.discussion, author=cast.employee, body="An idea.", kind="idea")
    return post.contribution


def fresh(contribution):
    return Contribution.objects.get(pk=contribution.pk)


def asked(contribution):
    """The steps of the escalation, and who has been told of each."""
    steps = contribution.events.filter(kind__in=["deputy_asked", "office_asked"])
    return [step.kind for step in steps]


def told(person):
    return person.strategy_notifications.filter(kind="escalated").count()


def run():
    return actions.escalate_overdue()


def test_the_deputies_are_asked_a_working_day_after_it_was_due(cast, idea, monday):
    monday.move_to(DEPUTY_DAY - timedelta(seconds=1))
    assert run().to_deputies == 0
    monday.move_to(DEPUTY_DAY)
    assert run().to_deputies == 1
    assert (fresh(idea).escalation, told(cast.deputy), told(cast.office)) == (DEPUTY, 1, 0)
    event = idea.events.last()
    assert (event.kind, event.actor) == ("deputy_asked", None)
    assert event.note == "A first answer was due by the end of 18 Nov 2026."


def test_the_office_is_asked_two_working_days_after_the_deputies(cast, idea, monday):
    monday.move_to(DEPUTY_DAY)
    run()
    assert fresh(idea).escalates_at == OFFICE_DAY
    monday.move_to(OFFICE_DAY)
    assert run().to_office == 1
    assert asked(idea) == ["deputy_asked", "office_asked"]
    assert (told(cast.deputy), told(cast.office)) == (1, 1)


def test_after_a_long_sleep_the_deputies_still_have_their_days(cast, idea, monday):
    monday.move_to(OFFICE_DAY + timedelta(days=30))
    run()
    run()
    assert asked(idea) == ["deputy_asked"]


def test_each_level_is_asked_once_however_often_it_runs(cast, idea, monday):
    for day in range(40):
        monday.move_to(MONDAY + timedelta(days=day))
        run()
        run()
    assert asked(idea) == ["deputy_asked", "office_asked"]
    assert (told(cast.deputy), told(cast.office), told(cast.owner)) == (1, 1, 0)


def test_the_decision_is_a_clock_of_its_own(cast, idea, monday):
    monday.move_to(OFFICE_DAY)
    run()
    actions.thank_contribution(idea, actor=cast.owner, message="Thank you.")
    assert (fresh(idea).escalation, fresh(idea).escalates_at.date()) == (NONE, date(2026, 12, 2))
    monday.move_to(datetime(2026, 12, 2, tzinfo=UTC))
    run()
    assert asked(idea) == ["deputy_asked", "deputy_asked"]
    assert idea.events.last().note == "A decision was due by the end of 30 Nov 2026."


@pytest.mark.parametrize(
    "answer",
    [
        lambda one, who: actions.accept_contribution(one, actor=who, reason="Yes."),
        lambda one, who: actions.park_contribution(one, actor=who, reason="Later."),
        lambda one, who: actions.pause_clock(one, actor=who, reason="The lab measures."),
    ],
)
def test_an_answer_and_a_pause_stop_it(cast, idea, monday, office, answer):
    monday.move_to(DEPUTY_DAY)
    run()
    answer(idea, cast.deputy)
    monday.move_to(OFFICE_DAY + timedelta(days=60))
    assert run() == escalating.Escalations()
    assert asked(idea) == ["deputy_asked"]


def test_a_pause_gives_the_next_level_its_days_back(cast, idea, monday):
    monday.move_to(DEPUTY_DAY)
    run()
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    monday.move_to(DEPUTY_DAY + timedelta(days=7))
    actions.resume_clock(idea, actor=cast.owner)
    assert fresh(idea).escalates_at == OFFICE_DAY + timedelta(days=7)
    assert fresh(idea).escalation == DEPUTY


def test_a_pause_before_the_first_level_moves_it_as_well(cast, idea, monday):
    actions.pause_clock(idea, actor=cast.owner, reason="The lab measures.")
    monday.move_to(MONDAY + timedelta(days=7))
    actions.resume_clock(idea, actor=cast.owner)
    assert fresh(idea).escalates_at == DEPUTY_DAY + timedelta(days=7)


def test_what_is_parked_and_late_again_is_escalated_again(cast, idea, monday):
    monday.move_to(OFFICE_DAY)
    run()
    until = date(2026, 12, 7)
    actions.park_contribution(idea, actor=cast.owner, reason="After the fair.", until=until)
    monday.move_to(datetime(2027, 2, 1, tzinfo=UTC))
    assert run().to_deputies == 1


@pytest.mark.parametrize("why_not", ["nobody", "absent", "outside", "author", "owner"])
def test_without_a_deputy_who_can_help_the_office_is_asked_at_once(
    cast, hub, idea, monday, why_not
):
    if why_not == "nobody":
        remove_perm("deputise_theme", cast.deputy, hub.theme)
    elif why_not == "absent":
        Absence.objects.create(
            person=cast.deputy, first_day=DEPUTY_DAY.date(), last_day=DEPUTY_DAY.date()
        )
    elif why_not == "outside":
        restrict(hub.theme_page, "Other company")
        cast.office.groups.set([*cast.office.groups.all(), *cast.outsider.groups.all()])
    elif why_not == "author":
        Contribution.objects.update(contributor=cast.deputy)
    else:
        actions.reassign_contribution(idea, to=cast.deputy, actor=cast.owner)
    monday.move_to(DEPUTY_DAY)
    done = run()
    assert (done.to_deputies, done.to_office) == (0, 1)
    assert (told(cast.deputy), told(cast.office)) == (0, 1)
    assert asked(idea) == ["office_asked"]


def test_where_nobody_may_see_it_nobody_is_told_and_it_is_tried_again(cast, hub, idea, monday):
    restrict(hub.theme_page, "Other company")
    monday.move_to(DEPUTY_DAY)
    out, err = StringIO(), StringIO()
    call_command("escalate_contributions", stdout=out, stderr=err)
    assert "Escalated to deputies: 0" in out.getvalue()
    assert "1 overdue: neither a deputy" in err.getvalue()
    assert (asked(idea), told(cast.deputy), told(cast.office)) == ([], 0, 0)
    assert run() == escalating.Escalations()
    restrict(hub.theme_page, "Staff")
    monday.move_to(DEPUTY_DAY + timedelta(days=4))
    assert run().to_deputies == 1


def test_what_is_hidden_or_withdrawn_is_not_escalated(cast, idea, monday):
    hide_post(idea.post, actor=cast.facilitator, reason="Names a customer.")
    monday.move_to(OFFICE_DAY)
    assert run() == escalating.Escalations()


def test_the_command_says_what_it_did(idea, monday):
    monday.move_to(DEPUTY_DAY)
    out = StringIO()
    call_command("escalate_contributions", stdout=out)
    assert out.getvalue().splitlines() == [
        "Escalated to deputies: 1",
        "Escalated to the strategy office: 0",
    ]


def test_a_run_that_is_killed_is_taken_up_by_the_next(cast, hub, idea, monday, monkeypatch):
    for number in range(4):
        create_post(hub.discussion, author=cast.colleague, body=f"Idea {number}.", kind="idea")
    monkeypatch.setattr(escalating, "BATCH", 2)
    escalate = escalating.escalate_contribution
    seen: list[Contribution] = []

    def dying(contribution, *, at):
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(contribution)
        return escalate(contribution, at=at)

    monday.move_to(DEPUTY_DAY)
    monkeypatch.setattr(escalating, "escalate_contribution", dying)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(escalating, "escalate_contribution", escalate)
    assert run().to_deputies == 2
    assert told(cast.deputy) == 5
    assert ContributionEvent.objects.filter(kind="deputy_asked").count() == 5


def test_one_contribution_costs_as_much_as_the_next(cast, hub, idea, monday):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            run()
        return len(queries)

    monday.move_to(DEPUTY_DAY)
    one = cost()
    for number in range(10):
        create_post(hub.discussion, author=cast.colleague, body=f"Idea {number}.", kind="idea")
    monday.move_to(DEPUTY_DAY + timedelta(days=20))
    actions.accept_contribution(fresh(idea), actor=cast.owner, reason="Yes.")
    assert cost() <= 10 * one


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_once(cast, hub, office, monday):
    for number in range(3):
        create_post(hub.discussion, author=cast.employee, body=f"Idea {number}.", kind="idea")
    results = at_once(
        *(lambda: actions.escalate_overdue(at=DEPUTY_DAY + timedelta(hours=1)) for _ in range(2))
    )
    assert sum(done.to_deputies for done in results) == 3
    assert ContributionEvent.objects.filter(kind="deputy_asked").count() == 3
    assert told(cast.deputy) == 3


def test_the_office_may_act_on_what_is_escalated_to_it_until_there_is_an_answer(
    cast, idea, office, monday
):
    monday.move_to(DEPUTY_DAY)
    run()
    assert not access.may_decide(office, fresh(idea))
    assert not access.desk_for(office).exists()
    monday.move_to(OFFICE_DAY)
    run()
    assert access.desk_for(office).get() == idea
    actions.reassign_contribution(idea, to=cast.deputy, actor=office)
    actions.thank_contribution(idea, actor=office, message="Thank you for your patience.")
    assert not access.desk_for(office).exists()
    with pytest.raises(PermissionDenied):
        actions.accept_contribution(idea, actor=office, reason="Yes.")


def test_the_desk_says_it_in_words_and_the_office_has_a_view(client, cast, idea, office, monday):
    monday.move_to(DEPUTY_DAY)
    run()
    client.force_login(cast.owner)
    page = client.get(reverse("strategy_themes:desk")).content.decode()
    assert "Escalated to the deputy" in page
    client.force_login(office)
    desk = reverse("strategy_themes:desk")
    assert "Nothing is escalated" in client.get(desk, {"tab": "escalated"}).content.decode()
    monday.move_to(OFFICE_DAY)
    run()
    response = client.get(desk, {"tab": "escalated"})
    assert response.context["contributions"] == [idea]
    assert "Escalated to the strategy office" in response.content.decode()


def test_everybody_reads_it_in_the_trail(client, cast, idea, monday):
    monday.move_to(DEPUTY_DAY)
    run()
    client.force_login(cast.colleague)
    trail = client.get(reverse("strategy_themes:contribution", args=[idea.pk])).content.decode()
    assert "Deputy asked to help" in trail
    assert "A first answer was due by the end of 18 Nov 2026." in trail
    assert "Dana Deputy" not in trail.partition("Step by step")[2]


def test_who_waited_before_the_migration_is_escalated_in_time(cast, idea, monday):
    late = create_post(idea.post.discussion, author=cast.colleague, body="Late.", kind="idea")
    Contribution.objects.filter(post=late).update(due_at=MONDAY - timedelta(days=90))
    decided = create_post(idea.post.discussion, author=cast.colleague, body="Done.", kind="idea")
    actions.accept_contribution(decided.contribution, actor=cast.owner, reason="Yes.")
    Contribution.objects.update(escalates_at=None)
    name = "0006_escalation"
    state = MigrationLoader(connection).project_state(("strategy_themes", name))

    import_module(f"themes.migrations.{name}").start_counting(state.apps, None)

    assert fresh(idea).escalates_at == DEPUTY_DAY
    assert fresh(late.contribution).escalates_at == MONDAY.replace(hour=0) + timedelta(days=2)
    assert fresh(decided.contribution).escalates_at is None


ACTS = {
    "wait": None,
    "thank": lambda one, who: actions.thank_contribution(one, actor=who, message="Thank you."),
    "review": lambda one, who: actions.start_review(one, actor=who),
    "park": lambda one, who: actions.park_contribution(one, actor=who, reason="Later."),
    "pause": lambda one, who: actions.pause_clock(one, actor=who, reason="The lab measures."),
    "resume": lambda one, who: actions.resume_clock(one, actor=who),
    "accept": lambda one, who: actions.accept_contribution(one, actor=who, reason="Yes."),
    "start": lambda one, who: actions.start_work(one, actor=who),
}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 6)), max_size=14))
def test_whatever_happens_each_answer_is_escalated_once_a_level_and_only_while_it_is_awaited(
    cast, hub, office, monday, story
):
    from django.core.exceptions import ValidationError

    monday.move_to(MONDAY)
    author = cast.employee
    idea = create_post(hub.discussion, author=author, body=f"Idea {story}.", kind="idea")
    contribution, now = idea.contribution, MONDAY
    for act, days in story:
        now += timedelta(days=days)
        monday.move_to(now)
        run()
        if take := ACTS[act]:
            try:
                take(fresh(contribution), cast.owner)
            except ValidationError as error:
                assert error.code == "state"
        stored = fresh(contribution)
        if stored.due_at is None:
            assert access.desk_for(office).filter(pk=stored.pk).count() == 0
        elif stored.escalation != OFFICE:
            assert stored.escalates_at is not None
    events = list(contribution.events.order_by("pk").values_list("kind", flat=True))
    level, paused = 0, False
    for kind in events:
        if kind in ("deputy_asked", "office_asked"):
            assert not paused
            assert (level, kind) in {(0, "deputy_asked"), (1, "office_asked")}
            level += 1
        elif kind in ("thanked", "parked", "accepted"):
            level, paused = 0, False if kind != "thanked" else paused
        elif kind in ("paused", "resumed"):
            paused = kind == "paused"
    Contribution.objects.filter(pk=contribution.pk).update(due_at=None, escalates_at=None)
