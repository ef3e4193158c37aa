"""What the first post of a conversation knows of its replies: whether somebody else replied, and
whether it was answered. Kept there so that conversations can be sorted by it."""

from datetime import datetime

from django.db.models import Case, DateTimeField, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from .. import access
from ..models import Post


def note_reply(post: Post) -> None:
    """A reply has appeared. Replies to oneself are no answer."""
    at = post.published_at or post.created_at
    is_answer = access.answers_for(post.author, post.discussion)
    if is_answer:
        post.answered_at = at
        post.save(update_fields=["answered_at"])
    by_another = ~Q(author=post.author_id)
    values = {"replied_at": _first("replied_at", at, by_another)}
    if is_answer:
        values["answered_at"] = _first("answered_at", at, by_another)
    _first_posts(post).update(**values)


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


def _first(column: str, at: datetime, condition: Q) -> Case:
    earliest = Coalesce(F(column), Value(at, DateTimeField()))
    return Case(When(condition, then=earliest), default=F(column))
