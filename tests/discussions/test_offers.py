"""A post offers its reader what the server would accept from them, and nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
# What stands for each act, and what takes it away.
OFFERS = {
    "reply": ("data-reply", "hidden"),
    "edit": ("data-own", "hidden"),
    "support": ("data-support", "disabled"),
    "react": ("data-react-menu", "hidden"),
    "react too": ('data-react="insight"', "disabled"),
}
NOTHING: set[str] = set()


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    """An idea of the employee, with a sign on it, under the question."""
    discussion = hub.question_page.primary_discussion
    post = actions.create_post(discussion, author=cast.employee, body="An idea", kind="idea")
    return actions.react_to_post(post, code="insight", actor=cast.member)


def offered_in(html: str) -> set[str]:
    """The acts that posts in `html` offer; each is one tag that bears its mark."""
    found = set()
    for act, (mark, refusal) in OFFERS.items():
        tag = re.search(rf"<[a-z]+[^<>]*{mark}[^<>]*>", html)
        assert tag, act
        if not re.search(rf"\s{refusal}(?=[\s>])", tag[0]):
            found.add(act)
    return found


def offered_to(person: Any, page: Any) -> set[str]:
    client = Client()
    if person is not None:
        client.force_login(person)
    return offered_in(client.get(page.get_url()).content.decode())


def close_the_question(page: Any) -> None:
    page.opens_at = timezone.now() - timedelta(days=9)
    page.closes_at = timezone.now() - timedelta(days=1)
    page.save_revision().publish()


def accepts(act: Any, *args: Any, **kwargs: Any) -> bool:
    try:
        act(*args, **kwargs)
    except (PermissionDenied, ValidationError):
        return False
    return True


def accepted_from(person: Any, post: Post) -> set[str]:
    post = Post.objects.get(pk=post.pk)
    discussion = Discussion.objects.get(pk=post.discussion_id)
    tries = {
        "reply": (
            actions.create_post,
            discussion,
            {"author": person, "body": "Yes", "parent": post},
        ),
        "edit": (actions.edit_post, post, {"actor": person, "body": "Another idea"}),
        "support": (actions.support_post, post, {"actor": person}),
        "react": (actions.react_to_post, post, {"actor": person, "code": "insight"}),
        "react too": (actions.withdraw_reaction, post, {"actor": person, "code": "insight"}),
    }
    return {name for name, (act, what, how) in tries.items() if accepts(act, what, **how)}


@pytest.mark.parametrize("state", ["open", "closed", "window over"])
@pytest.mark.parametrize("who", ["employee", "colleague", "facilitator"])
def test_what_is_offered_is_what_is_accepted(
    cast: Cast, hub: Hub, post: Post, who: str, state: str
) -> None:
    person = getattr(cast, who)
    if state == "closed":
        actions.close_discussion(post.discussion, actor=cast.owner)
    elif state == "window over":
        close_the_question(hub.question_page)
    offered = offered_to(person, hub.question_page)
    assert offered == accepted_from(person, post)
    if state != "open":
        assert offered == NOTHING


def test_who_is_not_signed_in_reads_and_is_offered_nothing(hub: Hub, post: Post) -> None:
    PageViewRestriction.objects.all().delete()
    assert offered_to(None, hub.question_page) == NOTHING


@pytest.mark.parametrize("closed", [False, True])
def test_a_closed_discussion_says_so_instead_of_asking(
    client: Client, cast: Cast, hub: Hub, post: Post, closed: bool
) -> None:
    if closed:
        close_the_question(hub.question_page)
    client.force_login(cast.colleague)
    html = client.get(hub.question_page.get_url()).content.decode()
    assert ("data-composer-text" in html) is not closed
    assert bool(re.search(r"data-closed\s+hidden", html)) is not closed
    assert ("This question closed on" in html) is closed


def test_counts_stay_readable_when_nothing_can_be_added(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    actions.support_post(post, actor=cast.colleague)
    actions.close_discussion(post.discussion, actor=cast.owner)
    client.force_login(cast.colleague)
    html = client.get(hub.question_page.get_url()).content.decode()
    assert '<span class="support__count">1</span>' in html
    assert "1 person: Insight" in html


def test_live_fragments_are_for_everybody_and_so_offer_nothing_by_themselves(post: Post) -> None:
    frame = read_changes(post.discussion_id, 0)
    assert frame["type"] == "changes"
    assert offered_in(frame["posts"][0]["html"]) == NOTHING


@pytest.mark.parametrize("state", ["open", "closed", "window over"])
def test_a_frame_says_whether_the_discussion_takes_posts(
    cast: Cast, hub: Hub, post: Post, state: str
) -> None:
    if state == "closed":
        actions.close_discussion(post.discussion, actor=cast.owner)
    elif state == "window over":
        close_the_question(hub.question_page)
    frame = read_changes(post.discussion_id, 0)
    assert frame["type"] == "changes"
    assert frame["open"] is (state == "open")
