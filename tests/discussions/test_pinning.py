"""Pins: a few posts in sight above the discussion, put there and taken down by moderators."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="Read **this** first")


def pins_of(client: Client, hub: Hub) -> str:
    page = client.get(hub.theme_page.get_url()).content.decode()
    start = page.index("data-pins")
    return page[start : page.index("</section>", start)]


def test_a_pinned_post_stands_above_the_others_until_it_is_taken_down(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    client.force_login(cast.facilitator)
    client.post(reverse("strategy_discussions:pin", args=[post.pk]))
    assert "Read this first" in pins_of(client, hub)
    client.post(reverse("strategy_discussions:unpin", args=[post.pk]))
    assert "Read this first" not in pins_of(client, hub)


def test_readers_hear_of_a_pin_with_the_entry_to_show(cast: Cast, hub: Hub, post: Post) -> None:
    before = Discussion.objects.get(pk=hub.discussion.pk).last_seq
    for _twice in range(2):
        actions.pin_post(post, actor=cast.owner)
    frame = read_changes(hub.discussion.pk, before)
    assert frame["type"] == "changes"
    assert frame["head"] == before + 1
    assert f'data-pin-of="{post.pk}"' in frame["posts"][0]["html"]


def test_three_pins_have_room(cast: Cast, hub: Hub) -> None:
    posts = [
        actions.create_post(hub.discussion, author=cast.employee, body=f"Number {number}")
        for number in range(4)
    ]
    for each in posts[:3]:
        actions.pin_post(each, actor=cast.owner)
    with pytest.raises(ValidationError, match="3 posts are pinned already"):
        actions.pin_post(posts[3], actor=cast.owner)
    actions.unpin_post(posts[0], actor=cast.owner)
    actions.pin_post(posts[3], actor=cast.owner)


def test_a_hidden_post_is_not_shown_as_a_pin(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    actions.pin_post(post, actor=cast.owner)
    actions.hide_post(post, actor=cast.owner, reason="It names a customer.")
    client.force_login(cast.employee)
    assert "Read this first" not in pins_of(client, hub)
    with pytest.raises(PermissionDenied):
        actions.pin_post(post, actor=cast.owner)


def three_pinned(discussion: Discussion, cast: Cast, name: str = "Number") -> list[Post]:
    posts = [
        actions.create_post(discussion, author=cast.employee, body=f"{name} {number}")
        for number in range(3)
    ]
    return [actions.pin_post(each, actor=cast.owner) for each in posts]


def pinned_in(discussion: Discussion) -> list[str]:
    pinned = discussion.posts.filter(pinned_at__isnull=False, state="visible")
    return list(pinned.order_by("pinned_at").values_list("body", flat=True))


def test_what_is_out_of_sight_takes_no_room(cast: Cast, hub: Hub, post: Post) -> None:
    hidden, withdrawn, _shown = three_pinned(hub.discussion, cast)
    actions.hide_post(hidden, actor=cast.owner, reason="It names a customer.")
    actions.delete_post(withdrawn, actor=cast.employee)
    other = actions.create_post(hub.discussion, author=cast.employee, body="Further")
    for each in (post, other):
        actions.pin_post(each, actor=cast.owner)
    assert pinned_in(hub.discussion) == ["Number 2", "Read **this** first", "Further"]


@pytest.mark.parametrize("is_full", [True, False])
def test_a_pinned_post_shown_again_is_pinned_while_there_is_room(
    cast: Cast, hub: Hub, post: Post, is_full: bool
) -> None:
    hidden = three_pinned(hub.discussion, cast)[0]
    actions.hide_post(hidden, actor=cast.owner, reason="It names a customer.")
    if is_full:
        actions.pin_post(post, actor=cast.owner)
    actions.restore_post(Post.objects.get(pk=hidden.pk), actor=cast.owner)
    last = "Read **this** first" if is_full else "Number 0"
    assert set(pinned_in(hub.discussion)) == {"Number 1", "Number 2", last}
    assert Discussion.objects.get(pk=hub.discussion.pk).pinned_count == 3


def test_of_two_merged_discussions_the_oldest_pins_stay(cast: Cast, hub: Hub) -> None:
    other = hub.question_page.primary_discussion
    later = actions.create_post(other, author=cast.employee, body="Later")
    older = three_pinned(hub.discussion, cast)
    actions.pin_post(later, actor=cast.owner)
    before = Discussion.objects.get(pk=other.pk).last_seq
    actions.merge_discussion(hub.discussion, into=other, actor=cast.owner, reason="One matter")

    assert pinned_in(other) == [each.body for each in older]
    assert Discussion.objects.get(pk=other.pk).pinned_count == 3
    frame = read_changes(other.pk, before)
    assert frame["type"] == "changes"
    told = {each["id"]: each["html"] for each in frame["posts"]}
    assert "data-pin-of" not in told[later.pk]
    entry = PageLogEntry.objects.get(action="strategy_discussions.unpin")
    assert (entry.data["post"], entry.page_id) == (later.pk, other.page_id)


@pytest.mark.parametrize("person", ["employee", "colleague", "outsider"])
def test_nobody_else_pins(cast: Cast, post: Post, person: str) -> None:
    for act in (actions.pin_post, actions.unpin_post):
        with pytest.raises(PermissionDenied):
            act(post, actor=getattr(cast, person))
