from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import Discussion, Post, Report
from ..signals import post_approved, post_hidden, post_published, post_refused, post_restored
from .journal import note_act
from .numbering import lock_discussion, lock_post, mark_changed, next_number
from .pinning import has_room, recount_pins
from .reporting import clean_reason, settle_reports
from .waiting import recount_waiting


def hide_post(post: Post, *, actor: Any, reason: str) -> Post:
    """Take a post out of sight. Readers see a tombstone with the reason, never a silent gap."""
    _check_may_moderate(post.discussion, actor)
    reason = clean_reason(
        reason, if_empty=_("Say why the post is hidden; its author will read it.")
    )
    with transaction.atomic():
        lock_post(post)
        if post.state == Post.State.PENDING:
            return _refuse(post, actor, reason)
        if post.state != Post.State.VISIBLE:
            # Out of sight already. The first reason stays, and a withdrawn post stays withdrawn.
            return post
        post.state, post.state_reason = Post.State.HIDDEN, reason
        mark_changed(post, "state", "state_reason")
        settle_reports(post, outcome=Report.Outcome.UPHELD, actor=actor, note=reason)
        note_act("hide_post", post.discussion, actor=actor, post=post, reason=reason)
        post_hidden.send(Post, post=post, actor=actor, reason=post.state_reason)
    return post


def restore_post(post: Post, *, actor: Any) -> Post:
    """Show a hidden post again; pinned as before only if there is room for it now.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion, or wrote the post.
    """
    _check_may_judge(post, actor)
    with transaction.atomic():
        lock_post(post, "pinned_at")
        if post.state != Post.State.HIDDEN:
            return post
        note_act("restore_post", post.discussion, actor=actor, post=post)
        if post.published_at is None:
            _publish(post)
        else:
            if not has_room(post.discussion):
                post.pinned_at = None
            post.state, post.state_reason = Post.State.VISIBLE, ""
            mark_changed(post, "state", "state_reason", "pinned_at")
            recount_pins(post.discussion)
        post_restored.send(Post, post=post, actor=actor)
    return post


def approve_post(post: Post, *, actor: Any) -> Post:
    """Show a post that waited for review, for the first time.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion, or wrote the post.
    """
    _check_may_judge(post, actor)
    with transaction.atomic():
        lock_post(post)
        if post.state != Post.State.PENDING:
            return post
        _publish(post)
        recount_waiting(post.discussion)
        note_act("approve_post", post.discussion, actor=actor, post=post)
        post_approved.send(Post, post=post, actor=actor)
    return post


def refuse_post(post: Post, *, actor: Any, reason: str) -> Post:
    """Turn down a post that waits for review: it is never shown, and its author reads why.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion.
        ValidationError: code `reason`.
    """
    _check_may_moderate(post.discussion, actor)
    reason = clean_reason(
        reason, if_empty=_("Say why the post is not shown; its author will read it.")
    )
    with transaction.atomic():
        lock_post(post)
        return _refuse(post, actor, reason) if post.state == Post.State.PENDING else post


def close_discussion(discussion: Discussion, *, actor: Any) -> Discussion:
    """No more posts, edits or support; everything stays readable."""
    return _set_status(discussion, actor, Discussion.Status.CLOSED)


def reopen_discussion(discussion: Discussion, *, actor: Any) -> Discussion:
    """Let people write again.

    Raises:
        ValidationError: code `merged`, when the discussion goes on in another one.
    """
    return _set_status(discussion, actor, Discussion.Status.OPEN)


def _set_status(discussion: Discussion, actor: Any, status: Discussion.Status) -> Discussion:
    _check_may_moderate(discussion, actor)
    with transaction.atomic():
        lock_discussion(discussion)
        if discussion.status == status:
            return discussion
        if status == status.OPEN and discussion.continued_in_id is not None:
            raise ValidationError(_("It was merged, and goes on elsewhere."), code="merged")
        next_number(discussion)
        discussion.status = status
        discussion.save(update_fields=["status"])
        note_act("close" if status == status.CLOSED else "reopen", discussion, actor=actor)
    return discussion


def _publish(post: Post) -> None:
    post.state, post.state_reason, post.published_at = Post.State.VISIBLE, "", timezone.now()
    post.changed_seq = next_number(post.discussion, new_posts=1)
    post.save(update_fields=["state", "state_reason", "published_at", "changed_seq"])
    mentioned = frozenset(post.mentions.values_list("person_id", flat=True))
    writer = access.writer_of(post)
    post_published.send(Post, post=post, writer=writer, in_bulk=False, mentioned=mentioned)


def _refuse(post: Post, actor: Any, reason: str) -> Post:
    post.state, post.state_reason = Post.State.HIDDEN, reason
    # Nobody else ever saw it, so no reader has to hear of a change.
    post.save(update_fields=["state", "state_reason"])
    recount_waiting(post.discussion)
    note_act("refuse_post", post.discussion, actor=actor, post=post, reason=reason)
    post_refused.send(Post, post=post, actor=actor, reason=reason)
    return post


def _check_may_judge(post: Post, actor: Any) -> None:
    """Nobody judges what they wrote themselves."""
    _check_may_moderate(post.discussion, actor)
    if access.wrote(actor, post):
        raise PermissionDenied


def _check_may_moderate(discussion: Discussion, actor: Any) -> None:
    if not access.may_moderate(actor, discussion):
        raise PermissionDenied
