"""Whom the hub tells about moderation: the author and who reported, never one about the other."""

import pytest
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Post
from strategy_hub.models import Notification
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="Heated words")


@pytest.fixture
def held(cast: Cast, hub: Hub) -> Post:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    return actions.create_post(hub.discussion, author=cast.employee, body="Please look")


def told(person) -> list[tuple[str, str]]:
    mine = Notification.objects.filter(person=person).order_by("pk")
    return [(note.sentence, note.excerpt) for note in mine]


def test_the_author_hears_that_a_post_was_hidden_and_shown_again(cast: Cast, post: Post) -> None:
    actions.hide_post(post, actor=cast.facilitator, reason="It names a customer.")
    actions.restore_post(post, actor=cast.facilitator)
    assert told(cast.employee) == [
        ("Farid Facilitator hid your post in “Growth”.", "It names a customer."),
        ("Your post in “Growth” is shown again.", ""),
    ]


def test_the_author_hears_that_a_held_post_is_shown(cast: Cast, held: Post) -> None:
    actions.approve_post(held, actor=cast.facilitator)
    assert told(cast.employee) == [("Your post in “Growth” is shown now.", "")]


def test_the_author_of_a_refused_post_reads_why_and_finds_the_discussion(
    client: Client, cast: Cast, hub: Hub, held: Post
) -> None:
    actions.refuse_post(held, actor=cast.facilitator, reason="Said already.")
    assert told(cast.employee) == [
        ("Farid Facilitator did not approve your post in “Growth”.", "Said already.")
    ]
    client.force_login(cast.employee)
    notification = Notification.objects.get(person=cast.employee)
    answer = client.get(reverse("strategy_hub:notification", args=[notification.pk]), follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("outcome", ["upheld", "dismissed", "moot"])
def test_who_reported_hears_the_outcome_and_the_author_nothing_of_the_report(
    cast: Cast, post: Post, outcome: str
) -> None:
    actions.report_post(post, actor=cast.colleague, reason="Canary")
    if outcome == "upheld":
        actions.hide_post(post, actor=cast.facilitator, reason="It names a customer.")
    elif outcome == "dismissed":
        actions.dismiss_reports(post, actor=cast.facilitator, note="A fair question.")
    else:
        actions.delete_post(post, actor=cast.employee)
    assert (
        told(cast.colleague)
        == {
            "upheld": [
                ("The post that you reported in “Growth” was hidden.", "It names a customer.")
            ],
            "dismissed": [("The post that you reported in “Growth” stays.", "A fair question.")],
            "moot": [("The author withdrew the post that you reported in “Growth”.", "")],
        }[outcome]
    )
    assert "Canary" not in str(told(cast.employee))
    assert "Carl" not in str(told(cast.employee))
