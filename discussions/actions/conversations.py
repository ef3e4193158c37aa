"""What the first post of a conversation knows of its replies: whether somebody else replied, and
whether it was answered. Kept there so that conversations can be sorted by it."""

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from .. import access
from ..models import Post
from ..statements import Change, Slot


def note_reply(post: Post) -> None:
    """A reply has appeared. Replies to oneself are no answer."""
    at = post.published_at or post.created_at
    is_answer = access.answers_for(post.author, post.discussion)
    if is_answer:
        post.answered_at = at
        post.save(update_fields=["answered_at"])
    reply = {"discussion": post.discussion_id, "seq": post.root_seq, "author": post.author_id}
    _replied.apply(at=at, **reply)
    if is_answer:
        _answered.apply(at=at, **reply)


@Change
def _replied() -> Any:
    return _by_another().filter(replied_at=None), {"replied_at": Slot("at")}


@Change
def _answered() -> Any:
    return _by_another().filter(answered_at=None), {"answered_at": Slot("at")}


def _by_another() -> QuerySet[Post]:
    """The first post of the conversation that the reply of another stands in."""
    return Post.objects.filter(discussion=Slot("discussion"), seq=Slot("seq")).exclude(
        author=Slot("author")
    )


def recount_answers(post: Post) -> None:
    """A reply has vanished or come back, or a badge has changed: look at the conversation again."""
    first = _first_posts(post).first()
    if first is None:
        return
    shown = Post.objects.filter(
        discussion=post.discussion_id, root_seq=post.root_seq, state=Post.State.VISIBLE
    )
    found = shown.exclude(author=first.author_id).aggregate(
        replied_at=Min("published_at", filter=Q(depth__gt=0)),
        answered_at=Min("answered_at", filter=Q(depth__gt=0)),
    )
    if found["answered_at"] is None and shown.exclude(badge="").exists():
        found["answered_at"] = first.answered_at or timezone.now()
    _first_posts(post).update(**found)


def _first_posts(post: Post) -> QuerySet[Post]:
    return Post.objects.filter(discussion=post.discussion_id, seq=post.root_seq)
