"""A contribution may be for more people than its theme is: they never read the theme's title."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from discussions import actions
from discussions.models import Discussion
from strategy_hub.models import Notification
from tests.cast import Cast, Hub, restrict
from tests.themes.forms import filled
from themes.actions import reassign_contribution, thank_contribution
from themes.models import Contribution

pytestmark = pytest.mark.django_db

TITLE = "Project Larch"
NEUTRAL = "A theme you cannot see"


@pytest.fixture
def idea(cast: Cast, hub: Hub) -> Contribution:
    """Said below an update that everybody sees; its theme is for the team alone.

    Of the theme's people, its owner alone is in the team.
    """
    page = hub.theme_page
    page.title = TITLE
    page.save_revision().publish()
    restrict(page, "Team")
    cast.owner.groups.add(*cast.member.groups.all())
    said = actions.create_post(
        hub.update.primary_discussion, author=cast.employee, body="Ask the drivers.", kind="idea"
    )
    return said.contribution


def read(client: Client, person: Any, name: str, *args: Any) -> str:
    client.force_login(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def screens(client: Client, person: Any, idea: Contribution) -> dict[str, str]:
    return {
        "list": read(client, person, "strategy_themes:contributions"),
        "trail": read(client, person, "strategy_themes:contribution", idea.pk),
        "notifications": read(client, person, "strategy_hub:notifications"),
    }


def test_its_contributor_reads_no_title(client: Client, cast: Cast, idea: Contribution) -> None:
    thank_contribution(idea, actor=cast.owner, message="Thank you, Emma.")
    pages = screens(client, cast.employee, idea)
    assert [name for name, page in pages.items() if TITLE in page] == []
    assert NEUTRAL in pages["list"]
    assert NEUTRAL in pages["trail"]
    assert "thanked you for your contribution to “Where we stand”." in pages["notifications"]


def test_who_may_see_the_theme_reads_it(client: Client, cast: Cast, idea: Contribution) -> None:
    trail = read(client, cast.member, "strategy_themes:contribution", idea.pk)
    desk = read(client, cast.owner, "strategy_themes:desk_item", idea.pk)
    for page in (trail, desk):
        assert TITLE in page
        assert NEUTRAL not in page


@pytest.mark.parametrize("screen", ["desk", "desk_item"])
def test_a_desk_tells_no_title_to_who_has_no_access(
    client: Client, cast: Cast, idea: Contribution, screen: str
) -> None:
    args = [idea.pk] if screen == "desk_item" else []
    page = read(client, cast.deputy, f"strategy_themes:{screen}", *args)
    assert "Ask the drivers." in page
    assert TITLE not in page
    assert NEUTRAL in page


def test_a_new_owner_is_told_where_and_not_under_which_theme(
    client: Client, cast: Cast, idea: Contribution
) -> None:
    reassign_contribution(idea, to=cast.deputy, actor=cast.owner)
    page = read(client, cast.deputy, "strategy_hub:notifications")
    assert "A contribution to “Where we stand” by Emma Employee waits for you." in page
    assert TITLE not in page


def test_routing_again_to_nobody_tells_no_title(
    client: Client, cast: Cast, hub: Hub, idea: Contribution
) -> None:
    hub.theme.themeuserpermission_set.all().delete()
    Contribution.objects.update(owner=None)
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    client.force_login(cast.office)
    answer = client.post(
        reverse("strategy_themes:desk_step", args=[idea.pk, "route"]), filled("route", idea)
    )
    assert answer.status_code == 422
    assert "has no owner and no deputy." in answer.content.decode()
    assert TITLE not in answer.content.decode()


def test_where_a_contribution_once_was_stays_with_those_who_saw_it(
    client: Client, cast: Cast, hub: Hub
) -> None:
    """From an open page to the team's and back: nobody else learns of the place between."""
    said = actions.create_post(hub.discussion, author=cast.employee, body="Moved about.")
    cast.facilitator.groups.add(*cast.member.groups.all())
    between = hub.team_question_page
    for page in (between, hub.question_page):
        discussion = Discussion.objects.get(posts=said)
        actions.move_discussion(discussion, to=page, actor=cast.facilitator, reason="Asked there")
    pages = screens(client, cast.employee, said.contribution)
    assert [name for name, page in pages.items() if between.title in page] == []
    assert "Moved to another discussion: Asked there" in pages["trail"]


def test_the_admin_tells_no_title_to_who_has_no_access(
    client: Client, cast: Cast, idea: Contribution
) -> None:
    assign_perm("strategy_themes.view_contribution", cast.office)
    assign_perm("wagtailadmin.access_admin", cast.office)
    listed = read(client, cast.office, "strategy_contributions:index")
    inspected = read(client, cast.office, "strategy_contributions:inspect", idea.pk)
    for page in (listed, inspected):
        assert NEUTRAL in page
        assert TITLE not in page


def test_a_title_that_becomes_private_leaves_the_notifications(
    client: Client, cast: Cast, hub: Hub
) -> None:
    said = actions.create_post(hub.update.primary_discussion, author=cast.employee, body="Early.")
    thank_contribution(said.contribution, actor=cast.owner, message="Thank you.")
    restrict(hub.theme_page, "Team")
    assert Notification.objects.of(cast.employee).count() == 1
    page = read(client, cast.employee, "strategy_hub:notifications")
    assert hub.theme_page.title not in page


def test_home_names_no_theme_that_is_not_published(client: Client, cast: Cast, hub: Hub) -> None:
    """Its question is open; the theme's own page has been taken back meanwhile."""
    type(hub.theme_page).objects.filter(pk=hub.theme_page.pk).update(live=False, title=TITLE)
    client.force_login(cast.employee)
    page = client.get(hub.home.get_url()).content.decode()
    assert hub.question_page.prompt in page
    assert TITLE not in page
    assert NEUTRAL in page
