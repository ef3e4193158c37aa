"""The screens of moderators and reporters: the keep page, the report form, the queue."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions import actions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
QUEUE = reverse("strategy_discussions:queue")


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="Heated words")


@pytest.fixture
def reported(cast: Cast, post: Post) -> Post:
    actions.report_post(post, actor=cast.colleague, reason="It is rude")
    return post


def queue_of(client: Client, **query: Any) -> str:
    """The list of the queue alone: the header quotes posts in notifications."""
    page = client.get(QUEUE, query).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_moderator_reaches_the_keep_page_from_the_discussion_and_changes_it(
    client: Client, cast: Cast, hub: Hub
) -> None:
    client.force_login(cast.facilitator)
    address = reverse("strategy_discussions:keep", args=[hub.discussion.pk])
    assert address in client.get(hub.theme_page.get_url()).content.decode()
    client.post(address, {"slow_seconds": "60", "premoderated": "on"})
    discussion = Discussion.objects.get(pk=hub.discussion.pk)
    assert (discussion.slow_seconds, discussion.premoderated) == (60, True)
    page = client.get(hub.theme_page.get_url()).content.decode()
    assert "everybody waits 60 seconds" in page
    assert client.post(address, {"slow_seconds": "7"}).status_code == 422


def test_a_pause_that_was_set_elsewhere_is_kept_on_offer(
    client: Client, cast: Cast, hub: Hub
) -> None:
    actions.keep_discussion(hub.discussion, actor=None, slow_seconds=45)
    client.force_login(cast.owner)
    address = reverse("strategy_discussions:keep", args=[hub.discussion.pk])
    page = client.get(address).content.decode()
    assert '<option value="45" selected>45 seconds</option>' in page


def test_slow_mode_keeps_the_text_without_scripts(client: Client, cast: Cast, hub: Hub) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, slow_seconds=60)
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    client.post(address, {"body": "One"})
    answer = client.post(address, {"body": "My second thought"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Slow mode is on" in page
    assert "My second thought" in page


def test_the_author_sees_a_held_post_and_nobody_else_does(
    client: Client, cast: Cast, hub: Hub
) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = client.post(address, {"body": "Held words"})
    assert answer.status_code == 302
    assert said(answer) == ["Your post waits for a facilitator. You will hear of it."]
    page = client.get(hub.theme_page.get_url()).content.decode()
    assert "Held words" in page
    assert "Waiting for a facilitator" in page
    held = Post.objects.get()
    assert client.get(reverse("strategy_discussions:post", args=[held.pk])).status_code == 404
    for person in (cast.colleague, cast.facilitator):
        client.force_login(person)
        assert "Held words" not in client.get(hub.theme_page.get_url()).content.decode()
        changes = reverse("strategy_discussions:changes", args=[hub.discussion.pk])
        assert "Held words" not in client.get(changes, {"after": 0}).content.decode()


def test_a_script_gets_the_held_post_to_show_its_author(
    client: Client, cast: Cast, hub: Hub
) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = client.post(address, {"body": "Held words"}, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert answer.json()["frame"]["posts"] == []
    assert "Held words" in answer.json()["waiting"]


def test_a_reader_reports_once_and_is_thanked(client: Client, cast: Cast, post: Post) -> None:
    client.force_login(cast.colleague)
    address = reverse("strategy_discussions:report", args=[post.pk])
    assert "Report the post" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "It is rude"})
    assert said(answer) == ["Thank you. The moderators will look at the post."]
    assert "Once is enough" in client.get(address).content.decode()
    assert "already" in said(client.post(address, {"reason": "It is rude"}))[-1]
    assert post.reports.count() == 1


def test_the_queue_is_worked_in_place(client: Client, cast: Cast, hub: Hub, reported: Post) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    for number in range(2):
        actions.create_post(hub.discussion, author=cast.member, body=f"Held {number}")
    first, second = Post.objects.filter(state="pending").order_by("pk")
    client.force_login(cast.facilitator)
    page = queue_of(client)
    assert page.index("It is rude") < page.index("Held 0") < page.index("Held 1")
    judge("approve", first, client)
    assert judge("refuse", second, client).status_code == 422
    judge("refuse", second, client, "Said already.")
    judge("hide", reported, client, "It names a customer.")
    states = Post.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["hidden", "visible", "hidden"]
    assert "Nothing waits for you" in queue_of(client)


def judge(act: str, post: Post, client: Client, reason: str = "") -> Any:
    address = reverse("strategy_discussions:judge", args=[post.pk, act])
    return client.post(f"{address}?kind=held", {"reason": reason})


def test_a_judgement_leads_back_to_what_was_filtered(
    client: Client, cast: Cast, reported: Post
) -> None:
    client.force_login(cast.owner)
    answer = judge("dismiss", reported, client, "A fair question.")
    assert answer["Location"] == f"{QUEUE}?kind=held"


def test_a_judgement_that_fails_keeps_what_was_typed(
    client: Client, cast: Cast, reported: Post
) -> None:
    client.force_login(cast.owner)
    answer = judge("hide", reported, client, "x" * 501)
    assert answer.status_code == 422


@pytest.mark.parametrize("act", ["approve", "refuse", "delete"])
def test_only_what_fits_the_post_can_be_done(
    client: Client, cast: Cast, reported: Post, act: str
) -> None:
    client.force_login(cast.owner)
    assert judge(act, reported, client, "Because").status_code == 404


def test_the_author_who_moderates_does_not_see_the_report(
    client: Client, cast: Cast, hub: Hub
) -> None:
    mine = actions.create_post(hub.discussion, author=cast.owner, body="My words")
    actions.report_post(mine, actor=cast.colleague, reason="Canary")
    client.force_login(cast.owner)
    assert "Canary" not in client.get(QUEUE).content.decode()
    assert judge("dismiss", mine, client, "Fine").status_code == 404


def test_the_queue_is_filtered_by_kind_and_discussion(
    client: Client, cast: Cast, hub: Hub, reported: Post
) -> None:
    elsewhere = hub.question_page.primary_discussion
    other = actions.create_post(elsewhere, author=cast.employee, body="Other words")
    actions.report_post(other, actor=cast.colleague, reason="Rude")
    client.force_login(cast.owner)
    shown = queue_of(client, discussion=elsewhere.pk)
    assert "Other words" in shown
    assert "Heated words" not in shown
    assert "Nothing of this kind" in queue_of(client, kind="held")
    assert "Heated words" in queue_of(client, kind="x", discussion="y")


def test_the_header_counts_what_waits_for_moderators_alone(
    client: Client, cast: Cast, hub: Hub, reported: Post
) -> None:
    for person, counted in ((cast.facilitator, True), (cast.employee, False)):
        client.force_login(person)
        page = client.get(hub.home.get_url()).content.decode()
        assert ('To moderate <span class="count">1</span>' in page) is counted


def test_the_queue_takes_as_many_queries_however_much_waits(
    client: Client, cast: Cast, hub: Hub, reported: Post
) -> None:
    client.force_login(cast.facilitator)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for number in range(12):
        post = actions.create_post(hub.discussion, author=cast.member, body=f"Number {number}")
        actions.report_post(post, actor=cast.colleague, reason="Rude")
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(few)
