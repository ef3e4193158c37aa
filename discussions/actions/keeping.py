"""How a discussion is kept: slow mode, review before posts are shown, posts without a name."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import access
from ..models import Discussion, Post
from .journal import note_act
from .numbering import lock_discussion, next_number

SLOWEST = 24 * 3600
RULES = ["slow_seconds", "premoderated", "allows_anonymous"]


def keep_discussion(
    discussion: Discussion,
    *,
    actor: Any,
    slow_seconds: int | None = None,
    premoderated: bool | None = None,
    allows_anonymous: bool | None = None,
) -> Discussion:
    """Set slow mode, review first, and whether posts may be anonymous; None leaves one as it is.

    No post that exists is touched.

    Args:
        actor: who says so; None where its page does, such as a question that is edited.
        slow_seconds: pause between two posts of one person; 0 for none, at most a day.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion.
        ValidationError: code `slow_seconds`.
    """
    if actor is not None and not access.may_moderate(actor, discussion):
        raise PermissionDenied
    if slow_seconds is not None and not 0 <= slow_seconds <= SLOWEST:
        raise ValidationError(_("The pause can be a day at most."), code="slow_seconds")
    with transaction.atomic():
        lock_discussion(discussion)
        discussion.refresh_from_db(fields=RULES)
        before = {name: getattr(discussion, name) for name in RULES}
        wanted = {
            "slow_seconds": slow_seconds,
            "premoderated": premoderated,
            "allows_anonymous": allows_anonymous,
        }
        after = before | {name: rule for name, rule in wanted.items() if rule is not None}
        if before == after:
            return discussion
        for name, rule in after.items():
            setattr(discussion, name, rule)
        next_number(discussion)
        discussion.save(update_fields=RULES)
        _note_rules(discussion, actor, before, after)
    return discussion


def _note_rules(
    discussion: Discussion, actor: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    if before["allows_anonymous"] != after["allows_anonymous"]:
        act = "allow_anonymous" if after["allows_anonymous"] else "ask_for_names"
        note_act(act, discussion, actor=actor)
    kept = {name: after[name] for name in ("slow_seconds", "premoderated")}
    if any(before[name] != rule for name, rule in kept.items()):
        note_act("keep", discussion, actor=actor, **kept)


def admit_post(discussion: Discussion, author: Any) -> str:
    """The state that a new post of `author` begins in, in the transaction that stores it.

    Moderators neither wait nor are reviewed: they would have to approve themselves.

    Raises:
        ValidationError: code `slow_mode`, with the wait that is left.
    """
    if not (discussion.slow_seconds or discussion.premoderated):
        return Post.State.VISIBLE
    if access.moderates(author, discussion):
        return Post.State.VISIBLE
    if discussion.slow_seconds:
        # Two posts of one person at the same moment: the second one sees the first.
        lock_discussion(discussion)
        _check_pause(discussion, author)
    return Post.State.PENDING if discussion.premoderated else Post.State.VISIBLE


def check_edit(post: Post, actor: Any) -> None:
    """What a moderator has approved is what stays: an edit would go round the review.

    Raises:
        ValidationError: code `reviewed`.
    """
    if post.discussion.premoderated and not access.moderates(actor, post.discussion):
        message = _(
            "Posts here are read by a facilitator before they are shown, so a shown text stays as"
            " it is. Reply to it with your correction."
        )
        raise ValidationError(message, code="reviewed")


def _check_pause(discussion: Discussion, author: Any) -> None:
    now = timezone.now()
    pause = timedelta(seconds=discussion.slow_seconds)
    recent = Post.objects.filter(discussion=discussion, created_at__gt=now - pause)
    mine = recent.written_by(author)
    latest = mine.order_by("-created_at").values_list("created_at", flat=True).first()
    if latest is None:
        return
    wait = max(1, ceil((latest + pause - now).total_seconds()))
    message = _(
        "Slow mode is on: everybody waits %(pause)s between two posts here. You can post again in"
        " %(wait)s. Your text is kept as a draft."
    )
    values = {"pause": in_words(discussion.slow_seconds), "wait": in_words(wait)}
    raise ValidationError(message % values, code="slow_mode")


def in_words(seconds: int) -> str:
    """A pause as people say it: "40 seconds", "5 minutes", "2 hours"; never shorter than it is."""
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if seconds < 7200:
        minutes = ceil(seconds / 60)
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = ceil(seconds / 3600)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
