"""Roads by which something could slip past its audience or its judge, each closed."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm, remove_perm

from discussions import actions
from discussions.models import AccessClock, Discussion, Post
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


def moderator_of(discussion: Discussion, name: str) -> Any:
    person = User.objects.create_user(name, first_name=name.title())
    person.groups.add(Group.objects.get(name="Staff"))
    assign_perm("strategy_discussions.moderate_discussion", person, discussion)
    return person


@pytest.fixture
def further(cast: Cast, hub: Hub) -> Discussion:
    """A second discussion, on another page that everybody sees."""
    return hub.question_page.primary_discussion


def test_a_repeated_form_shows_nothing_of_a_discussion_that_was_lost(
    client: Client, cast: Cast, hub: Hub, further: Discussion
) -> None:
    client.force_login(cast.employee)
    form = {"body": "Once", "submission_key": "abc"}
    headers = {"Accept": "application/json"}
    here = reverse("strategy_discussions:create", args=[further.pk])
    assert client.post(here, form, headers=headers).status_code == 201
    restrict(hub.question_page, "Team")

    there = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = client.post(there, form, headers=headers)

    assert answer.status_code == 422
    assert set(answer.json()) == {"errors"}


def test_a_preview_shows_no_discussion(cast: Cast, hub: Hub) -> None:
    said = actions.create_post(hub.discussion, author=cast.owner, body="For the audience alone")
    page = hub.theme_page
    preview = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert said.body not in preview.rendered_content
    assert "appears here once the page is published" in preview.rendered_content


def test_a_saved_draft_does_not_tell_its_title(hub: Hub) -> None:
    earlier = hub.discussion.title
    draft = type(hub.theme_page).objects.get(pk=hub.theme_page.pk)
    draft.title = "Not yet for your eyes"
    revision = draft.save_revision()
    assert Discussion.objects.get(pk=hub.discussion.pk).title == earlier

    revision.publish()
    assert Discussion.objects.get(pk=hub.discussion.pk).title == draft.title


def test_nobody_shows_their_own_hidden_post_again(cast: Cast, hub: Hub) -> None:
    one, other = (moderator_of(hub.discussion, name) for name in ("una", "otto"))
    post = actions.create_post(hub.discussion, author=one, body="Mine")
    actions.hide_post(post, actor=other, reason="Not here")
    with pytest.raises(PermissionDenied):
        actions.restore_post(post, actor=one)
    assert actions.restore_post(post, actor=other).is_visible


def test_a_merged_discussion_stays_closed(hub: Hub, further: Discussion) -> None:
    keeper = moderator_of(hub.discussion, "kim")
    assign_perm("strategy_discussions.moderate_discussion", keeper, further)
    actions.merge_discussion(further, into=hub.discussion, actor=keeper, reason="One place")
    with pytest.raises(ValidationError) as refused:
        actions.reopen_discussion(further, actor=keeper)
    assert refused.value.code == "merged"


def test_of_two_merges_into_each_other_the_second_is_refused(hub: Hub, further: Discussion) -> None:
    """The second one asked before the first was stored, and holds what was true then."""
    keeper = moderator_of(hub.discussion, "kim")
    assign_perm("strategy_discussions.moderate_discussion", keeper, further)
    source, into = (Discussion.objects.get(pk=each.pk) for each in (hub.discussion, further))
    actions.merge_discussion(further, into=hub.discussion, actor=keeper, reason="One place")
    assert into.continued_in_id is None
    with pytest.raises(ValidationError) as refused:
        actions.merge_discussion(source, into=into, actor=keeper, reason="The other way")
    assert refused.value.code == "target"


def test_moderators_come_and_go_under_a_new_access_number(cast: Cast, hub: Hub) -> None:
    numbers = [AccessClock.objects.get().now]
    permission = "strategy_discussions.moderate_discussion"
    group = Group.objects.create(name="Keepers")
    for change in (assign_perm, remove_perm):
        for receiver in (cast.employee, group):
            change(permission, receiver, hub.discussion)
            numbers.append(AccessClock.objects.get().now)
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("screen", ["queue", "workload"])
def test_a_page_far_beyond_the_last_is_the_first(client: Client, hub: Hub, screen: str) -> None:
    client.force_login(moderator_of(hub.discussion, "kim"))
    answer = client.get(reverse(f"strategy_discussions:{screen}"), {"page": "9" * 18})
    assert answer.status_code == 200


def test_a_reason_holds_no_characters_that_cannot_be_shown(cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Fine")
    keeper = moderator_of(hub.discussion, "kim")
    with pytest.raises(ValidationError) as refused:
        actions.hide_post(post, actor=keeper, reason="a\x00b")
    assert refused.value.code == "reason"
    assert Post.objects.get(pk=post.pk).is_visible
