"""Who follows a discussion hears of it without being flooded; who mutes it hears nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions.actions import choose_level, create_post
from discussions.models import Post, Readership
from strategy_hub.actions import mark_all_read
from strategy_hub.models import Notification
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


@pytest.fixture
def followed(cast: Cast, hub: Hub) -> None:
    choose_level(hub.discussion, person=cast.employee, level="following")


def say(hub: Hub, author: Any, body: str = "Something", parent: Post | None = None) -> Post:
    return create_post(hub.discussion, author=author, body=body, parent=parent)


def told(person: Any) -> list[str]:
    found = Notification.objects.of(person).filter(kind__in=[Kind.FOLLOWED, Kind.REPLY])
    return [note.sentence for note in found.order_by("pk")]


def unread_by_page(person: Any, page: Any) -> dict[int, int]:
    return Readership.objects.unread_by_page(person, [page.pk])


def test_who_follows_is_told_of_a_new_post(cast, hub, followed):
    say(hub, cast.colleague)
    assert told(cast.employee) == ["Carl Colleague wrote in “Growth”."]
    assert told(cast.member) == []


def test_several_posts_are_one_notification_that_counts_them(cast, hub, followed):
    first = say(hub, cast.colleague)
    for _time in range(11):
        say(hub, cast.member)
    assert told(cast.employee) == ["New posts in “Growth”: 12"]
    note = Notification.objects.get(person=cast.employee)
    assert (note.post, note.actor, note.number) == (first, cast.member, 12)


def test_after_reading_the_count_begins_anew(cast, hub, followed):
    say(hub, cast.colleague)
    say(hub, cast.colleague)
    mark_all_read(actor=cast.employee)
    newest = say(hub, cast.member)
    assert told(cast.employee) == ["Mina Member wrote in “Growth”."]
    note = Notification.objects.get(person=cast.employee)
    assert (note.is_unread, note.post, note.number) == (True, newest, 1)


def test_the_notification_leads_to_the_post(client, cast, hub, followed):
    post = say(hub, cast.colleague)
    client.force_login(cast.employee)
    answer = client.get(Notification.objects.get(person=cast.employee).get_absolute_url())
    assert answer["Location"] == reverse("strategy_discussions:post", args=[post.pk])


def test_own_posts_and_answers_that_were_told_are_no_news(cast, hub, followed):
    mine = say(hub, cast.employee)
    say(hub, cast.colleague, parent=mine)
    assert told(cast.employee) == ["Carl Colleague answered you in “Growth”."]


def test_who_lost_the_page_is_not_told(cast, hub, followed):
    restrict(hub.theme_page, "Team")
    say(hub, cast.member)
    assert not Notification.objects.filter(person=cast.employee).exists()


def test_many_followers_cost_as_many_queries_as_one(cast, hub, followed):
    say(hub, cast.office)
    with CaptureQueriesContext(connection) as for_one:
        say(hub, cast.office)
    for person in (cast.colleague, cast.member, cast.executive, cast.facilitator):
        choose_level(hub.discussion, person=person, level="following")
    with CaptureQueriesContext(connection) as for_five:
        say(hub, cast.office)
    assert len(for_five) <= len(for_one)
    assert told(cast.executive) == ["Olga Office wrote in “Growth”."]


def test_who_mutes_a_discussion_hears_of_no_answer_and_no_count(cast, hub):
    mine = say(hub, cast.employee)
    choose_level(hub.discussion, person=cast.employee, level="muted")
    say(hub, cast.colleague, parent=mine)
    assert told(cast.employee) == []
    Readership.objects.update(seen_at="2026-01-01T00:00:00Z")
    assert unread_by_page(cast.employee, hub.theme_page) == {}


def test_an_answer_elsewhere_is_still_told(cast, hub):
    choose_level(hub.discussion, person=cast.employee, level="muted")
    elsewhere = hub.question_page.primary_discussion
    mine = create_post(elsewhere, author=cast.employee, body="Asked")
    create_post(elsewhere, author=cast.colleague, body="Answered", parent=mine)
    assert told(cast.employee) == ["Carl Colleague answered you in “Faster offers”."]


@pytest.mark.parametrize("level", ["following", "muted", "normal"])
def test_a_form_chooses_and_the_page_shows_it(client, cast, hub, level):
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:level", args=[hub.discussion.pk])
    answer = client.post(address, {"level": level}, follow=True)
    assert answer.status_code == 200
    assert Readership.objects.get(person=cast.employee).level == level
    html = " ".join(answer.content.decode().split())
    for button in ("following", "muted"):
        pressed = "true" if button == level else "false"
        assert f'data-level="{button}" aria-pressed="{pressed}"' in html


def test_a_script_is_answered_in_place(client, cast, hub):
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:level", args=[hub.discussion.pk])
    answer = client.post(address, {"level": "muted"}, headers={"Accept": "application/json"})
    assert answer.json()["level"] == "muted"
    assert "muted" in answer.json()["message"]


def test_a_made_up_level_is_refused(client, cast, hub):
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:level", args=[hub.discussion.pk])
    assert client.post(address, {"level": "shouting"}).status_code == 422
    assert not Readership.objects.exists()


def test_a_choice_before_the_first_visit_marks_nothing_as_read(client, cast, hub):
    say(hub, cast.colleague)
    choose_level(hub.discussion, person=cast.employee, level="following")
    client.force_login(cast.employee)
    client.get(hub.theme_page.get_url())
    row = Readership.objects.get()
    assert (row.level, row.seen_count) == ("following", 1)
