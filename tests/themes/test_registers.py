"""Obstacles and promises of a team: written down once, changed in sight, told to who answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import (
    accept_invitation,
    add_entry,
    archive_team,
    change_entry,
    delete_team,
    invite_person,
    leave_team,
    make_team,
    reopen_entry,
    settle_entry,
)
from themes.models import RegisterEntry, Team

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2026-06-10 09:00", tick=False)


@pytest.fixture
def team(cast: Cast, hub: Hub) -> Team:
    team = make_team(hub.theme, actor=cast.owner, name="Offer squad", purpose="Offers in a day.")
    invitation = invite_person(team, person=cast.employee, actor=cast.owner, reason="Come.")
    accept_invitation(invitation, actor=cast.employee)
    return team


@pytest.fixture
def promise(cast: Cast, team: Team) -> RegisterEntry:
    return add_entry(
        team,
        register="promise",
        what="The template is ready.",
        responsible=cast.employee,
        due=TODAY,
        actor=cast.owner,
    )


def told(person: Any) -> list[str]:
    news = Notification.objects.of(person).filter(kind="team_news").order_by("pk")
    return [one.sentence for one in news]


def test_who_answers_for_it_is_told(cast: Cast, promise: RegisterEntry) -> None:
    assert told(cast.employee) == [
        "Omar Owner on a promise of yours in “Offer squad”: Written down."
    ]
    settle_entry(promise, state="kept", note="", actor=cast.employee)
    assert len(told(cast.employee)) == 1


def test_a_change_stays_beside_what_was_before(cast: Cast, promise: RegisterEntry) -> None:
    later = TODAY + timedelta(days=7)
    with pytest.raises(ValidationError, match="so already"):
        change_entry(promise, responsible=cast.employee, due=TODAY, reason="None", actor=cast.owner)
    change_entry(
        promise, responsible=cast.owner, due=later, reason="Emma is away.", actor=cast.employee
    )
    assert [
        (event.kind, event.responsible, event.due, event.note) for event in promise.events.all()
    ] == [
        ("added", cast.employee, TODAY, ""),
        ("changed", cast.owner, later, "Emma is away."),
    ]


def test_nothing_on_the_record_is_edited_or_deleted(promise: RegisterEntry) -> None:
    event = promise.events.get()
    event.note = "Never said."
    for act in (event.save, event.delete):
        with pytest.raises(TypeError, match="appended"):
            act()


def test_it_ends_once_and_is_opened_again_in_sight(cast: Cast, promise: RegisterEntry) -> None:
    with pytest.raises(ValidationError, match="Say how"):
        settle_entry(promise, state="broken", note="", actor=cast.owner)
    settle_entry(promise, state="broken", note="Nobody wrote it.", actor=cast.owner)
    with pytest.raises(ValidationError, match="Broken already, by Omar Owner on 10 Jun 2026"):
        settle_entry(promise, state="kept", note="", actor=cast.employee)
    reopen_entry(promise, reason="It was there, in the other folder.", actor=cast.employee)
    with pytest.raises(ValidationError, match="open already"):
        reopen_entry(promise, reason="Again.", actor=cast.employee)
    settle_entry(promise, state="kept", note="", actor=cast.owner)
    kinds = [event.kind for event in promise.events.all()]
    assert kinds == ["added", "broken", "reopened", "kept"]


def test_an_obstacle_is_cleared_and_never_kept(cast: Cast, team: Team) -> None:
    entry = add_entry(
        team,
        register="obstacle",
        what="No printer.",
        responsible=cast.owner,
        due=TODAY,
        actor=cast.owner,
    )
    with pytest.raises(PermissionDenied):
        settle_entry(entry, state="kept", note="", actor=cast.owner)
    settle_entry(entry, state="cleared", note="There is one now.", actor=cast.employee)
    assert told(cast.owner)[-1] == (
        "Emma Employee on an obstacle of yours in “Offer squad”: Cleared."
    )


def test_only_members_write_and_answer(cast: Cast, team: Team, promise: RegisterEntry) -> None:
    values: dict[str, Any] = {"register": "promise", "what": "W", "due": TODAY}
    with pytest.raises(PermissionDenied):
        add_entry(team, responsible=cast.owner, actor=cast.deputy, **values)
    with pytest.raises(ValidationError, match="Dana Deputy is not in the team"):
        add_entry(team, responsible=cast.deputy, actor=cast.owner, **values)
    leave_team(team, actor=cast.employee)
    with pytest.raises(PermissionDenied):
        settle_entry(promise, state="kept", note="", actor=cast.employee)
    assert told(cast.employee) == []
    settle_entry(promise, state="kept", note="", actor=cast.owner)
    assert told(cast.employee) == []


def test_what_is_written_down_keeps_the_team(cast: Cast, team: Team, promise: Any) -> None:
    with pytest.raises(ValidationError, match="Archive it"):
        delete_team(team, actor=cast.owner)
    archive_team(team, actor=cast.owner, reason="Done.")
    with pytest.raises(ValidationError, match="archived"):
        settle_entry(promise, state="kept", note="", actor=cast.owner)


def test_what_is_overdue_is_told_once_for_each_date(
    cast: Cast, promise: RegisterEntry, time_machine: Any
) -> None:
    call_command("remind_teams")
    assert len(told(cast.employee)) == 1
    time_machine.move_to("2026-06-11 09:00", tick=False)
    for _time in range(2):
        call_command("remind_teams")
    assert told(cast.employee)[1:] == ["A promise of yours in “Offer squad” is overdue."]


def test_a_member_works_through_the_page(
    client: Any, cast: Cast, team: Team, promise: RegisterEntry, time_machine: Any
) -> None:
    client.force_login(cast.employee)
    shown = client.get(team.page.url).content.decode()
    assert "The template is ready." in shown
    assert "Nothing stands in the way" in shown
    assert "Overdue" not in shown
    add = reverse("strategy_themes:register_add", args=[team.pk, "obstacle"])
    data = {"what": "Keep these words.", "responsible": cast.owner.pk, "due": ""}
    failed = client.post(add, {f"add-obstacle-{name}": value for name, value in data.items()})
    assert failed.status_code == 422
    assert 'value="Keep these words."' in failed.content.decode()
    data["due"] = "2026-06-12"
    made = client.post(add, {f"add-obstacle-{name}": value for name, value in data.items()})
    assert made.status_code == 302
    settle = reverse("strategy_themes:register_act", args=[team.pk, promise.pk, "settle"])
    name = f"settle-{promise.pk}"
    refused = client.post(settle, {f"{name}-state": "broken", f"{name}-note": ""})
    assert refused.status_code == 422
    assert "Say how; the team will read it." in refused.content.decode()
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    assert "Overdue" in client.get(team.page.url).content.decode()
    broken = client.post(settle, {f"{name}-state": "broken", f"{name}-note": "Too late."})
    assert broken.status_code == 302
    reopen = reverse("strategy_themes:register_act", args=[team.pk, promise.pk, "reopen"])
    again = client.post(reopen, {f"reopen-{promise.pk}-reason": "It was not."})
    assert again.status_code == 302
    change = reverse("strategy_themes:register_act", args=[team.pk, promise.pk, "change"])
    name = f"change-{promise.pk}"
    fields = {"responsible": cast.owner.pk, "due": "2026-06-20", "reason": "Omar takes it."}
    changed = client.post(change, {f"{name}-{key}": value for key, value in fields.items()})
    assert changed.status_code == 302
    promise.refresh_from_db()
    assert (promise.responsible, promise.due) == (cast.owner, date(2026, 6, 20))


def test_the_page_costs_the_same_however_much_is_written_down(
    client: Any, cast: Cast, team: Team, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        add_entry(
            team,
            register="obstacle" if number % 2 else "promise",
            what=f"Entry {number}",
            responsible=cast.owner,
            due=TODAY,
            actor=cast.employee,
        )
    client.force_login(cast.owner)
    client.get(team.page.url)
    with django_assert_max_num_queries(45):
        client.get(team.page.url)
