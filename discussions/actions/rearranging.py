"""Splitting, merging and moving: what was said keeps its words, its people and its address."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from .. import access
from ..models import (
    Departure,
    Discussion,
    DiscussionGroupPermission,
    DiscussionUserPermission,
    Post,
    Readership,
)
from ..signals import posts_leaving, posts_moved
from .access import announce_access_change
from .journal import note_act
from .numbering import lock_discussion, next_number
from .pages import open_discussion
from .pinning import drop_excess_pins, recount_pins
from .reporting import clean_reason
from .waiting import recount_waiting

DIGITS = 6
BATCH = 500


def split_conversation(post: Post, *, actor: Any, title: str, reason: str) -> Discussion:
    """Make a discussion of its own, on the same page, of the conversation that `post` belongs to.

    Raises:
        PermissionDenied: `actor` does not moderate the discussion.
        ValidationError: codes `title`, `reason`, `nothing` when the conversation is gone or is all
            there is in a discussion beside the primary one, and `changed` when something was said
            meanwhile.
    """
    source = post.discussion
    if not access.may_moderate(actor, source):
        raise PermissionDenied
    title, reason = _clean_title(title), _clean_reason(reason)
    ids = _ids(source, root_seq=post.root_seq)
    with transaction.atomic():
        posts_leaving.send(Post, post_ids=ids, page=source.page, actor=actor)
        target = Discussion.objects.create(
            page_id=source.page_id,
            title=title,
            slow_seconds=source.slow_seconds,
            premoderated=source.premoderated,
            allows_anonymous=source.allows_anonymous,
            created_by=actor,
        )
        _share_moderators(source, target)
        _lock(source, target)
        present = _ids(source, root_seq=post.root_seq)
        _check_leaves_something(source, present)
        _carry(source, target, ids, present)
        note_siblings(source.page_id)
        _note("split", source, actor, reason, posts=len(ids), target=target.title)
        posts_moved.send(Post, post_ids=ids, page=source.page, actor=actor, reason=reason)
    return target


def merge_discussion(source: Discussion, *, into: Discussion, actor: Any, reason: str) -> None:
    """Carry everything that was said in `source` into another discussion, and close `source`.

    Conversations arrive whole, after what is there, in their old order. Who reads `source` finds a
    line that says where it goes on. Of the pins of both, the oldest stay, as many as have room.

    Raises:
        PermissionDenied: `actor` does not moderate both.
        ValidationError: codes `target`, `reason`, `changed`, and what an app above refuses with.
    """
    _check_both(source, into, actor)
    reason = _clean_reason(reason)
    ids = _ids(source)
    with transaction.atomic():
        posts_leaving.send(Post, post_ids=ids, page=into.page, actor=actor)
        _lock(source, into)
        # Two merges at the same moment, each into the other's source, would close a circle.
        _check_both(source, into, actor)
        _carry(source, into, ids, _ids(source))
        drop_excess_pins(into, actor=actor)
        source.status, source.continued_in = Discussion.Status.CLOSED, into
        source.reload_seq = source.last_seq
        source.save(update_fields=["status", "continued_in", "reload_seq"])
        _note("merge", source, actor, reason, posts=len(ids), target=into.title)
        posts_moved.send(Post, post_ids=ids, page=into.page, actor=actor, reason=reason)
        if source.page_id != into.page_id:
            announce_access_change()


def move_discussion(discussion: Discussion, *, to: Any, actor: Any, reason: str) -> None:
    """Hang a discussion on another page; its audience is that page's from now on.

    On the new page it stands beside the primary discussion. Where it was the primary one itself, a
    new one is opened on the page it leaves.

    Args:
        to: the page. `actor` has to moderate its primary discussion.

    Raises:
        PermissionDenied: `actor` does not moderate at both ends.
        ValidationError: codes `target`, `reason`, `changed`, and what an app above refuses with.
    """
    there = Discussion.objects.filter(page_id=to.pk, is_primary=True).first()
    if there is None:
        raise PermissionDenied
    _check_both(discussion, there, actor)
    reason = _clean_reason(reason)
    page, was_primary = discussion.page, discussion.is_primary
    if page.pk == to.pk:
        raise ValidationError(_("It hangs on that page already."), code="target")
    ids = _ids(discussion)
    with transaction.atomic():
        posts_leaving.send(Post, post_ids=ids, page=to, actor=actor)
        _lock(discussion, there)
        _check_both(discussion, there, actor)
        _check_unchanged(ids, _ids(discussion))
        discussion.reload_seq = next_number(discussion)
        discussion.page, discussion.is_primary = to, False
        discussion.save(update_fields=["page", "is_primary", "reload_seq"])
        if was_primary:
            open_discussion(page, actor=actor)
        for each in (page.pk, to.pk):
            note_siblings(each)
        titles = {"source": page.title, "target": to.title}
        _note("move", discussion, actor, reason, posts=len(ids), **titles)
        posts_moved.send(Post, post_ids=ids, page=to, actor=actor, reason=reason)
        announce_access_change()


def note_siblings(page_id: int) -> None:
    """Write down on the discussions of a page whether there are several, so that nobody counts."""
    here = Discussion.objects.filter(page_id=page_id, continued_in=None)
    several = here.count() > 1
    Discussion.objects.filter(page_id=page_id).update(has_siblings=several)


def _check_both(source: Discussion, target: Discussion, actor: Any) -> None:
    if not (access.may_moderate(actor, source) and access.may_moderate(actor, target)):
        raise PermissionDenied
    if source.pk == target.pk:
        raise ValidationError(_("Choose another discussion."), code="target")
    if source.continued_in_id or target.continued_in_id:
        raise ValidationError(_("One of them has been merged already."), code="target")


def _lock(one: Discussion, other: Discussion) -> None:
    """Hold both, the older first: two acts the opposite way round never wait for each other."""
    for discussion in sorted((one, other), key=lambda discussion: discussion.pk):
        lock_discussion(discussion)


def _carry(
    source: Discussion, target: Discussion, announced: list[int], present: list[int]
) -> None:
    """Renumber the posts into `target` in their order, and write down that they left `source`."""
    _check_unchanged(announced, present)
    posts = list(Post.objects.filter(pk__in=announced).order_by("seq"))
    published = sum(1 for post in posts if post.published_at is not None)
    if posts:
        last = next_number(target, numbers=len(posts), new_posts=published)
        new = {post.seq: last - len(posts) + place for place, post in enumerate(posts, start=1)}
        for post in posts:
            _give_place(post, target, new)
        places = ["discussion", "seq", "changed_seq", "root_seq", "path"]
        Post.objects.bulk_update(posts, places, batch_size=BATCH)
    number = next_number(source, new_posts=-published)
    Departure.objects.bulk_create(
        [Departure(discussion=source, post=post, number=number) for post in posts],
        batch_size=BATCH,
    )
    source.departed_seq = number
    source.save(update_fields=["departed_seq"])
    # Nobody has read more posts than there are.
    read = Readership.objects.filter(discussion=source, seen_count__gt=source.post_count)
    read.update(seen_count=source.post_count)
    for discussion in (source, target):
        recount_waiting(discussion)
        recount_pins(discussion)
        shown = discussion.posts.published().aggregate(latest=Max("created_at"))
        discussion.last_post_at = shown["latest"]
        discussion.save(update_fields=["last_post_at"])


def _give_place(post: Post, target: Discussion, new: dict[int, int]) -> None:
    steps = [post.path[start : start + DIGITS] for start in range(0, len(post.path), DIGITS)]
    post.path = "".join(f"{new[int(step, 16)]:0{DIGITS}x}" for step in steps)
    post.root_seq = new[post.root_seq]
    post.seq = post.changed_seq = new[post.seq]
    post.discussion = target


def _ids(discussion: Discussion, **which: Any) -> list[int]:
    return list(discussion.posts.filter(**which).order_by("seq").values_list("pk", flat=True))


def _check_unchanged(announced: Collection[int], present: Collection[int]) -> None:
    """What apps above have prepared for has to be what moves."""
    if announced != present:
        raise ValidationError(
            _("Something was said here in this very moment. Look at it, and confirm once more."),
            code="changed",
        )


def _check_leaves_something(source: Discussion, leaving: list[int]) -> None:
    """A form sent twice would make an empty discussion, or leave one behind."""
    if not leaving:
        message = _("This conversation has left the discussion already. Look where it is now.")
        raise ValidationError(message, code="nothing")
    if not source.is_primary and leaving == _ids(source):
        message = _("This conversation is all of its discussion: it stands on its own already.")
        raise ValidationError(message, code="nothing")


def _share_moderators(source: Discussion, target: Discussion) -> None:
    """Who moderates `source` by a permission on it moderates what was split off as well."""
    for model in (DiscussionUserPermission, DiscussionGroupPermission):
        rows = list(model._default_manager.filter(content_object=source))
        for row in rows:
            row.pk, row.content_object = None, target
        model._default_manager.bulk_create(rows)
        if rows:
            announce_access_change()


def _note(act: str, discussion: Discussion, actor: Any, reason: str, **data: Any) -> None:
    note_act(act, discussion, actor=actor, reason=reason, **data)


def _clean_reason(reason: str) -> str:
    return clean_reason(reason, if_empty=_("Say why; it stands in the history of the page."))


def _clean_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError(_("Give the new discussion a title."), code="title")
    if len(title) > 255:
        raise ValidationError(_("Keep the title under 255 characters."), code="title")
    return title
