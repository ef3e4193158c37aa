from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .. import access
from ..models import Post, Vote
from ..signals import post_supported, support_withdrawn
from .numbering import lock_post, mark_changed

TALLIES = {
    Vote.Value.SUPPORT: "support_count",
    Vote.Value.PASS: "pass_count",
    Vote.Value.DISAGREE: "disagree_count",
}


def support_post(post: Post, *, actor: Any) -> Post:
    """Support a post. Once is enough: asking again changes nothing.

    Raises:
        PermissionDenied: the post is out of sight, or its discussion closed, to `actor`.
    """
    check_may_vote(post, actor)
    with transaction.atomic():
        lock_for_vote(post)
        vote, is_new = Vote.objects.get_or_create(
            post=post,
            person=actor,
            defaults={"value": Vote.Value.SUPPORT, "cast_at": timezone.now()},
        )
        if not is_new and vote.value == Vote.Value.SUPPORT:
            return post
        if not is_new:
            _count(post, Vote.Value(vote.value), -1)
            vote.value, vote.cast_at = Vote.Value.SUPPORT, timezone.now()
            vote.save(update_fields=["value", "cast_at"])
        _count(post, Vote.Value.SUPPORT, +1)
        mark_changed(post)
        post_supported.send(Post, post=post, vote=vote, actor=actor)
    return post


def withdraw_support(post: Post, *, actor: Any) -> Post:
    """Take support back. Without support, nothing happens.

    Raises:
        PermissionDenied: the post is out of sight, or its discussion closed, to `actor`.
    """
    check_may_vote(post, actor)
    with transaction.atomic():
        lock_for_vote(post)
        deleted, _rows = post.votes.filter(person=actor, value=Vote.Value.SUPPORT).delete()
        if deleted:
            _count(post, Vote.Value.SUPPORT, -1)
            mark_changed(post)
            support_withdrawn.send(Post, post=post, actor=actor)
    return post


def check_may_vote(post: Post, person: Any) -> None:
    """For support and for reactions: they are open to whoever may write."""
    if not post.is_visible or not access.may_post(person, post.discussion):
        raise PermissionDenied


def lock_for_vote(post: Post, *fields: str) -> None:
    """The post may have been hidden, or its discussion closed, since the question was asked."""
    lock_post(post, *fields)
    if not (post.is_visible and post.discussion.is_open):
        raise PermissionDenied


def _count(post: Post, value: Vote.Value, by: int) -> None:
    tally = TALLIES[value]
    Post.objects.filter(pk=post.pk).update(**{tally: F(tally) + by})
    post.refresh_from_db(fields=[tally])
