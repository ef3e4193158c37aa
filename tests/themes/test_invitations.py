"""Asked to join a team: with a reason, for a time, and with sight of nothing before the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from discussions.access import may_see_page
from discussions.actions import create_post, keep_discussion
from strategy_hub.bell import snapshot_of
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import (
    accept_invitation,
    invite_person,
    make_team,
    refuse_invitation,
    undo_step,
    withdraw_invitation,
)
from themes.models import Contribution, ContributionEvent, Invitation, Team

from .forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Cast, hub: Hub) -> Team:
    return make_team(hub.theme, actor=cast.owner, name="Offer squad", purpose="Offers in a day.")


@pytest.fixture
def invitation(cast: Cast, team: Team) -> Invitation:
    return invite_person(team, person=cast.employee, actor=cast.owner, reason="You know it.")


def told(person: Any) -> list[str]:
    return [one.sentence for one in Notification.objects.of(person)]


def test_the_invited_reads_who_invites_where_and_why(cast: Cast, invitation: Invitation) -> None:
    (one,) = Notification.objects.of(cast.employee)
    assert one.sentence == "Omar Owner invites you to the team “Offer squad”."
    assert one.excerpt == "You know it."
    assert not may_see_page(cast.employee, invitation.team.page)


def test_accepting_opens_the_page_at_once(cast: Cast, invitation: Invitation) -> None:
    accept_invitation(invitation, actor=cast.employee)
    assert may_see_page(cast.employee, invitation.team.page)
    assert told(cast.owner) == ["Emma Employee accepted your invitation to “Offer squad”."]
    assert told(cast.employee) == []


def test_who_refused_may_be_asked_again(cast: Cast, invitation: Invitation) -> None:
    refuse_invitation(invitation, actor=cast.employee)
    assert not may_see_page(cast.employee, invitation.team.page)
    assert told(cast.owner) == ["Emma Employee refused your invitation to “Offer squad”."]
    again = invite_person(
        invitation.team, person=cast.employee, actor=cast.owner, reason="Once more."
    )
    accept_invitation(again, actor=cast.employee)
    assert may_see_page(cast.employee, invitation.team.page)


def test_nobody_answers_for_another_or_twice(cast: Cast, invitation: Invitation) -> None:
    with pytest.raises(PermissionDenied):
        accept_invitation(invitation, actor=cast.colleague)
    refuse_invitation(invitation, actor=cast.employee)
    with pytest.raises(ValidationError, match="no longer open"):
        accept_invitation(invitation, actor=cast.employee)


def test_what_is_withdrawn_is_gone_also_from_the_bell(cast: Cast, invitation: Invitation) -> None:
    Notification.objects.update(read_at=timezone.now())
    withdraw_invitation(invitation, actor=cast.owner)
    assert told(cast.employee) == []
    assert "Offer squad" not in str(snapshot_of(cast.employee))
    with pytest.raises(ValidationError, match="no longer open"):
        accept_invitation(invitation, actor=cast.employee)
    with pytest.raises(ValidationError, match="answered already"):
        withdraw_invitation(invitation, actor=cast.owner)


def test_an_invitation_expires(cast: Cast, invitation: Invitation, time_machine: Any) -> None:
    time_machine.move_to(timezone.now() + timedelta(days=15), tick=False)
    assert told(cast.employee) == []
    with pytest.raises(ValidationError, match="has expired"):
        accept_invitation(invitation, actor=cast.employee)
    invite_person(invitation.team, person=cast.employee, actor=cast.owner, reason="Again.")
    invitation.refresh_from_db()
    assert invitation.state == "expired"


def test_whom_an_invitation_cannot_reach(cast: Cast, invitation: Invitation) -> None:
    for person, why in (
        (cast.employee, "invited already"),
        (cast.owner, "in the team already"),
        (cast.outsider, "does not see the theme"),
        (cast.deactivated, "does not see the theme"),
    ):
        with pytest.raises(ValidationError, match=why):
            invite_person(invitation.team, person=person, actor=cast.owner, reason="Come.")


def test_only_keepers_invite(cast: Cast, invitation: Invitation) -> None:
    accept_invitation(invitation, actor=cast.employee)
    for person in (cast.employee, cast.deputy, cast.facilitator):
        with pytest.raises(PermissionDenied):
            invite_person(invitation.team, person=cast.colleague, actor=person, reason="Come.")


def test_the_trail_says_that_and_neither_why_nor_where(
    client: Any, cast: Cast, team: Team, contribution: Contribution
) -> None:
    client.force_login(cast.owner)
    address = reverse("strategy_themes:desk_step", args=[contribution.pk, "invite"])
    data = filled("invite", contribution, team=team.pk, words="For your phone.")
    answer = client.post(address, data, follow=True)
    assert "Invited. They are told, with your reason." in answer.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.contribution) == (cast.employee, contribution)
    event = contribution.events.latest("pk")
    assert (event.kind, event.actor, event.note) == ("invited", cast.owner, "")
    client.force_login(cast.colleague)
    trail = reverse("strategy_themes:contribution", args=[contribution.pk])
    shown = client.get(trail).content.decode()
    assert "Invited to a team" in shown
    assert "Offer squad" not in shown
    assert "For your phone." not in shown


def test_an_invitation_is_withdrawn_and_not_undone(
    client: Any, cast: Cast, team: Team, contribution: Contribution
) -> None:
    invite_person(
        team, person=cast.employee, actor=cast.owner, reason="Come.", contribution=contribution
    )
    with pytest.raises(PermissionDenied):
        undo_step(contribution.events.latest("pk"), actor=cast.owner)
    client.force_login(cast.owner)
    desk = client.get(reverse("strategy_themes:desk_item", args=[contribution.pk]))
    assert desk.context["undo"] is None


def test_what_has_moved_meanwhile_is_said_and_nobody_invited(
    client: Any, cast: Cast, team: Team, contribution: Contribution
) -> None:
    client.force_login(cast.owner)
    data = filled("invite", contribution, team=team.pk, words="Keep my words.")
    ContributionEvent.objects.create(
        contribution=contribution, kind="paused", actor=cast.deputy, happened_at=timezone.now()
    )
    address = reverse("strategy_themes:desk_step", args=[contribution.pk, "invite"])
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "Clock paused by Dana Deputy" in answer.content.decode()
    assert "Keep my words." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_for_an_anonymous_post(client: Any, cast: Cast, hub: Hub) -> None:
    discussion = hub.question_page.primary_discussion
    keep_discussion(discussion, actor=cast.owner, allows_anonymous=True)
    post = create_post(discussion, author=cast.employee, body="Quietly", anonymous=True)
    client.force_login(cast.owner)
    shown = client.get(reverse("strategy_themes:desk_item", args=[post.contribution.pk]))
    assert "step-invite" not in shown.content.decode()


def test_from_the_desk_a_team_is_made_on_the_way(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    client.force_login(cast.owner)
    desk = reverse("strategy_themes:desk_item", args=[contribution.pk])
    make = f"{reverse('strategy_themes:team_make', args=[contribution.theme_id])}"
    make = f"{make}?for={contribution.pk}"
    assert make in client.get(desk).content.decode()
    answer = client.post(make, {"name": "Squad", "purpose": "P"})
    assert answer["Location"] == f"{desk}#step-invite"


def test_the_invited_answers_on_a_page_of_its_own(
    client: Any, cast: Cast, invitation: Invitation
) -> None:
    client.force_login(cast.employee)
    (one,) = Notification.objects.of(cast.employee)
    shown = client.get(one.get_absolute_url(), follow=True).content.decode()
    for words in ("Offer squad", "Omar Owner", "You know it."):
        assert words in shown
    page = reverse("strategy_themes:invitation", args=[invitation.pk])
    client.post(reverse("strategy_themes:invitation_refuse", args=[invitation.pk]))
    assert client.get(page).status_code == 404
    again = invite_person(invitation.team, person=cast.employee, actor=cast.owner, reason="Again.")
    accept = reverse("strategy_themes:invitation_accept", args=[again.pk])
    assert client.post(accept)["Location"] == again.team.page.get_url()
    page = reverse("strategy_themes:invitation", args=[again.pk])
    assert client.get(page)["Location"] == again.team.page.get_url()


def test_a_keeper_invites_by_name_and_withdraws(client: Any, cast: Cast, team: Team) -> None:
    client.force_login(cast.owner)
    address = reverse("strategy_themes:team_invite", args=[team.pk])
    nobody = client.post(address, {"invite-who": "Otto", "invite-reason": "Come."})
    assert nobody.status_code == 422
    assert "Nobody of that name" in nobody.content.decode()
    cast.colleague.first_name = "Emma"
    cast.colleague.save()
    several = client.post(address, {"invite-who": "Emma", "invite-reason": "Come."})
    assert several.status_code == 422
    assert "Several people have that name" in several.content.decode()
    chosen = {"invite-who": "Emma", "invite-reason": "Come.", "invite-person": cast.employee.pk}
    assert client.post(address, chosen).status_code == 302
    assert client.post(address, chosen | {"invite-who": "Carl Col"}).status_code == 422
    invitation = Invitation.objects.get()
    assert invitation.person == cast.employee
    shown = client.get(team.page.url).content.decode()
    assert "Emma Employee" in shown
    withdraw = reverse("strategy_themes:invitation_withdraw", args=[invitation.pk])
    assert client.post(withdraw).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
