"""Slow mode and review first: who waits, what is held, and who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(cast: Cast, hub: Hub) -> Discussion:
    return actions.keep_discussion(hub.discussion, actor=cast.facilitator, slow_seconds=60)


@pytest.fixture
def reviewed(cast: Cast, hub: Hub) -> Discussion:
    return actions.keep_discussion(hub.discussion, actor=cast.facilitator, premoderated=True)


def test_the_second_post_of_a_person_waits_and_the_message_says_how_long(
    cast: Cast, slow: Discussion
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        actions.create_post(slow, author=cast.employee, body="One")
    with time_machine.travel(start + timedelta(seconds=18.2), tick=False):
        with pytest.raises(ValidationError, match="You can post again in 42 seconds") as refusal:
            actions.create_post(slow, author=cast.employee, body="Two")
        assert refusal.value.code == "slow_mode"
        actions.create_post(slow, author=cast.colleague, body="From somebody else")
    with time_machine.travel(start + timedelta(seconds=60), tick=False):
        actions.create_post(slow, author=cast.employee, body="Two")


@pytest.mark.parametrize("person", ["facilitator", "owner"])
def test_the_people_of_the_theme_are_not_slowed_down(
    cast: Cast, slow: Discussion, person: str
) -> None:
    for body in ("One", "Two"):
        actions.create_post(slow, author=getattr(cast, person), body=body)
    assert slow.posts.published().count() == 2


def test_a_post_is_held_and_counted_until_it_is_approved(cast: Cast, reviewed: Discussion) -> None:
    post = actions.create_post(reviewed, author=cast.employee, body="Please look at this")
    reviewed.refresh_from_db()
    assert (post.state, post.published_at) == ("pending", None)
    assert (reviewed.post_count, reviewed.pending_count) == (0, 1)
    assert not hasattr(post, "contribution")
    actions.approve_post(post, actor=cast.facilitator)
    reviewed.refresh_from_db()
    assert (reviewed.post_count, reviewed.pending_count) == (1, 0)
    assert post.contribution.owner == cast.owner


def test_moderators_need_no_approval(cast: Cast, reviewed: Discussion) -> None:
    assert actions.create_post(reviewed, author=cast.facilitator, body="Hello").is_visible


def test_a_refused_post_is_never_shown(cast: Cast, reviewed: Discussion) -> None:
    post = actions.create_post(reviewed, author=cast.employee, body="Too heated")
    with pytest.raises(ValidationError):
        actions.refuse_post(post, actor=cast.facilitator, reason=" ")
    actions.refuse_post(post, actor=cast.facilitator, reason="It names a customer.")
    post.refresh_from_db()
    reviewed.refresh_from_db()
    assert (post.state, post.published_at) == ("hidden", None)
    assert post.state_reason == "It names a customer."
    assert reviewed.pending_count == 0
    assert not reviewed.posts.published().exists()


def test_what_was_approved_cannot_be_changed_afterwards(cast: Cast, reviewed: Discussion) -> None:
    post = actions.create_post(reviewed, author=cast.employee, body="Harmless")
    actions.approve_post(post, actor=cast.facilitator)
    with pytest.raises(ValidationError) as refusal:
        actions.edit_post(post, actor=cast.employee, body="Harmful")
    assert refusal.value.code == "reviewed"


def test_an_import_of_held_posts_is_counted_too(cast: Cast, hub: Hub) -> None:
    actions.import_post(
        hub.discussion,
        author=cast.employee,
        body="From elsewhere",
        kind="idea",
        written_at=timezone.now(),
        state="pending",
        submission_key="import:x:1",
    )
    assert Discussion.objects.get(pk=hub.discussion.pk).pending_count == 1


@pytest.mark.parametrize("person", ["employee", "executive", "outsider"])
def test_nobody_else_keeps_a_discussion(cast: Cast, hub: Hub, person: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.keep_discussion(hub.discussion, actor=getattr(cast, person), slow_seconds=10)


@pytest.mark.parametrize("seconds", [-1, 86_401])
def test_a_pause_is_a_day_at_most(cast: Cast, hub: Hub, seconds: int) -> None:
    with pytest.raises(ValidationError):
        actions.keep_discussion(hub.discussion, actor=cast.owner, slow_seconds=seconds)


def test_readers_hear_of_a_change_and_of_none_when_nothing_changed(
    cast: Cast, slow: Discussion
) -> None:
    before = Discussion.objects.get(pk=slow.pk).last_seq
    actions.keep_discussion(slow, actor=cast.owner, slow_seconds=60)
    assert Discussion.objects.get(pk=slow.pk).last_seq == before
    actions.keep_discussion(slow, actor=cast.owner, slow_seconds=0)
    assert Discussion.objects.get(pk=slow.pk).last_seq == before + 1


def test_a_held_post_is_nobodys_to_answer(cast: Cast, reviewed: Discussion) -> None:
    held = actions.create_post(reviewed, author=cast.employee, body="Held")
    with pytest.raises(ValidationError, match="not part of this discussion"):
        actions.create_post(reviewed, author=cast.colleague, body="Re", parent=held)
    assert Post.objects.count() == 1


def test_open_pages_are_told_the_rules_as_a_fresh_page_shows_them(
    cast: Cast, slow: Discussion
) -> None:
    frame = read_changes(slow.pk, 0)
    assert frame["type"] == "changes"
    assert "everybody waits 60 seconds" in frame["rules"]
    actions.keep_discussion(slow, actor=cast.owner, slow_seconds=0)
    frame = read_changes(slow.pk, 0)
    assert frame["type"] == "changes"
    assert frame["rules"] == ""
