"""Conversations are carried away while people write, support and decide in them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from discussions import actions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub
from themes.actions import thank_contribution
from themes.models import Contribution

from .test_races import at_once, crowd, fresh, supporting

__all__ = ["crowd"]
pytestmark = pytest.mark.django_db(transaction=True)


def gapless(discussion: Discussion) -> bool:
    """Every number up to the head stands on a post or on a departure, or was a change's."""
    here = Discussion.objects.get(pk=discussion.pk)
    changed = list(here.posts.values_list("changed_seq", flat=True))
    written = list(here.posts.values_list("seq", flat=True))
    return len(set(written)) == len(written) and max([*changed, *written, 0]) <= here.last_seq


def test_two_merges_the_opposite_way_round_do_not_wait_for_each_other(cast: Cast, hub: Hub) -> None:
    one, other = hub.discussion, hub.update.primary_discussion
    for discussion in (one, other):
        for number in range(5):
            actions.create_post(discussion, author=cast.employee, body=f"Number {number}")

    def merging(source: Discussion, into: Discussion) -> Any:
        return lambda: actions.merge_discussion(
            Discussion.objects.get(pk=source.pk),
            into=Discussion.objects.get(pk=into.pk),
            actor=cast.facilitator,
            reason="One matter",
        )

    results = at_once([merging(one, other), merging(other, one)])
    assert [isinstance(result, ValidationError) for result in results].count(True) <= 1
    assert Post.objects.count() == 10
    counts = [discussion.post_count for discussion in Discussion.objects.filter(post_count__gt=0)]
    assert sum(counts) == 10


def test_a_conversation_split_off_by_several_at_once_is_split_off_once(
    cast: Cast, hub: Hub
) -> None:
    root = actions.create_post(hub.discussion, author=cast.employee, body="Another matter")

    def split() -> Discussion:
        return actions.split_conversation(
            fresh(root), actor=cast.facilitator, title="Elsewhere", reason="Another matter"
        )

    results = at_once([split] * 6)
    assert [getattr(each, "code", "done") for each in results].count("done") == 1
    assert Discussion.objects.filter(title="Elsewhere").count() == 1


def test_support_thanks_and_replies_arrive_where_the_conversation_went(
    cast: Cast, hub: Hub, crowd: list[Any]
) -> None:
    root = actions.create_post(hub.discussion, author=cast.employee, body="An idea", kind="idea")

    def split() -> Discussion:
        return actions.split_conversation(
            fresh(root), actor=cast.facilitator, title="Elsewhere", reason="Another matter"
        )

    def reply() -> Post:
        discussion = Discussion.objects.get(pk=hub.discussion.pk)
        return actions.create_post(discussion, author=cast.member, body="Yes", parent=fresh(root))

    def thank() -> Contribution:
        contribution = Contribution.objects.get(post=root)
        return thank_contribution(contribution, actor=cast.owner, message="Thank you, Emma.")

    acts = [supporting(root, person) for person in crowd[:12]]
    results = at_once([*acts[:6], split, reply, thank, *acts[6:]])
    unexpected = [
        result
        for result in results
        if isinstance(result, Exception) and getattr(result, "code", "") not in EXPECTED
    ]
    assert unexpected == []
    now = fresh(root)
    assert now.support_count == 12
    assert now.badge or Contribution.objects.get(post=root).thanked_at
    for discussion in Discussion.objects.filter(page=hub.theme_page.pk):
        assert gapless(discussion)
        for post in discussion.posts.exclude(parent=None):
            assert post.parent and post.parent.discussion_id == discussion.pk
            assert post.root_seq == post.parent.root_seq


# A reply may find its parent gone, and the split may find that something was said meanwhile.
EXPECTED = {"foreign_parent", "changed"}
