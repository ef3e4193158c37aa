"""Posts without a name: who may write them, what their writer can still do, and what is kept."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from discussions import access, actions
from discussions.models import CovenantAcceptance, Discussion, Post, Readership, SealedAuthor
from discussions.naming import ANONYMOUS_USERNAME, display_name
from discussions.templatetags.strategy_moderation import waiting_posts
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion(cast: Cast, hub: Hub) -> Discussion:
    return actions.keep_discussion(hub.discussion, actor=cast.owner, allows_anonymous=True)


@pytest.fixture
def post(cast: Cast, discussion: Discussion) -> Post:
    return unnamed(discussion, cast.employee)


def unnamed(discussion: Discussion, author: Any, body: str = "Said quietly", **more: Any) -> Post:
    return actions.create_post(discussion, author=author, body=body, anonymous=True, **more)


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return str(error.value.code)


def test_one_account_that_nobody_uses_stands_for_all(cast: Cast, discussion: Discussion) -> None:
    one, other = unnamed(discussion, cast.employee), unnamed(discussion, cast.colleague)
    assert one.author == other.author
    assert one.author.get_username() == ANONYMOUS_USERNAME
    assert display_name(one.author) == "Anonymous colleague"
    assert not one.author.is_active
    assert not one.author.has_usable_password()
    assert authenticate(username=ANONYMOUS_USERNAME, password="") is None
    assert access.writer_of(one) == cast.employee
    assert access.writer_of(other) == cast.colleague


def test_the_account_is_in_no_list_of_people_even_if_somebody_wakes_it(
    cast: Cast, hub: Hub, post: Post
) -> None:
    get_user_model().objects.filter(pk=post.author_id).update(is_active=True)
    assert post.author not in access.active_people()
    assert post.author not in access.people_who_see(hub.theme_page)


def test_where_posts_bear_names_none_goes_without(cast: Cast, hub: Hub) -> None:
    assert refused(lambda: unnamed(hub.discussion, cast.employee)) == "anonymous"
    assert not Post.objects.exists()


@pytest.mark.parametrize("who", ["owner", "deputy", "facilitator"])
def test_who_answers_or_moderates_shows_who_they_are(
    cast: Cast, discussion: Discussion, who: str
) -> None:
    assert refused(lambda: unnamed(discussion, getattr(cast, who))) == "anonymous"


def test_who_moderates_by_a_permission_or_as_superuser_does_too(
    cast: Cast, discussion: Discussion, admin_user: Any
) -> None:
    assert refused(lambda: unnamed(discussion, admin_user)) == "anonymous"


def test_the_executive_of_an_update_answers_there(cast: Cast, hub: Hub) -> None:
    below = hub.update.primary_discussion
    actions.keep_discussion(below, actor=None, allows_anonymous=True)
    assert refused(lambda: unnamed(below, cast.executive)) == "anonymous"
    assert unnamed(below, cast.employee)


def test_files_stay_away_and_the_text_stays_with_its_writer(
    cast: Cast, discussion: Discussion, post: Post
) -> None:
    paper = actions.attach_file(
        discussion, uploader=cast.employee, file=BytesIO(b"Words"), name="a.txt"
    )
    text = f"See [it](attachment:{paper.pk})"
    assert refused(lambda: unnamed(discussion, cast.employee, text)) == "anonymous_files"
    assert (
        refused(lambda: actions.edit_post(post, actor=cast.employee, body=text))
        == "anonymous_files"
    )


def test_the_writer_edits_and_withdraws_and_the_record_names_nobody(cast: Cast, post: Post) -> None:
    actions.edit_post(post, actor=cast.employee, body="Said otherwise")
    assert post.revisions.get().replaced_by == post.author
    with pytest.raises(PermissionDenied):
        actions.edit_post(post, actor=cast.colleague, body="Mine")
    actions.report_post(post, actor=cast.colleague, reason="Look at it")
    actions.delete_post(post, actor=cast.employee)
    assert post.reports.get().settled_by == post.author
    assert post.state == Post.State.DELETED


def test_the_writer_neither_reports_nor_judges_their_own(
    cast: Cast, discussion: Discussion, post: Post
) -> None:
    with pytest.raises(PermissionDenied):
        actions.report_post(post, actor=cast.employee, reason="Look at me")
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=True)
    held = unnamed(discussion, cast.employee)
    assign_perm("moderate_discussion", cast.employee, discussion)
    assert held not in Post.objects.waiting_for(cast.employee)
    with pytest.raises(PermissionDenied):
        actions.approve_post(held, actor=cast.employee)
    assert held in Post.objects.waiting_for(cast.owner)
    actions.approve_post(held, actor=cast.owner)
    assert held.is_visible


def test_a_held_post_is_seen_by_its_writer_alone(cast: Cast, discussion: Discussion) -> None:
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=True)
    held = unnamed(discussion, cast.employee)
    discussion.refresh_from_db()
    assert waiting_posts(discussion, cast.employee)["waiting"] == [held]
    assert waiting_posts(discussion, cast.colleague)["waiting"] == []


def test_a_form_that_is_sent_twice_is_one_post(cast: Cast, discussion: Discussion) -> None:
    first = unnamed(discussion, cast.employee, submission_key="k1")
    assert unnamed(discussion, cast.employee, submission_key="k1") == first
    named = actions.create_post(
        discussion, author=cast.employee, body="Said quietly", submission_key="k1"
    )
    assert named == first
    # The same key of somebody else is theirs.
    assert unnamed(discussion, cast.colleague, submission_key="k1") != first
    assert not Post.objects.exclude(submission_key=None).exists()


def test_the_rate_and_slow_mode_count_the_person(
    cast: Cast, discussion: Discussion, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POST_RATE": (2, 600)}
    unnamed(discussion, cast.employee)
    actions.create_post(discussion, author=cast.employee, body="By name")
    assert refused(lambda: unnamed(discussion, cast.employee)) == "too_fast"
    assert unnamed(discussion, cast.colleague)
    actions.keep_discussion(discussion, actor=cast.owner, slow_seconds=60)
    assert refused(lambda: unnamed(discussion, cast.colleague)) == "slow_mode"
    assert unnamed(discussion, cast.member)


def test_ones_own_post_is_no_news(client: Client, cast: Cast, hub: Hub, post: Post) -> None:
    client.force_login(cast.employee)
    client.get(hub.theme_page.get_url())
    unnamed(Discussion.objects.get(pk=post.discussion_id), cast.employee)
    page = client.get(hub.theme_page.get_url())
    assert page.context["viewer"].new == ()
    assert page.context["viewer"].sealed == {one.pk for one in Post.objects.all()}
    assert Readership.objects.get(person=cast.employee).seen_count == 2


def test_the_covenant_is_accepted_under_the_seal(
    cast: Cast, discussion: Discussion, admin_user: Any
) -> None:
    covenant = actions.publish_covenant(text="<p>Kindly.</p>", actor=admin_user)
    assert refused(lambda: unnamed(discussion, cast.employee)) == "covenant"
    assert refused(lambda: unnamed(discussion, cast.employee, covenant=7)) == "covenant"
    post = unnamed(discussion, cast.employee, covenant=covenant.number)
    assert SealedAuthor.objects.get(post=post).covenant == covenant
    assert unnamed(discussion, cast.employee)
    assert not CovenantAcceptance.objects.exists()
    # Else the list would lack somebody who writes by name, and who so has written before.
    actions.create_post(discussion, author=cast.employee, body="By name")
    assert CovenantAcceptance.objects.get().person == cast.employee


def test_ending_it_touches_no_post(cast: Cast, discussion: Discussion, post: Post) -> None:
    actions.keep_discussion(discussion, actor=cast.owner, allows_anonymous=False)
    post.refresh_from_db()
    assert access.writer_of(post) == cast.employee
    assert display_name(post.author) == "Anonymous colleague"
    actions.edit_post(post, actor=cast.employee, body="Still mine")


def test_the_seal_goes_with_the_post(cast: Cast, discussion: Discussion, post: Post) -> None:
    actions.create_post(discussion, author=cast.colleague, body="Another matter")
    target = actions.split_conversation(post, actor=cast.owner, title="Apart", reason="Aside")
    moved = Post.objects.get(pk=post.pk)
    assert moved.discussion == target
    assert target.allows_anonymous
    assert access.writer_of(moved) == cast.employee


def test_mentions_of_oneself_tell_nobody(cast: Cast, discussion: Discussion) -> None:
    post = unnamed(discussion, cast.employee, "@Emma Employee and @Carl Colleague know")
    assert {one.person for one in post.mentions.all()} == {cast.colleague}


def test_who_replied_to_whom_does_not_depend_on_who_it_was(
    cast: Cast, discussion: Discussion
) -> None:
    """An order that knew the writer would give them away."""
    for first, second in [(cast.employee, cast.employee), (cast.employee, cast.colleague)]:
        opening = actions.create_post(discussion, author=first, body="By name")
        unnamed(discussion, second, parent=opening)
        opening.refresh_from_db()
        assert opening.replied_at is not None
        opening = unnamed(discussion, first)
        unnamed(discussion, second, parent=opening)
        opening.refresh_from_db()
        assert opening.replied_at is None


def test_it_is_written_without_scripts(client: Client, cast: Cast, discussion: Discussion) -> None:
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:create", args=[discussion.pk])
    page = client.get(discussion.page.get_url()).content.decode()
    assert 'name="anonymous"' in page
    assert "You may post here without your name." in page
    client.post(address, {"body": "Quietly", "anonymous": "on"})
    assert access.writer_of(Post.objects.get()) == cast.employee
    page = client.get(discussion.page.get_url()).content.decode()
    assert "Anonymous colleague" in page


def test_what_can_no_longer_be_anonymous_is_not_posted_by_name(
    client: Client, cast: Cast, hub: Hub
) -> None:
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = client.post(address, {"body": "Quietly", "anonymous": "on"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Take the tick away to post it under your name" in page
    assert 'name="anonymous" value="on"' in page
    assert "checked" in page[page.index('name="anonymous"') :][:200]
    assert not Post.objects.exists()


def test_who_answers_reads_that_their_posts_bear_their_name(
    client: Client, cast: Cast, discussion: Discussion
) -> None:
    client.force_login(cast.owner)
    page = client.get(discussion.page.get_url()).content.decode()
    assert 'name="anonymous"' not in page
    assert "what you post bears your name" in page


def test_the_writer_alone_is_offered_to_edit(
    client: Client, cast: Cast, discussion: Discussion, post: Post
) -> None:
    for person, status in [(cast.employee, 200), (cast.colleague, 404), (cast.owner, 404)]:
        client.force_login(person)
        assert (
            client.get(reverse("strategy_discussions:edit", args=[post.pk])).status_code == status
        )
