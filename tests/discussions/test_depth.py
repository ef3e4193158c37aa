"""Replies below the deepest indentation stand flat, say what they answer, and can be found."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(cast: Cast, hub: Hub) -> list[Post]:
    """Each answers the one before, eight deep; Emma and Carl take turns."""
    return grow(cast, hub, 8)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.member)
    return client


def grow(cast: Cast, hub: Hub, depth: int) -> list[Post]:
    posts: list[Post] = []
    for number in range(depth):
        author = (cast.employee, cast.colleague)[number % 2]
        parent = posts[-1] if posts else None
        posts.append(
            actions.create_post(hub.discussion, author=author, body=f"Step {number}", parent=parent)
        )
    return posts


def fragments(html: str) -> dict[int, str]:
    parts = re.split(r'(?=<li class="post[ "])', html)[1:]
    return {int(re.findall(r'data-post="(\d+)"', part)[0]): part for part in parts}


def page_of(reader: Client, hub: Hub, query: str = "") -> dict[int, str]:
    return fragments(reader.get(hub.theme_page.get_url() + query).content.decode())


def test_indentation_ends_at_the_fourth_level_and_words_take_over(
    reader: Client, hub: Hub, branch: list[Post]
) -> None:
    shown = page_of(reader, hub)
    assert list(shown) == [post.pk for post in branch]
    depths = [re.findall(r'data-depth="(\d)"( data-flat)?', shown[post.pk])[0] for post in branch]
    assert depths == [
        *(("0", ""), ("1", ""), ("2", ""), ("3", "")),
        *[("4", " data-flat")] * 4,
    ]
    assert "In reply to Carl Colleague" in shown[branch[6].pk]
    answered = reverse("strategy_discussions:post", args=[branch[5].pk])
    assert f'href="{answered}" data-answered' in shown[branch[6].pk]


@pytest.mark.parametrize(("asked", "first_flat"), [(0, 1), (2, 2), (6, 4)])
def test_a_host_may_end_indentation_earlier_and_not_later(
    reader: Client, hub: Hub, branch: list[Post], settings: Any, asked: int, first_flat: int
) -> None:
    settings.STRATEGY_HUB = {"DEPTH_SHOWN": asked}
    shown = page_of(reader, hub)
    flat = [post for post in branch if " data-flat" in shown[post.pk]]
    assert flat == branch[first_flat:]


def test_a_late_reply_to_a_deep_post_stands_below_what_it_answers(
    reader: Client, cast: Cast, hub: Hub, branch: list[Post]
) -> None:
    before = list(page_of(reader, hub))
    late = actions.create_post(hub.discussion, author=cast.owner, body="Late", parent=branch[5])
    after = list(page_of(reader, hub))
    assert [number for number in after if number != late.pk] == before
    # Below the branch that had answered the same post before.
    assert after.index(late.pk) == after.index(branch[7].pk) + 1


def test_a_frame_brings_a_deep_reply_as_the_page_shows_it(
    reader: Client, cast: Cast, hub: Hub, branch: list[Post]
) -> None:
    frame = read_changes(hub.discussion.pk, branch[-1].seq - 1)
    assert frame["type"] == "changes"
    [post] = frame["posts"]
    assert post["path"] == branch[-1].path
    title = f'<h4 class="visually-hidden" id="post-{branch[-1].pk}-title">'
    for mark in ('data-depth="4" data-flat', "In reply to Emma Employee", title):
        assert mark in post["html"]
        assert mark in page_of(reader, hub)[branch[-1].pk]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 20])
def test_every_permalink_leads_to_a_page_with_the_post(
    reader: Client, cast: Cast, hub: Hub, settings: Any, size: int
) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": size}
    posts = [*grow(cast, hub, 7), *grow(cast, hub, 2)]
    for post in posts:
        permalink = reverse("strategy_discussions:post", args=[post.pk])
        place = reader.get(permalink)["Location"]
        assert place.endswith(f"#post-{post.pk}")
        assert f'id="post-{post.pk}"' in reader.get(place).content.decode(), post.body


def test_a_permalink_shows_what_was_answered_as_far_as_a_page_reaches(
    reader: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 4}
    branch = grow(cast, hub, 7)
    actions.create_post(hub.discussion, author=cast.owner, body="Newer conversation")
    places = [
        reader.get(reverse("strategy_discussions:post", args=[post.pk]))["Location"].split("#")[0]
        for post in branch
    ]
    address = hub.theme_page.get_url()
    first, whole = address, f"{address}?from={branch[0].pk}"
    assert places[:4] == [first, first, first, whole]
    assert places[4:] == [f"{address}?from={branch[n].pk}" for n in (1, 2, 3)]


def test_search_leads_to_the_deep_post(reader: Client, hub: Hub, branch: list[Post]) -> None:
    found = reader.get(
        reverse("strategy_discussions:search", args=[hub.discussion.pk]), {"q": "step 7"}
    ).content.decode()
    permalink = reverse("strategy_discussions:post", args=[branch[7].pk])
    assert f'href="{permalink}"' in found


def test_depth_costs_no_query(reader: Client, cast: Cast, hub: Hub) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get(hub.theme_page.get_url())
        return len(queries)

    def grow_and_read(depth: int) -> int:
        grow(cast, hub, depth)
        cost()  # the first visit notes what was read
        return cost()

    assert grow_and_read(9) == grow_and_read(4)


def test_below_the_deepest_that_is_stored_a_reply_still_names_whom_it_answers(
    reader: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"DEPTH_MAX": 5}
    branch = grow(cast, hub, 8)
    assert [post.depth for post in branch] == [0, 1, 2, 3, 4, 5, 5, 5]
    shown = page_of(reader, hub)
    assert list(shown) == [post.pk for post in branch]
    assert "In reply to Emma Employee" in shown[branch[7].pk]


def test_each_post_has_a_heading_that_says_who_said_what(
    reader: Client, cast: Cast, hub: Hub
) -> None:
    idea = actions.create_post(hub.discussion, author=cast.employee, body="Mine", kind="idea")
    reply = actions.create_post(hub.discussion, author=cast.owner, body="Thanks", parent=idea)
    day = reply.created_at.strftime
    headings = headings_of(page_of(reader, hub))
    assert re.fullmatch(rf"Idea by Emma Employee, .*{day('%Y')}", headings[idea.pk][1])
    said = rf"Comment by Omar Owner in reply to Emma Employee, .*{day('%Y')}"
    assert re.fullmatch(said, headings[reply.pk][1])
    assert [headings[post.pk][0] for post in (idea, reply)] == ["h3", "h4"]


def test_what_is_out_of_sight_keeps_its_heading_and_says_no_more_than_before(
    reader: Client, cast: Cast, hub: Hub
) -> None:
    hidden = actions.create_post(hub.discussion, author=cast.employee, body="Rude")
    actions.hide_post(hidden, actor=cast.facilitator, reason="Names a customer.")
    withdrawn = actions.create_post(hub.discussion, author=cast.colleague, body="Oops")
    actions.delete_post(withdrawn, actor=cast.colleague)
    shown = page_of(reader, hub)
    headings = headings_of(shown)
    assert headings[hidden.pk][1] == "This post is hidden."
    assert headings[withdrawn.pk][1] == "Carl Colleague withdrew this post."
    assert "Reason: Names a customer." in shown[hidden.pk]
    assert "Emma" not in shown[hidden.pk]


def headings_of(shown: dict[int, str]) -> dict[int, tuple[str, str]]:
    """Of each post: the element of its heading, and its words."""
    found = {}
    for number, html in shown.items():
        assert f'<article aria-labelledby="post-{number}-title">' in html
        [(level, words)] = re.findall(
            rf'<(h[34]) class="[\w-]+" id="post-{number}-title">(.*?)</\1>', html, re.S
        )
        found[number] = (level, " ".join(words.split()))
    return found
