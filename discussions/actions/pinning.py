from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import Discussion, Post
from .journal import note_act
from .numbering import lock_post, mark_changed

MOST_PINNED = 3


def pin_post(post: Post, *, actor: Any) -> Post:
    """Keep a post in sight above the discussion. Once is enough; three that are shown have room.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion, or the post is out of sight.
        ValidationError: code `pins`, when there is no room left.
    """
    if not access.may_moderate(actor, post.discussion):
        raise PermissionDenied
    with transaction.atomic():
        lock_post(post, "pinned_at")
        if not post.is_visible:
            raise PermissionDenied
        if post.pinned_at is not None:
            return post
        if not has_room(post.discussion):
            message = _("%(most)d posts are pinned already. Unpin one of them first.")
            raise ValidationError(message % {"most": MOST_PINNED}, code="pins")
        _set_pin(post, timezone.now())
        note_act("pin", post.discussion, actor=actor, post=post)
    return post


def unpin_post(post: Post, *, actor: Any) -> Post:
    """Take a pinned post down; it stays where it stands in the discussion."""
    if not access.may_moderate(actor, post.discussion):
        raise PermissionDenied
    with transaction.atomic():
        lock_post(post, "pinned_at")
        if post.pinned_at is not None:
            _set_pin(post, None)
            note_act("unpin", post.discussion, actor=actor, post=post)
    return post


def has_room(discussion: Discussion) -> bool:
    """Whether one more post can be pinned; asked under the lock of the discussion.

    What is out of sight takes no room: nobody sees it above the discussion.
    """
    return _shown(discussion).count() < MOST_PINNED


def drop_excess_pins(discussion: Discussion, *, actor: Any) -> None:
    """Keep the oldest pins, as many as have room; the history says which fell away."""
    for post in list(_shown(discussion).order_by("pinned_at", "pk")[MOST_PINNED:]):
        post.discussion = discussion
        _set_pin(post, None)
        note_act("unpin", discussion, actor=actor, post=post)


def recount_pins(discussion: Discussion) -> None:
    """Count the pins afresh, under the lock of the discussion."""
    discussion.pinned_count = discussion.posts.filter(pinned_at__isnull=False).count()
    discussion.save(update_fields=["pinned_count"])


def _shown(discussion: Discussion) -> "QuerySet[Post]":
    return discussion.posts.filter(pinned_at__isnull=False, state=Post.State.VISIBLE)


def _set_pin(post: Post, at: Any) -> None:
    post.pinned_at = at
    mark_changed(post, "pinned_at")
    recount_pins(post.discussion)
