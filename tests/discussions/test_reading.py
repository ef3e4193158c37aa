import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from discussions import actions
from discussions.models import Discussion
from discussions.remembering import forget_all
from discussions.views.thread import thread_context
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.employee)
    return client


def shown(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-post="(\d+)"', html)]


def test_pages_of_a_long_discussion_hold_every_post_once(
    reader: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 3}
    roots = [
        actions.create_post(hub.discussion, author=cast.employee, body=f"Root {number}")
        for number in range(4)
    ]
    for root in roots[:2]:
        for number in range(2):
            actions.create_post(
                hub.discussion, author=cast.colleague, body=f"Reply {number}", parent=root
            )
    expected = [post.pk for post in hub.discussion.posts.in_tree_order()]
    address, pages = hub.theme_page.get_url(), []
    while address:
        html = reader.get(address).content.decode()
        pages.append(shown(html))
        older = re.search(r'href="(\?from=\d+)#[^"]*" rel="next"', html)
        newer = re.search(r'href="(\?from=\d+)#[^"]*" rel="prev"', html)
        assert bool(newer) == (len(pages) > 2)
        address = hub.theme_page.get_url() + older[1] if older else ""
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [number for page in pages for number in page] == expected


def test_the_way_back_leads_to_the_page_before(
    reader: Client, cast: Cast, hub: Hub, settings: Any, rf: Any
) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 2}
    for number in range(7):
        actions.create_post(hub.discussion, author=cast.employee, body=f"Number {number}")
    posts = list(hub.discussion.posts.in_tree_order())
    request = rf.get("/", {"from": posts[4].pk})
    request.user = cast.employee
    context = thread_context(hub.discussion, request)
    assert context["previous_post"] == posts[2].pk
    assert [post.pk for post in context["posts"]] == [post.pk for post in posts[4:6]]
    assert context["next_post"] == posts[6].pk


def test_a_permalink_finds_its_post_on_whichever_page(
    reader: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 2}
    posts = [
        actions.create_post(hub.discussion, author=cast.employee, body=f"Number {number}")
        for number in range(5)
    ]
    for post in posts:
        answer = reader.get(reverse("strategy_discussions:post", args=[post.pk]), follow=True)
        assert post.pk in shown(answer.content.decode())


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "٣"])
def test_a_made_up_place_shows_the_beginning(
    reader: Client, cast: Cast, hub: Hub, number: str
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Here")
    answer = reader.get(hub.theme_page.get_url(), {"from": number, "reply_to": number})
    assert shown(answer.content.decode()) == [post.pk]


def test_a_thread_costs_the_same_with_few_posts_and_with_many(
    cast: Cast, hub: Hub, rf: Any
) -> None:
    def cost() -> int:
        """Of the thread alone: the page has been served, so its site and page are at hand."""
        request = rf.get("/")
        request.user = cast.employee
        Site.find_for_request(request)
        discussion = Discussion.objects.select_related("page").get(pk=hub.discussion.pk)
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            thread_context(discussion, request)
        return len(queries)

    parent = None
    for number in range(2):
        parent = actions.create_post(
            hub.discussion, author=cast.colleague, body=f"Number {number}", parent=parent
        )
    cost()  # a first look stores what has been seen, and meets content types for the first time
    few = cost()
    for number in range(15):
        actions.create_post(
            hub.discussion, author=cast.colleague, body=f"Number {number}", parent=parent
        )
    cost()
    # The discussion with what the reader has read and has to accept, the posts with what they
    # support, the people in them, and whether they moderate.
    assert (few, cost()) == (4, 4)


def test_catch_up_gives_what_changed_and_nothing_else(reader: Client, cast: Cast, hub: Hub) -> None:
    first = actions.create_post(hub.discussion, author=cast.employee, body="First")
    actions.create_post(hub.discussion, author=cast.employee, body="Second")
    actions.support_post(first, actor=cast.colleague)
    address = reverse("strategy_discussions:changes", args=[hub.discussion.pk])
    frame = reader.get(address, {"after": 2}).json()
    assert [post["id"] for post in frame["posts"]] == [first.pk]
    assert reader.get(address, {"after": 3}).json()["posts"] == []
    assert reader.get(address, {"after": 99}).json()["type"] == "reload"
    for wrong in ("", "x", "-1", "1.5", "9" * 20):
        assert reader.get(address, {"after": wrong}).status_code == 400


def test_anonymous_people_are_asked_to_sign_in(client: Client, cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Inside")
    for address in (
        reverse("strategy_discussions:changes", args=[hub.discussion.pk]),
        reverse("strategy_discussions:post", args=[post.pk]),
        hub.theme_page.get_url(),
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "login" in answer["Location"]
