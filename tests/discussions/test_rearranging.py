"""Splitting, merging, moving: numbers stay gapless, words keep their address, readers keep up."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import AccessClock, Departure, Discussion, Post, Readership
from discussions.signals import posts_leaving
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast: Cast, hub: Hub) -> list[Post]:
    """Two conversations, talking across each other: a, b, a.1, b.1, a.1.1."""
    posts: list[Post] = []
    for author, parent in (
        (cast.employee, None),
        (cast.colleague, None),
        (cast.member, 0),
        (cast.employee, 1),
        (cast.colleague, 2),
    ):
        posts.append(
            actions.create_post(
                hub.discussion,
                author=author,
                body=f"Number {len(posts)}",
                parent=None if parent is None else posts[parent],
            )
        )
    return posts


def fresh(post_or_discussion: Any) -> Any:
    return type(post_or_discussion).objects.get(pk=post_or_discussion.pk)


def tree(discussion: Discussion) -> list[tuple[str, int]]:
    return list(discussion.posts.in_tree_order().values_list("body", "depth"))


def numbers_of(discussion: Discussion) -> list[int]:
    """Every number that the discussion has given away, as far as rows still say so."""
    posts = set(discussion.posts.values_list("seq", flat=True))
    changes = set(discussion.posts.values_list("changed_seq", flat=True))
    return sorted(posts | changes | set(discussion.departures.values_list("number", flat=True)))


def split(said: list[Post], cast: Cast, place: int = 0) -> Discussion:
    return actions.split_conversation(
        fresh(said[place]), actor=cast.facilitator, title="Elsewhere", reason="Another matter"
    )


def test_a_conversation_moves_whole_and_keeps_its_shape(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    target = split(said, cast, place=2)
    assert tree(target) == [("Number 0", 0), ("Number 2", 1), ("Number 4", 2)]
    assert tree(hub.discussion) == [("Number 1", 0), ("Number 3", 1)]
    assert (target.page_id, target.is_primary) == (hub.theme_page.pk, False)
    assert (fresh(target).post_count, fresh(hub.discussion).post_count) == (3, 2)


def test_a_conversation_that_stands_on_its_own_is_not_split_off_again(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    target = split(said, cast)
    with pytest.raises(ValidationError, match="stands on its own already"):
        split(said, cast)
    assert list(hub.theme_page.discussions.exclude(is_primary=True)) == [target]


def test_a_form_that_arrives_after_the_conversation_has_left_opens_nothing(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    earlier = Post.objects.select_related("discussion").get(pk=said[0].pk)
    split(said, cast)
    with pytest.raises(ValidationError, match="has left the discussion already"):
        actions.split_conversation(
            earlier, actor=cast.facilitator, title="Again", reason="Another matter"
        )
    assert not Discussion.objects.filter(title="Again").exists()


def test_the_only_conversation_of_a_page_can_be_split_off(cast: Cast, hub: Hub) -> None:
    only = actions.create_post(hub.discussion, author=cast.employee, body="Alone")
    assert split([only], cast).posts.get().body == "Alone"


def test_numbers_stay_gapless_and_in_order_at_both_ends(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    target = split(said, cast)
    assert numbers_of(target) == [1, 2, 3]
    assert fresh(target).last_seq == 3
    assert [post.body for post in target.posts.order_by("seq")] == [
        "Number 0",
        "Number 2",
        "Number 4",
    ]
    assert fresh(hub.discussion).last_seq == 6
    assert set(Departure.objects.values_list("number", flat=True)) == {6}


def test_readers_of_the_source_hear_which_posts_have_left(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    split(said, cast)
    frame = read_changes(hub.discussion.pk, 5)
    assert frame["type"] == "changes"
    assert sorted(frame["removed"]) == sorted(said[place].pk for place in (0, 2, 4))
    assert (frame["posts"], frame["post_count"], frame["head"]) == ([], 2, 6)


def test_readers_of_the_target_hear_of_the_posts_as_of_new_ones(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    other = hub.question_page.primary_discussion
    actions.create_post(other, author=cast.employee, body="Already here")
    actions.merge_discussion(
        hub.discussion, into=other, actor=cast.facilitator, reason="The same matter"
    )
    frame = read_changes(other.pk, 1)
    assert frame["type"] == "changes"
    assert [post["seq"] for post in frame["posts"]] == [2, 3, 4, 5, 6]
    assert frame["head"] == fresh(other).last_seq == 6
    assert fresh(other).post_count == 6


def test_what_came_back_is_not_reported_as_gone(cast: Cast, hub: Hub, said: list[Post]) -> None:
    aside = split(said, cast)
    actions.merge_discussion(aside, into=fresh(hub.discussion), actor=cast.owner, reason="Again")
    frame = read_changes(hub.discussion.pk, 5)
    assert frame["type"] == "changes"
    assert frame["removed"] == []
    assert len(frame["posts"]) == 3
    assert [body for body, _depth in tree(hub.discussion)] == [
        "Number 0",
        "Number 2",
        "Number 4",
        "Number 1",
        "Number 3",
    ]


def test_a_permalink_leads_to_where_the_post_is_now(
    client: Client, cast: Cast, hub: Hub, said: list[Post]
) -> None:
    target = split(said, cast)
    client.force_login(cast.employee)
    answer = client.get(reverse("strategy_discussions:post", args=[said[4].pk]), follow=True)
    address = reverse("strategy_discussions:discussion", args=[target.pk])
    assert answer.redirect_chain[-1][0].startswith(address)
    assert "Number 4" in answer.content.decode()


def test_a_merged_discussion_is_closed_and_says_where_it_goes_on(
    client: Client, cast: Cast, hub: Hub, said: list[Post]
) -> None:
    other = hub.question_page.primary_discussion
    head = fresh(hub.discussion).last_seq
    actions.merge_discussion(hub.discussion, into=other, actor=cast.owner, reason="The same")
    assert not fresh(hub.discussion).is_open
    assert read_changes(hub.discussion.pk, head)["type"] == "reload"
    client.force_login(cast.employee)
    page = client.get(hub.theme_page.get_url()).content.decode()
    assert "goes on in" in page
    assert reverse("strategy_discussions:discussion", args=[other.pk]) in page


def test_where_it_goes_on_is_told_to_those_alone_who_may_go_there(
    client: Client, cast: Cast, hub: Hub, said: list[Post]
) -> None:
    both = User.objects.create_superuser("both")
    actions.merge_discussion(hub.discussion, into=hub.team_discussion, actor=both, reason="Private")
    for person, told in ((cast.employee, False), (cast.member, True)):
        client.force_login(person)
        page = client.get(hub.theme_page.get_url()).content.decode()
        assert ("goes on in" in page) is told


def test_a_moved_discussion_has_the_audience_of_its_new_page(
    client: Client, cast: Cast, hub: Hub, said: list[Post]
) -> None:
    both = User.objects.create_superuser("both")
    discussion = hub.discussion
    before = AccessClock.objects.get().everybody
    actions.move_discussion(discussion, to=hub.team_question_page, actor=both, reason="Private")
    assert AccessClock.objects.get().everybody > before
    address = reverse("strategy_discussions:post", args=[said[0].pk])
    for person, status in ((cast.employee, 404), (cast.member, 302)):
        client.force_login(person)
        assert client.get(address).status_code == status
    assert hub.theme_page.primary_discussion.pk != discussion.pk
    assert [body for body, _ in tree(fresh(discussion))][:2] == ["Number 1", "Number 3"]


def test_open_pages_of_a_moved_discussion_load_anew(cast: Cast, hub: Hub, said: list[Post]) -> None:
    head = fresh(hub.discussion).last_seq
    actions.move_discussion(
        hub.discussion, to=hub.question_page, actor=cast.facilitator, reason="Asked there"
    )
    discussion = Discussion.objects.get(pk=said[0].discussion_id)
    assert read_changes(discussion.pk, head)["type"] == "reload"
    assert read_changes(discussion.pk, discussion.last_seq)["type"] == "changes"


def test_both_ends_are_checked(cast: Cast, hub: Hub, said: list[Post]) -> None:
    assign_perm("moderate_discussion", cast.member, hub.team_discussion)
    for actor in (cast.member, cast.owner, cast.employee):
        with pytest.raises(PermissionDenied):
            actions.merge_discussion(
                hub.discussion, into=hub.team_discussion, actor=actor, reason="Mine"
            )
        with pytest.raises(PermissionDenied):
            actions.move_discussion(
                hub.discussion, to=hub.team_question_page, actor=actor, reason="Mine"
            )
    with pytest.raises(PermissionDenied):
        actions.split_conversation(said[0], actor=cast.employee, title="Mine", reason="Mine")
    with pytest.raises(PermissionDenied):
        actions.move_discussion(hub.discussion, to=hub.home, actor=cast.owner, reason="No talk")


def test_what_was_said_meanwhile_is_not_carried_along_unseen(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    def say_something(**kwargs: Any) -> None:
        actions.create_post(hub.discussion, author=cast.member, body="Wait", parent=fresh(said[0]))

    posts_leaving.connect(say_something)
    try:
        with pytest.raises(ValidationError) as refusal:
            split(said, cast)
    finally:
        posts_leaving.disconnect(say_something)
    assert refusal.value.code == "changed"
    assert Discussion.objects.filter(title="Elsewhere").count() == 0


@pytest.mark.parametrize(("title", "reason"), [(" ", "Because"), ("Elsewhere", " ")])
def test_a_title_and_a_reason_are_needed(
    cast: Cast, said: list[Post], title: str, reason: str
) -> None:
    with pytest.raises(ValidationError):
        actions.split_conversation(said[0], actor=cast.owner, title=title, reason=reason)


def test_counts_and_pins_go_along(cast: Cast, hub: Hub, said: list[Post]) -> None:
    actions.pin_post(fresh(said[0]), actor=cast.owner)
    actions.report_post(fresh(said[2]), actor=cast.employee, reason="Rude")
    target = fresh(split(said, cast))
    source = fresh(hub.discussion)
    assert (target.pinned_count, target.reported_count) == (1, 1)
    assert (source.pinned_count, source.reported_count) == (0, 0)
    assert target.has_siblings and source.has_siblings


def test_a_post_that_was_moved_since_it_was_read_is_changed_where_it_is(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    stale = fresh(said[0])
    assert stale.discussion.pk == hub.discussion.pk
    target = split(said, cast)
    actions.support_post(stale, actor=cast.colleague)
    assert stale.discussion_id == target.pk
    assert fresh(stale).changed_seq == fresh(target).last_seq == 4


def test_nobody_has_read_more_posts_than_there_are(cast: Cast, hub: Hub, said: list[Post]) -> None:
    actions.record_seen(fresh(hub.discussion), person=cast.member, known=None)
    split(said, cast)
    assert Readership.objects.get(person=cast.member).seen_count == 2


def test_moderators_of_the_one_discussion_moderate_what_is_split_off(
    cast: Cast, hub: Hub, said: list[Post]
) -> None:
    assign_perm("moderate_discussion", cast.member, hub.discussion)
    target = split(said, cast)
    assert Discussion.objects.moderated_by(cast.member).filter(pk=target.pk).exists()
