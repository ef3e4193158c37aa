"""Who is mentioned is told once of the post, whatever else would tell them of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions.actions import (
    approve_post,
    choose_level,
    create_post,
    delete_post,
    edit_post,
    hide_post,
    keep_discussion,
)
from discussions.models import Post
from strategy_hub.models import Notification
from tests.cast import Hub, restrict

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


def words_for(*people: User) -> str:
    return " ".join(f"@[{person.get_full_name()}](person:{person.pk})" for person in people)


def say(hub: Hub, author: Any, body: str, parent: Post | None = None) -> Post:
    return create_post(hub.discussion, author=author, body=body, parent=parent)


def told(person: Any) -> list[str]:
    return [note.sentence for note in Notification.objects.of(person).order_by("pk")]


MENTIONED = "Emma Employee mentioned you in “Growth”."


def test_who_is_mentioned_reads_by_whom_where_and_in_which_words(client, cast, hub):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)} first.")
    note = Notification.objects.get(person=cast.colleague)
    assert note.sentence == MENTIONED
    assert (note.kind, note.actor, note.post) == (Kind.MENTION, cast.employee, post)
    assert note.excerpt == "Ask @Carl Colleague first."
    client.force_login(cast.colleague)
    answer = client.get(note.get_absolute_url())
    assert answer["Location"] == reverse("strategy_discussions:post", args=[post.pk])


def test_an_answer_with_a_mention_is_one_notification(cast, hub):
    mine = say(hub, cast.colleague, "What now?")
    say(hub, cast.employee, f"{words_for(cast.colleague)}, wait.", parent=mine)
    assert told(cast.colleague) == [MENTIONED]


def test_a_mention_added_to_an_answer_is_not_told_again(cast, hub):
    mine = say(hub, cast.colleague, "What now?")
    answer = say(hub, cast.employee, "Wait.", parent=mine)
    edit_post(answer, actor=cast.employee, body=f"Wait, {words_for(cast.colleague, cast.member)}")
    assert told(cast.colleague) == ["Emma Employee answered you in “Growth”."]
    assert told(cast.member) == [MENTIONED]


def test_who_follows_and_is_mentioned_hears_of_the_mention_alone(cast, hub):
    choose_level(hub.discussion, person=cast.colleague, level="following")
    say(hub, cast.employee, words_for(cast.colleague))
    assert told(cast.colleague) == [MENTIONED]


def test_a_mention_is_told_in_a_muted_discussion(cast, hub):
    mine = say(hub, cast.colleague, "What now?")
    choose_level(hub.discussion, person=cast.colleague, level="muted")
    answer = say(hub, cast.employee, "Wait.", parent=mine)
    assert told(cast.colleague) == []
    edit_post(answer, actor=cast.employee, body=f"Wait, {words_for(cast.colleague)}")
    assert told(cast.colleague) == [MENTIONED]


def test_nobody_is_told_twice_of_one_post_nor_of_themselves(cast, hub):
    post = say(hub, cast.employee, words_for(cast.colleague, cast.employee))
    for body in ("Nobody", words_for(cast.colleague), words_for(cast.colleague, cast.member)):
        edit_post(post, actor=cast.employee, body=body)
    assert told(cast.colleague) == told(cast.member) == [MENTIONED]
    assert told(cast.employee) == []


def test_a_post_that_waits_tells_when_it_is_approved(cast, hub):
    keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    post = say(hub, cast.employee, words_for(cast.colleague))
    assert told(cast.colleague) == []
    approve_post(post, actor=cast.owner)
    assert told(cast.colleague) == [MENTIONED]


def test_who_lost_the_page_while_the_post_waited_is_not_told(cast, hub):
    keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    post = say(hub, cast.employee, words_for(cast.colleague))
    cast.colleague.groups.clear()
    approve_post(post, actor=cast.owner)
    assert not Notification.objects.filter(person=cast.colleague).exists()


def test_a_mention_goes_with_the_sight_of_its_post(cast, hub):
    for end in (
        lambda post: hide_post(post, actor=cast.owner, reason="No"),
        lambda post: delete_post(post, actor=cast.employee),
        lambda post: restrict(hub.theme_page, "Team"),
    ):
        post = say(hub, cast.employee, words_for(cast.colleague))
        assert told(cast.colleague) == [MENTIONED]
        end(post)
        assert told(cast.colleague) == []


def test_nobody_outside_of_the_audience_is_told(cast, hub):
    say(hub, cast.employee, f"{words_for(cast.outsider, cast.deactivated)} @Otto Outsider")
    assert not Notification.objects.filter(kind=Kind.MENTION).exists()


def test_many_are_told_in_as_many_queries_as_one(cast, hub):
    say(hub, cast.employee, words_for(cast.member))
    with CaptureQueriesContext(connection) as for_one:
        say(hub, cast.employee, words_for(cast.member))
    people = (cast.colleague, cast.member, cast.executive, cast.facilitator, cast.deputy)
    with CaptureQueriesContext(connection) as for_five:
        say(hub, cast.employee, words_for(*people))
    assert len(for_five) <= len(for_one)
    assert told(cast.executive) == [MENTIONED]
