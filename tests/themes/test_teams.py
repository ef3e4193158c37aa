"""A team is made in one step, and whoever leaves it sees nothing of it from then on."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from discussions.access import may_see_page
from discussions.actions import create_post
from discussions.models import AccessEpoch, Discussion
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import (
    accept_contribution,
    accept_invitation,
    archive_team,
    delete_team,
    invite_person,
    leave_team,
    make_team,
    remove_member,
    reopen_team,
    set_theme_people,
)
from themes.models import Contribution, Team, ThemeTeamPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Cast, hub: Hub) -> Team:
    return make_team(hub.theme, actor=cast.owner, name="Offer squad", purpose="Offers in a day.")


def join(team: Team, person: Any, inviter: Any) -> None:
    accept_invitation(
        invite_person(team, person=person, actor=inviter, reason="You know it."), actor=person
    )


def test_one_step_makes_page_group_lock_and_discussion(cast: Cast, hub: Hub, team: Team) -> None:
    page = team.page.specific
    assert isinstance(page, ThemeTeamPage)
    assert page.get_parent().pk == hub.theme_page.pk
    assert list(team.group.user_set.all()) == [cast.owner]
    lock = PageViewRestriction.objects.get(page_id=page.pk)
    assert list(lock.groups.all()) == [team.group]
    assert page.primary_discussion.title == "Offer squad"
    seen = {name for name, person in cast if may_see_page(person, page)}
    assert seen == {"owner"}


def test_neither_group_nor_address_tells_the_name(team: Team) -> None:
    for text in (team.group.name, team.page.slug, team.page.get_url()):
        assert "squad" not in text.lower()


def test_only_owners_and_deputies_make_teams(client: Any, cast: Cast, hub: Hub) -> None:
    for person in (cast.facilitator, cast.employee, cast.outsider):
        with pytest.raises(PermissionDenied):
            make_team(hub.theme, actor=person, name="N", purpose="P")
    make_team(hub.theme, actor=cast.deputy, name="N", purpose="P")
    assert Team.objects.count() == 1


def test_a_team_without_a_name_leaves_nothing_behind(cast: Cast, hub: Hub) -> None:
    groups, pages = Group.objects.count(), Page.objects.count()
    with pytest.raises(ValidationError, match="between 1 and 100"):
        make_team(hub.theme, actor=cast.owner, name="  ", purpose="P")
    assert (Group.objects.count(), Page.objects.count()) == (groups, pages)


def test_however_its_page_is_stored_a_team_is_locked(cast: Cast, hub: Hub) -> None:
    page = hub.theme_page.add_child(instance=ThemeTeamPage(title="By hand", purpose="P"))
    assert {name for name, person in cast if may_see_page(person, page)} == set()
    assert page.team.group.user_set.count() == 0


def test_leaving_takes_effect_at_once_and_is_told(cast: Cast, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    before = AccessEpoch.objects.get(person=cast.employee).number
    leave_team(team, actor=cast.employee)
    assert not may_see_page(cast.employee, team.page)
    assert AccessEpoch.objects.get(person=cast.employee).number > before
    (told,) = Notification.objects.of(cast.owner).filter(key__startswith="left:")
    assert told.sentence == "Emma Employee left the team “Offer squad”."
    with pytest.raises(PermissionDenied):
        leave_team(team, actor=cast.employee)


def test_who_is_removed_hears_why_and_keeps_no_name_of_it(cast: Cast, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    with pytest.raises(ValidationError):
        remove_member(team, person=cast.employee, actor=cast.owner, reason=" ")
    with pytest.raises(PermissionDenied):
        remove_member(team, person=cast.owner, actor=cast.employee, reason="Mine now")
    remove_member(team, person=cast.employee, actor=cast.owner, reason="The pilot is over.")
    told = Notification.objects.of(cast.employee)
    assert [(one.sentence, one.excerpt) for one in told] == [
        ("Omar Owner took you out of a theme team.", "The pilot is over.")
    ]


def test_everything_stands_in_the_history_of_the_page(cast: Cast, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    remove_member(team, person=cast.employee, actor=cast.owner, reason="The pilot is over.")
    archive_team(team, actor=cast.owner, reason="Done.")
    said = [
        entry.formatter.format_message(entry)
        for entry in PageLogEntry.objects.filter(
            page=team.page_id, action__startswith="strategy_themes."
        ).order_by("pk")
    ]
    assert said == [
        "Made the team",
        "Invited Emma Employee: You know it.",
        "Emma Employee accepted the invitation",
        "Removed Emma Employee: The pilot is over.",
        "Archived the team: Done.",
    ]


def test_an_archived_team_is_read_and_takes_nothing_more(cast: Cast, team: Team) -> None:
    discussion = team.page.specific.primary_discussion
    invitation = invite_person(team, person=cast.employee, actor=cast.owner, reason="Come.")
    archive_team(team, actor=cast.owner, reason="Done.")
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    assert may_see_page(cast.owner, team.page)
    discussion.refresh_from_db()
    assert not discussion.is_open
    with pytest.raises(ValidationError, match="archived"):
        invite_person(team, person=cast.employee, actor=cast.owner, reason="Come.")
    reopen_team(team, actor=cast.owner)
    discussion.refresh_from_db()
    assert discussion.is_open


def test_only_a_team_in_which_nothing_was_said_is_deleted(cast: Cast, team: Team) -> None:
    quiet = make_team(team.theme, actor=cast.owner, name="Quiet", purpose="P")
    group = quiet.group_id
    delete_team(quiet, actor=cast.owner)
    assert not Page.objects.filter(pk=quiet.page_id).exists()
    assert not Group.objects.filter(pk=group).exists()
    create_post(team.page.specific.primary_discussion, author=cast.owner, body="Said.")
    with pytest.raises(ValidationError, match="Archive it"):
        delete_team(team, actor=cast.owner)


def test_what_is_said_in_a_team_is_a_contribution_of_its_theme(cast: Cast, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    post = create_post(team.page.specific.primary_discussion, author=cast.employee, body="An idea")
    contribution = Contribution.objects.get(post=post)
    assert (contribution.theme, contribution.owner) == (team.theme, cast.owner)
    accept_contribution(contribution, actor=cast.owner, reason="It helps.")


def test_who_is_in_by_their_role_leaves_with_it(cast: Cast, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    set_theme_people(team.theme, owners=[cast.colleague], deputies=[cast.deputy], actor=None)
    assert set(team.group.user_set.all()) == {cast.employee}
    assert not may_see_page(cast.owner, team.page)


def test_a_team_without_a_keeper_invites_who_owns_the_theme_now(cast: Cast, team: Team) -> None:
    set_theme_people(team.theme, owners=[cast.colleague], actor=None)
    (invitation,) = team.invitations.open()
    assert (invitation.person, invitation.inviter) == (cast.colleague, None)
    assert not may_see_page(cast.colleague, team.page)
    (told,) = Notification.objects.of(cast.colleague)
    assert told.sentence == "You are invited to the team “Offer squad”."


def test_an_owner_who_was_invited_stays(cast: Cast, hub: Hub) -> None:
    team = make_team(hub.theme, actor=cast.deputy, name="N", purpose="P")
    join(team, cast.owner, cast.deputy)
    set_theme_people(hub.theme, owners=[cast.colleague], deputies=[cast.deputy], actor=None)
    assert set(team.group.user_set.all()) == {cast.deputy, cast.owner}


def test_a_keeper_works_through_the_page(client: Any, cast: Cast, hub: Hub) -> None:
    client.force_login(cast.owner)
    address = reverse("strategy_themes:team_make", args=[hub.theme.pk])
    assert address in client.get(hub.theme_page.url).content.decode()
    refused = client.post(address, {"name": "Squad", "purpose": ""})
    assert refused.status_code == 422
    assert 'value="Squad"' in refused.content.decode()
    made = client.post(address, {"name": "Squad", "purpose": "Offers in a day."}, follow=True)
    assert "The team is made." in made.content.decode()
    team = Team.objects.get()
    gone = client.post(reverse("strategy_themes:team_delete", args=[team.pk]), follow=True)
    assert "The team is deleted." in gone.content.decode()


def test_a_form_of_the_page_comes_back_with_what_was_typed(
    client: Any, cast: Cast, team: Team
) -> None:
    join(team, cast.employee, cast.owner)
    client.force_login(cast.owner)
    remove = reverse("strategy_themes:team_remove", args=[team.pk, cast.employee.pk])
    answer = client.post(remove, {"remove-reason": ""})
    assert answer.status_code == 422
    assert "Give a reason." in answer.content.decode()
    archive = reverse("strategy_themes:team_archive", args=[team.pk])
    assert client.post(archive, {"archive-reason": ""}).status_code == 422
    assert client.post(archive, {"archive-reason": "Done."}).status_code == 302
    assert "Archived" in client.get(team.page.url).content.decode()
    again = reverse("strategy_themes:team_reopen", args=[team.pk])
    assert client.post(again).status_code == 302
    assert client.post(remove, {"remove-reason": "Enough."}).status_code == 302
    assert set(team.group.user_set.all()) == {cast.owner}


def test_a_member_leaves_through_the_page(client: Any, cast: Cast, hub: Hub, team: Team) -> None:
    join(team, cast.employee, cast.owner)
    client.force_login(cast.employee)
    assert "Leave the team" in client.get(team.page.url).content.decode()
    answer = client.post(reverse("strategy_themes:team_leave", args=[team.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == hub.theme_page.url
    assert client.get(team.page.url).status_code == 404


def test_the_theme_page_names_a_team_to_its_members_alone(
    client: Any, cast: Cast, hub: Hub, team: Team
) -> None:
    for person, sees in ((cast.owner, True), (cast.deputy, False), (cast.employee, False)):
        client.force_login(person)
        assert ("Offer squad" in client.get(hub.theme_page.url).content.decode()) is sees


def test_deleting_the_page_in_another_way_takes_the_group_with_it(team: Team) -> None:
    discussions = Discussion.objects.filter(page=team.page_id)
    assert discussions.exists()
    team.page.specific.delete()
    assert not Group.objects.filter(pk=team.group_id).exists()
    assert not User.objects.filter(groups=team.group_id).exists()
