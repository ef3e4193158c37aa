"""Long discussions by bulk insert: posts, support, contributions, notifications, ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from discussions.markdown import render_markdown
from discussions.models import Discussion, Post, Vote
from scorecard.models import Participation
from strategy_hub.models import Notification
from themes.models import Contribution, Theme

from .floor.models import Remark, Topic

BATCH = 2_000
render = cache(render_markdown)


@dataclass
class Written:
    """A post of a conversation before it is stored; `parent` is its place in the conversation."""

    author: Any
    kind: str
    body: str
    parent: int | None
    supporters: int
    badge: str = ""
    note: str = ""


def fill_discussion(
    discussion: Discussion,
    theme: Theme,
    *,
    owner: Any,
    conversations: Iterable[list[Written]],
    supporters: list[Any],
) -> None:
    """Store the conversations, the oldest first, with all that follows from each post.

    Args:
        owner: to whom contributions are routed, and who laid the badges.
        supporters: the first of them support a post, as many as it has.
    """
    posts = _number(discussion, owner, conversations)
    _store(posts)
    _support(posts, supporters)
    _contribute(posts, theme, owner)
    _notify(posts)
    _count(posts, theme)
    discussion.last_seq = discussion.post_count = len(posts)
    discussion.last_post_at = posts[-1].created_at
    discussion.save()


def fill_topic(topic: Topic, discussion: Discussion) -> None:
    """The floor's topic says the same."""
    posts = discussion.posts.in_tree_order()
    Remark._default_manager.bulk_create(
        [
            Remark(
                topic=topic,
                user_id=post.author_id,
                place=place,
                depth=post.depth,
                text=post.body,
                created=post.created_at,
            )
            for place, post in enumerate(posts)
        ],
        batch_size=BATCH,
    )
    topic.posts = len(posts)
    topic.save()


def _number(
    discussion: Discussion, owner: Any, conversations: Iterable[list[Written]]
) -> list[Post]:
    posts: list[Post] = []
    for conversation in conversations:
        stored: list[Post] = []
        for one in conversation:
            parent = None if one.parent is None else stored[one.parent]
            stored.append(_post(discussion, owner, one, parent, len(posts) + 1))
            posts.append(stored[-1])
    newest = timezone.now()
    for post in posts:
        post.created_at = newest - timedelta(minutes=len(posts) - post.seq)
        post.published_at = post.created_at
    return posts


def _post(
    discussion: Discussion,
    owner: Any,
    one: Written,
    parent: Post | None,
    seq: int,
) -> Post:
    return Post(
        discussion=discussion,
        author=one.author,
        parent=parent,
        kind=one.kind,
        body=one.body,
        body_html=render(one.body),
        seq=seq,
        changed_seq=seq,
        root_seq=parent.root_seq if parent else seq,
        path=(parent.path if parent else "") + f"{seq:06x}",
        depth=parent.depth + 1 if parent else 0,
        badge=one.badge,
        badge_note=one.note,
        badge_by=owner if one.badge else None,
        support_count=one.supporters,
    )


def _store(posts: list[Post]) -> None:
    """Level by level: a reply names its parent by a key that the level above has just got."""
    for depth in range(max(post.depth for post in posts) + 1):
        level = [post for post in posts if post.depth == depth]
        Post.objects.bulk_create(level, batch_size=BATCH)


def _support(posts: list[Post], supporters: list[Any]) -> None:
    Vote.objects.bulk_create(
        [
            Vote(post=post, person=person, cast_at=post.created_at)
            for post in posts
            for person in supporters[: post.support_count]
        ],
        batch_size=BATCH,
    )


def _contribute(posts: list[Post], theme: Theme, owner: Any) -> None:
    """What opens a conversation waits on the owner's desk; what bears a badge is decided."""
    Contribution.objects.bulk_create(
        [
            Contribution(
                post=post,
                contributor_id=post.author_id,
                theme=theme,
                owner=owner,
                routing_rule="owner",
                routing_reason="Owner of the theme, because posted under it.",
                state=Contribution.State.RECEIVED,
                received_at=post.created_at,
            )
            for post in posts
            if post.depth == 0
        ],
        batch_size=BATCH,
    )


def _notify(posts: list[Post]) -> None:
    """Whoever was answered knows; what is older than a day they have read."""
    unread_since = timezone.now() - timedelta(days=1)
    Notification.objects.bulk_create(
        [
            Notification(
                person_id=post.parent.author_id,
                kind=Notification.Kind.REPLY,
                text=f"{post.author.get_full_name()} answered you.",
                excerpt=post.body,
                actor_id=post.author_id,
                post=post,
                key=f"reply:{post.pk}",
                created_at=post.created_at,
                read_at=None if post.created_at > unread_since else post.created_at,
            )
            for post in posts
            if post.parent and post.parent.author_id != post.author_id
        ],
        batch_size=BATCH,
    )


def _count(posts: list[Post], theme: Theme) -> None:
    Participation.objects.bulk_create(
        [
            Participation(
                person_id=post.author_id,
                theme=theme,
                kind=Participation.Kind.POST,
                occurred_at=post.created_at,
                key=f"post:{post.pk}",
            )
            for post in posts
        ],
        batch_size=BATCH,
    )
