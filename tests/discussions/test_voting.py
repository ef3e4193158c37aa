import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Post, Vote
from discussions.signals import post_supported
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="An idea")


def test_support_counts_once_per_person(cast: Cast, post: Post) -> None:
    for person in (cast.colleague, cast.colleague, cast.member):
        actions.support_post(post, actor=person)
    post.refresh_from_db()
    assert (post.support_count, post.votes.count(), post.changed_seq) == (2, 2, 3)


def test_support_can_be_taken_back(cast: Cast, post: Post) -> None:
    actions.support_post(post, actor=cast.colleague)
    actions.withdraw_support(post, actor=cast.colleague)
    actions.withdraw_support(post, actor=cast.colleague)
    post.refresh_from_db()
    assert (post.support_count, post.votes.count(), post.changed_seq) == (0, 0, 3)


def test_support_is_announced_once(cast: Cast, post: Post) -> None:
    heard: list[object] = []

    def hear(post: Post, **kwargs: object) -> None:
        heard.append(post)

    post_supported.connect(hear)
    try:
        for _ in range(2):
            actions.support_post(post, actor=cast.colleague)
    finally:
        post_supported.disconnect(hear)
    assert heard == [post]


def test_who_may_not_write_may_not_support(cast: Cast, hub: Hub, post: Post) -> None:
    with pytest.raises(PermissionDenied):
        actions.support_post(post, actor=cast.outsider)
    actions.close_discussion(hub.discussion, actor=cast.owner)
    closed = Post.objects.get(pk=post.pk)
    with pytest.raises(PermissionDenied):
        actions.support_post(closed, actor=cast.colleague)
    assert not Vote.objects.exists()


def test_the_buttons_toggle_by_form_and_by_script(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    client.force_login(cast.colleague)
    support = reverse("strategy_discussions:support", args=[post.pk])
    withdraw = reverse("strategy_discussions:withdraw", args=[post.pk])
    assert client.post(support).status_code == 302
    answer = client.post(support, headers={"Accept": "application/json"})
    assert answer.json()["frame"]["posts"][0]["id"] == post.pk
    assert client.get(support).status_code == 405
    client.post(withdraw)
    post.refresh_from_db()
    assert post.support_count == 0


def test_a_closed_discussion_says_why_support_is_refused(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    actions.close_discussion(hub.discussion, actor=cast.owner)
    client.force_login(cast.colleague)
    answer = client.post(
        reverse("strategy_discussions:support", args=[post.pk]),
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 403
    assert "closed" in answer.json()["errors"][0]
