import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discussions import actions
from discussions.models import Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="Heated words")


def test_hiding_needs_a_reason_and_leaves_a_tombstone(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    client.force_login(cast.facilitator)
    address = reverse("strategy_discussions:hide", args=[post.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "It names a customer."})
    post.refresh_from_db()
    assert (post.state, post.state_reason) == ("hidden", "It names a customer.")
    client.force_login(cast.colleague)
    page = client.get(hub.theme_page.get_url()).content.decode()
    assert "It names a customer." in page
    assert "Heated words" not in page


def test_a_hidden_post_can_be_shown_again(client: Client, cast: Cast, post: Post) -> None:
    actions.hide_post(post, actor=cast.owner, reason="By mistake")
    client.force_login(cast.owner)
    client.post(reverse("strategy_discussions:restore", args=[post.pk]))
    post.refresh_from_db()
    assert (post.state, post.state_reason, post.changed_seq) == ("visible", "", 3)


def test_a_waiting_post_is_published_when_it_is_approved(cast: Cast, hub: Hub) -> None:
    post, _new = actions.import_post(
        hub.discussion,
        author=cast.employee,
        body="Not looked at yet",
        kind="idea",
        written_at=timezone.now(),
        state="pending",
        submission_key="import:x:1",
    )
    assert not hub.discussion.posts.published().exists()
    actions.approve_post(post, actor=cast.facilitator)
    hub.discussion.refresh_from_db()
    assert hub.discussion.posts.published().get() == post
    assert post.discussion.post_count == 1
    assert post.contribution.owner == cast.owner


@pytest.mark.parametrize("person", ["employee", "colleague", "outsider", "executive"])
def test_only_moderators_moderate(
    client: Client, cast: Cast, hub: Hub, post: Post, person: str
) -> None:
    somebody = getattr(cast, person)
    with pytest.raises(PermissionDenied):
        actions.hide_post(post, actor=somebody, reason="I disagree")
    client.force_login(somebody)
    for name in ("hide", "restore"):
        address = reverse(f"strategy_discussions:{name}", args=[post.pk])
        assert client.post(address, {"reason": "I disagree"}).status_code == 404
    for name in ("close", "reopen"):
        address = reverse(f"strategy_discussions:{name}", args=[hub.discussion.pk])
        assert client.post(address).status_code == 404


def test_a_closed_discussion_is_readable_and_opens_again(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    client.force_login(cast.facilitator)
    discussion = hub.discussion
    client.post(reverse("strategy_discussions:close", args=[discussion.pk]))
    discussion.refresh_from_db()
    assert not discussion.is_open
    page = client.get(hub.theme_page.get_url()).content.decode()
    assert "This discussion is closed." in page
    assert "Heated words" in page
    client.post(reverse("strategy_discussions:reopen", args=[discussion.pk]))
    discussion.refresh_from_db()
    assert discussion.is_open


def test_the_reason_is_required_by_the_action_too(cast: Cast, post: Post) -> None:
    with pytest.raises(ValidationError):
        actions.hide_post(post, actor=cast.owner, reason="")
