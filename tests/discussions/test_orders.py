"""The orders in which a discussion can be read: each keyset paged, each kept in the address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions import actions
from discussions.models import Post, Readership
from discussions.views.thread import thread_context
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(cast: Cast, hub: Hub) -> Callable[..., Post]:
    def create(body: str, author: Any = None, parent: Post | None = None) -> Post:
        return actions.create_post(
            hub.discussion, author=author or cast.employee, body=body, parent=parent
        )

    return create


@pytest.fixture
def read(client: Client, cast: Cast, hub: Hub) -> Callable[[str], str]:
    client.force_login(cast.employee)

    def open_page(query: str) -> str:
        return client.get(hub.theme_page.get_url() + query).content.decode()

    return open_page


def shown(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-post="(\d+)"', html)]


def link(html: str, rel: str) -> str:
    found = re.search(rf'href="(\?[^"#]+)#[^"]*" rel="{rel}"', html)
    return found[1].replace("&amp;", "&") if found else ""


def support(post: Post, *people: Any) -> None:
    for person in people:
        actions.support_post(post, actor=person)


def test_most_supported_conversations_come_first_with_their_replies(cast, say, read):
    plain, loved, liked = say("Plain"), say("Loved"), say("Liked")
    reply = say("Reply", parent=loved)
    support(loved, cast.colleague, cast.member)
    support(liked, cast.colleague)
    support(reply, cast.colleague, cast.member, cast.owner)
    assert shown(read("?order=supported")) == [loved.pk, reply.pk, liked.pk, plain.pk]


def test_unanswered_are_those_in_which_nobody_else_has_said_anything(cast, say, read):
    alone, replied, decided = say("Alone"), say("Replied"), say("Decided")
    mine = say("I add", parent=alone)
    say("I answer", author=cast.colleague, parent=replied)
    actions.set_badge(decided, code="accepted", actor=cast.owner)
    assert shown(read("?order=unanswered")) == [alone.pk, mine.pk]


def test_answered_are_those_with_a_reply_by_the_owner_or_a_badge(cast, say, read):
    owned, other, decided = say("Owned"), say("Other"), say("Decided")
    actions.set_badge(decided, code="accepted", actor=cast.owner)
    answer = say("The answer", author=cast.deputy, parent=owned)
    say("Not the answer", author=cast.facilitator, parent=other)
    say("Nor this", author=cast.colleague, parent=other)
    assert shown(read("?order=answered")) == [owned.pk, answer.pk, decided.pk]


def test_an_executive_answers_below_their_update(cast, hub):
    post = actions.create_post(hub.update.primary_discussion, author=cast.employee, body="Why?")
    actions.create_post(post.discussion, author=cast.executive, body="Because", parent=post)
    post.refresh_from_db()
    assert post.answered_at is not None


def test_an_owner_who_replies_to_themselves_has_answered_nobody(cast, say):
    own = say("A thought", author=cast.owner)
    say("And another", author=cast.owner, parent=own)
    own.refresh_from_db()
    assert (own.replied_at, own.answered_at) == (None, None)


def test_an_answer_that_is_hidden_is_none_until_it_is_shown_again(cast, say):
    question = say("Question")
    answer = say("Answer", author=cast.owner, parent=question)
    actions.hide_post(answer, actor=cast.facilitator, reason="A name in it.")
    question.refresh_from_db()
    assert (question.replied_at, question.answered_at) == (None, None)
    actions.restore_post(answer, actor=cast.facilitator)
    question.refresh_from_db()
    assert question.replied_at and question.answered_at


def test_an_answer_that_is_withdrawn_is_none(cast, say):
    question = say("Question")
    actions.delete_post(say("Answer", author=cast.owner, parent=question), actor=cast.owner)
    question.refresh_from_db()
    assert (question.replied_at, question.answered_at) == (None, None)


def test_a_badge_that_is_taken_off_leaves_the_question_open(cast, say):
    question = say("Question")
    actions.set_badge(question, code="accepted", actor=cast.owner)
    actions.set_badge(question, code="", actor=cast.owner)
    question.refresh_from_db()
    assert question.answered_at is None


@pytest.mark.parametrize("order", ["newest", "supported", "unanswered", "answered"])
def test_the_pages_of_each_order_hold_every_post_once(cast, hub, say, read, settings, order):
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 3}
    posts = [say(f"Number {number}") for number in range(5)]
    for post in posts[::2]:
        support(post, cast.colleague)
    for post in posts:
        say("More", parent=post)
        if order == "answered":
            actions.set_badge(post, code="accepted", actor=cast.owner)
    pages, query = [], f"?order={order}"
    while query:
        html = read(query)
        pages.append((query, shown(html)))
        query = link(html, "next")
        assert order == "newest" or f"order={order}" in query or not query
    assert [len(page) for _query, page in pages] == [3, 3, 3, 1]
    every = [number for _query, page in pages for number in page]
    assert len(set(every)) == 10
    back = link(read(pages[3][0]), "prev")
    assert shown(read(back)) == pages[2][1]


def test_a_vote_between_two_pages_leaves_the_place(cast, say, read, settings):
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 2}
    posts = [say(f"Number {number}") for number in range(4)]
    older = link(read("?order=supported"), "next")
    support(posts[0], cast.colleague)
    assert shown(read(older)) == [posts[1].pk]


def test_a_place_that_has_left_its_order_shows_the_beginning(cast, say, read):
    open_one, closed_one = say("Open"), say("Answered meanwhile")
    say("Answer", author=cast.owner, parent=closed_one)
    html = read(f"?order=answered&from={open_one.pk}")
    assert closed_one.pk in shown(html)


def test_the_chosen_order_is_marked_and_an_unknown_one_is_the_newest(say, read):
    first, second = say("First"), say("Second")
    assert re.search(r'order=supported[^>]*aria-current="true"', read("?order=supported"))
    assert shown(read("?order=loudest")) == [second.pk, first.pk]


def test_an_empty_order_says_so(cast, say, read):
    say("Reply", author=cast.colleague, parent=say("Question"))
    assert "Nothing waits for an answer" in read("?order=unanswered")


def test_another_order_than_the_newest_records_no_reading(say, read):
    say("Something")
    read("?order=supported")
    assert not Readership.objects.exists()


@pytest.mark.parametrize("order", ["supported", "unanswered", "answered"])
def test_an_order_costs_the_same_with_few_posts_and_with_many(cast, hub, say, rf, order):
    request = rf.get("/", {"order": order})
    request.user = cast.employee

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            thread_context(hub.discussion, request)
        return len(queries)

    actions.set_badge(say("One"), code="accepted", actor=cast.owner)
    say("Two")
    cost()
    few = cost()
    for number in range(8):
        actions.set_badge(say(f"Badge {number}"), code="accepted", actor=cast.owner)
        say(f"Open {number}")
    # As many as for the newest, and one that finds the conversations.
    assert cost() == few
