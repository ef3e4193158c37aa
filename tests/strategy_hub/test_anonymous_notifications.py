"""What is told about anonymous posts: their writer hears everything, others of no writer."""

from typing import Any

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from discussions import actions
from discussions.models import Discussion, Post
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import accept_contribution, thank_contribution
from themes.models import Contribution

pytestmark = pytest.mark.django_db


def told(person: Any) -> list[str]:
    mine = Notification.objects.filter(person=person).order_by("pk")
    return [note.sentence for note in mine]


@pytest.fixture
def discussion(cast: Cast, hub: Hub) -> Discussion:
    return actions.keep_discussion(hub.discussion, actor=cast.owner, allows_anonymous=True)


def quietly(discussion: Discussion, author: Any, body: str = "Quietly", **more: Any) -> Post:
    return actions.create_post(discussion, author=author, body=body, anonymous=True, **more)


def test_the_writer_hears_of_thanks_decision_and_replies(
    cast: Cast, discussion: Discussion
) -> None:
    post = quietly(discussion, cast.employee)
    contribution = Contribution.objects.get(post=post)
    thank_contribution(contribution, actor=cast.owner, message="Thank you.")
    accept_contribution(contribution, actor=cast.owner, reason="It saves a week.")
    actions.create_post(discussion, author=cast.colleague, body="Indeed", parent=post)
    assert told(cast.employee) == [
        "About your anonymous post: Omar Owner thanked you for your contribution to “Growth”.",
        "About your anonymous post: Omar Owner accepted your contribution to “Growth”.",
        "About your anonymous post: Carl Colleague answered you in “Growth”.",
    ]


def test_the_writer_hears_of_moderation(cast: Cast, discussion: Discussion) -> None:
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=True)
    held, refused = quietly(discussion, cast.employee), quietly(discussion, cast.employee)
    actions.approve_post(held, actor=cast.owner)
    actions.refuse_post(refused, actor=cast.owner, reason="Not here.")
    actions.hide_post(held, actor=cast.owner, reason="Not here.")
    actions.restore_post(held, actor=cast.owner)
    assert [one.removeprefix("About your anonymous post: ") for one in told(cast.employee)] == [
        "Your post in “Growth” is shown now.",
        "Omar Owner did not approve your post in “Growth”.",
        "Omar Owner hid your post in “Growth”.",
        "Your post in “Growth” is shown again.",
    ]


def test_others_hear_of_an_anonymous_colleague(cast: Cast, discussion: Discussion) -> None:
    opening = actions.create_post(discussion, author=cast.colleague, body="By name")
    actions.choose_level(discussion, person=cast.member, level="following")
    quietly(discussion, cast.employee, "Quietly, @Dana Deputy", parent=opening)
    quietly(discussion, cast.employee)
    assert told(cast.colleague) == ["Anonymous colleague answered you in “Growth”."]
    assert "Anonymous colleague mentioned you in “Growth”." in told(cast.deputy)
    assert told(cast.member) == ["New posts in “Growth”: 2"]
    assert "A contribution to “Growth” by Anonymous colleague waits for you." in told(cast.owner)


def test_each_reads_the_name_in_their_language(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserProfile.objects.create(user=cast.colleague, preferred_language="de")

    def name(text: str) -> str:
        return f"{translation.get_language()}: {text}"

    monkeypatch.setattr("discussions.naming._", name)
    opening = actions.create_post(discussion, author=cast.colleague, body="By name")
    quietly(discussion, cast.employee, parent=opening)
    (sentence,) = told(cast.colleague)
    assert "de: Anonymous colleague" in sentence


def test_nobody_is_told_of_what_they_wrote(cast: Cast, discussion: Discussion) -> None:
    for person in (cast.employee, cast.colleague):
        actions.choose_level(discussion, person=person, level="following")
    named = actions.create_post(discussion, author=cast.employee, body="By name")
    quietly(discussion, cast.employee, "To myself, @Emma Employee", parent=named)
    own = quietly(discussion, cast.employee)
    quietly(discussion, cast.employee, parent=own)
    actions.create_post(discussion, author=cast.employee, body="Indeed", parent=own)
    assert told(cast.employee) == []
    assert told(cast.colleague) == ["New posts in “Growth”: 5"]


def test_a_writer_who_has_muted_the_discussion_is_left_alone(
    cast: Cast, discussion: Discussion
) -> None:
    post = quietly(discussion, cast.employee)
    actions.choose_level(discussion, person=cast.employee, level="muted")
    actions.create_post(discussion, author=cast.colleague, body="Indeed", parent=post)
    assert told(cast.employee) == []


def test_a_writer_who_supports_their_own_hears_of_the_decision_once(
    cast: Cast, discussion: Discussion
) -> None:
    post = quietly(discussion, cast.employee)
    for person in (cast.employee, cast.colleague):
        actions.support_post(post, actor=person)
    contribution = Contribution.objects.get(post=post)
    accept_contribution(contribution, actor=cast.owner, reason="It saves a week.")
    assert len(told(cast.employee)) == len(told(cast.colleague)) == 1
