"""Discussions and posts in Wagtail's admin: looked up and moderated, never written around."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.permissions import policy_registry

from discussions import actions
from discussions.models import Covenant, CovenantAcceptance, Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client: Client, cast: Cast, hub: Hub) -> User:
    """The facilitator, who may enter the admin besides, signed in."""
    entry = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    cast.facilitator.user_permissions.add(entry)
    client.force_login(cast.facilitator)
    return User.objects.get(pk=cast.facilitator.pk)


@pytest.fixture
def posts(cast: Cast, hub: Hub) -> list[Post]:
    return [
        actions.create_post(hub.discussion, author=cast.employee, body=f"Number {number}")
        for number in range(3)
    ]


def bulk(model: str, action: str, things: list[Any]) -> str:
    address = reverse("wagtail_bulk_action", args=["strategy_discussions", model, action])
    return f"{address}?{'&'.join(f'id={one.pk}' for one in things)}"


def states(posts: list[Post]) -> list[str]:
    return [Post.objects.get(pk=post.pk).state for post in posts]


def test_the_lists_show_what_the_person_may_see(
    client: Client, cast: Cast, hub: Hub, facilitator: User, posts: list[Post]
) -> None:
    actions.create_post(hub.team_discussion, author=cast.member, body="Canary")
    actions.hide_post(posts[0], actor=cast.owner, reason="Names a customer")
    page = client.get(reverse("strategy_admin_posts:index")).content.decode()
    assert "Number 0" in page
    assert reverse("strategy_admin_posts:inspect", args=[posts[0].pk]) in page
    assert "Canary" not in page
    page = client.get(reverse("strategy_admin_discussions:index")).content.decode()
    assert "Faster offers" in page
    assert "Team only" not in page


def test_who_moderates_nothing_does_not_see_what_is_hidden(
    client: Client, cast: Cast, hub: Hub, posts: list[Post]
) -> None:
    actions.hide_post(posts[0], actor=cast.owner, reason="Names a customer")
    wanted = Permission.objects.filter(codename__in=["view_post", "access_admin"])
    cast.office.user_permissions.add(*wanted)
    client.force_login(cast.office)
    page = client.get(reverse("strategy_admin_posts:index")).content.decode()
    assert "Number 1" in page
    assert "Number 0" not in page
    address = reverse("strategy_admin_posts:inspect", args=[posts[0].pk])
    assert client.get(address).status_code == 404
    address = reverse("strategy_admin_posts:inspect", args=[posts[1].pk])
    assert client.get(address).status_code == 200


def test_the_lists_are_filtered_and_searched(
    client: Client, cast: Cast, facilitator: User, posts: list[Post]
) -> None:
    actions.hide_post(posts[0], actor=cast.owner, reason="Names a customer")
    address = reverse("strategy_admin_posts:index_results")
    assert "Number 1" not in client.get(address, {"state": "hidden"}).content.decode()
    found = client.get(address, {"q": "Number 2"}).content.decode()
    assert "Number 2" in found
    assert "Number 1" not in found


def test_many_posts_are_hidden_with_one_reason(
    client: Client, cast: Cast, facilitator: User, posts: list[Post]
) -> None:
    address = bulk("post", "hide", posts[:2])
    page = client.get(address).content.decode()
    assert "Number 1" in page
    assert 'name="reason"' in page
    client.post(address, {"reason": ""})
    assert states(posts) == ["visible"] * 3
    client.post(address, {"reason": "Names a customer"})
    assert states(posts) == ["hidden", "hidden", "visible"]
    assert Post.objects.get(pk=posts[0].pk).state_reason == "Names a customer"
    client.post(bulk("post", "restore", posts))
    assert states(posts) == ["visible"] * 3


def test_held_posts_are_approved_together(
    client: Client, cast: Cast, hub: Hub, facilitator: User
) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    held = [
        actions.create_post(hub.discussion, author=cast.employee, body=f"Held {number}")
        for number in range(2)
    ]
    client.post(bulk("post", "approve", held))
    assert states(held) == ["visible", "visible"]


def test_discussions_are_closed_and_opened_together(
    client: Client, hub: Hub, facilitator: User
) -> None:
    both = [hub.discussion, hub.question_page.primary_discussion]
    client.post(bulk("discussion", "close", both))
    assert Discussion.objects.filter(status="closed").count() == 2
    client.post(bulk("discussion", "reopen", both))
    assert not Discussion.objects.filter(status="closed").exists()


def test_a_bulk_action_leaves_alone_what_the_person_does_not_moderate(
    client: Client, cast: Cast, hub: Hub, facilitator: User, posts: list[Post]
) -> None:
    secret = actions.create_post(hub.team_discussion, author=cast.member, body="Canary")
    address = bulk("post", "hide", [posts[0], secret])
    assert "Canary" not in client.get(address).content.decode()
    client.post(address, {"reason": "Names a customer"})
    assert states([posts[0], secret]) == ["hidden", "visible"]
    assert client.get(bulk("post", "hide", [secret])).status_code == 404


def test_looking_is_not_moderating(client: Client, cast: Cast, hub: Hub, posts: list[Post]) -> None:
    wanted = Permission.objects.filter(codename__in=["view_post", "access_admin"])
    cast.office.user_permissions.add(*wanted)
    client.force_login(cast.office)
    address = bulk("post", "hide", posts[:1])
    assert "You do not moderate these" in client.get(address).content.decode()
    client.post(address, {"reason": "Because"})
    assert states(posts) == ["visible"] * 3


@pytest.mark.parametrize("model", [Discussion, Post, CovenantAcceptance])
@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_nothing_is_written_around_the_actions(admin_user: User, model: Any, action: str) -> None:
    policy = policy_registry.get_by_type(model)
    assert policy.user_has_permission(admin_user, "view")
    assert not policy.user_has_permission(admin_user, action)


def test_the_admin_publishes_a_version_of_the_covenant_and_changes_none(
    client: Client, cast: Cast, admin_user: User
) -> None:
    client.force_login(admin_user)
    address = reverse("wagtailsnippets_strategy_discussions_covenant:add")
    text = (
        '{"entityMap": {}, "blocks": [{"key": "a", "type": "unstyled", "depth": 0,'
        ' "text": "Argue kindly.", "inlineStyleRanges": [], "entityRanges": []}]}'
    )
    client.post(address, {"text": text, "change": ""})
    covenant = Covenant.objects.get()
    assert "Argue kindly." in covenant.text
    assert (covenant.number, covenant.published_by) == (1, admin_user)
    for view in ("edit", "delete"):
        address = reverse(
            f"wagtailsnippets_strategy_discussions_covenant:{view}", args=[covenant.pk]
        )
        assert client.get(address).status_code != 200
    actions.accept_covenant(number=1, actor=cast.employee)
    page = client.get(reverse("strategy_admin_acceptances:index")).content.decode()
    assert "employee" in page


def test_the_strategy_office_looks_and_keeps_the_covenant(cast: Cast, hub: Hub) -> None:
    from strategy_hub.actions import set_up_hub

    set_up_hub()
    cast.office.groups.add(Group.objects.get(name="Strategy office"))
    office = User.objects.get(pk=cast.office.pk)
    assert policy_registry.get_by_type(Post).user_has_permission(office, "view")
    assert policy_registry.get_by_type(Covenant).user_has_permission(office, "add")
