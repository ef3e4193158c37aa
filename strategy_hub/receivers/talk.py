"""Who hears of a post: those whom it answers or mentions, and those who follow the discussion."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from discussions.access import audience, people_who_see, writer_of
from discussions.markdown import plain_text
from discussions.models import Post, Readership
from discussions.signals import post_edited, post_published
from discussions.statements import Slot, Statement

from ..models import Notification
from ..telling import named, short, tell, tell_of_another, tell_writer

Kind = Notification.Kind


@receiver(post_published, dispatch_uid="strategy_hub.tell_of_post")
def tell_of_post(
    sender: Any, post: Post, writer: Any, in_bulk: bool, mentioned: Collection[int], **kwargs: Any
) -> None:
    """Whom it answers, and who follows the discussion; who is mentioned hears of that alone."""
    if in_bulk:
        return
    answered = writer_of(post.parent) if post.parent else None
    rows = _listening.rows(discussion=post.discussion_id, answered=answered and answered.pk)
    followers = {person for person, level in rows if level == Readership.Level.FOLLOWING}
    has_muted = len(followers) < len(rows)
    # Nobody is told what they wrote.
    told = {writer.pk, *mentioned}
    if answered and not has_muted and answered.pk not in told:
        _tell_answered(post, post.parent)
    _tell_followers(post, followers - told - {answered and answered.pk})


@Statement
def _listening() -> Any:
    """Who follows the discussion, and who is answered if they have muted it."""
    here = Readership.objects.filter(discussion=Slot("discussion"))
    muted = here.muted().filter(person=Slot("answered"))
    return (here.following() | muted).values_list("person_id", "level")


def _tell_answered(post: Post, parent: Any) -> None:
    tell_writer(
        parent,
        _("%(actor)s answered you in “%(discussion)s”."),
        {"actor": named(post.author)},
        kind=Kind.REPLY,
        key=_key_of_reply(post),
        actor=post.author,
        about=post,
        excerpt=short(plain_text(post.body_html)),
        at=post.created_at,
    )


def _tell_followers(post: Post, person_ids: Collection[int]) -> None:
    """One unread notification for each discussion that somebody follows, whatever is said in it."""
    if not person_ids:
        return
    audience_here = audience(post.discussion.page)
    people = get_user_model()._default_manager.filter(audience_here, pk__in=person_ids)
    tell_of_another(
        people.select_related("wagtail_userprofile"),
        _("%(actor)s wrote in “%(discussion)s”."),
        _("New posts in “%(discussion)s”: %(number)s"),
        {"actor": named(post.author)},
        kind=Kind.FOLLOWED,
        key=f"followed:{post.discussion_id}",
        actor=post.author,
        post=post,
        at=post.created_at,
    )


@receiver(post_published, dispatch_uid="strategy_hub.tell_mentioned")
def tell_mentioned(sender: Any, post: Post, mentioned: Collection[int], **kwargs: Any) -> None:
    _tell_mentioned(post, mentioned, at=post.created_at)


@receiver(post_edited, dispatch_uid="strategy_hub.tell_newly_mentioned")
def tell_newly_mentioned(
    sender: Any, post: Post, mentioned: Collection[int], **kwargs: Any
) -> None:
    answered = Notification.objects.filter(key=_key_of_reply(post), person__in=mentioned)
    told = set(answered.values_list("person_id", flat=True)) if mentioned else set()
    _tell_mentioned(post, set(mentioned) - told, at=post.edited_at)


def _tell_mentioned(post: Post, person_ids: Collection[int], *, at: datetime | None) -> None:
    """Also those who have muted the discussion: somebody means them, and not everybody."""
    if not person_ids:
        return
    people = people_who_see(post.discussion.page).filter(pk__in=person_ids)
    tell(
        people.select_related("wagtail_userprofile"),
        _("%(actor)s mentioned you in “%(discussion)s”."),
        {"actor": named(post.author)},
        kind=Kind.MENTION,
        key=f"mention:{post.pk}",
        actor=post.author,
        post=post,
        excerpt=short(plain_text(post.body_html)),
        at=at,
    )


def _key_of_reply(post: Post) -> str:
    return f"reply:{post.pk}"
