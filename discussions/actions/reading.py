from typing import Any

from django.db.models import F
from django.utils import timezone

from ..models import Discussion, Post, Readership
from ..statements import Change, Slot


def record_seen(discussion: Discussion, *, person: Any, known: Readership | None) -> None:
    """`person` has seen `discussion` as it stands in memory: one write, or none if nothing is new.

    `known` is the person's row as it was read, None if there is none. What another window has seen
    meanwhile is never taken back.
    """
    seen_count = known.seen_count if known else 0
    if discussion.post_count <= seen_count:
        return
    _store(discussion, person, discussion.last_seq, discussion.post_count, is_new=known is None)


def record_seen_live(discussion: Discussion, *, person: Any, number: int) -> None:
    """`person` was shown what came live, up to the change `number`."""
    number = min(number, discussion.last_seq)
    later = discussion.posts.published().filter(seq__gt=number).count()
    _store(discussion, person, number, discussion.post_count - later)


def record_own_post(post: Post, *, writer: Any) -> None:
    """One's own post is never news to oneself, anonymous or not."""
    _seen_one_more.apply(discussion=post.discussion_id, person=writer.pk)


@Change
def _seen_one_more() -> Any:
    mine = Readership.objects.filter(discussion=Slot("discussion"), person=Slot("person"))
    return mine.filter(seen_at__isnull=False), {"seen_count": F("seen_count") + 1}


def _store(
    discussion: Discussion, person: Any, seen_seq: int, seen_count: int, *, is_new: bool = False
) -> None:
    values = {"seen_seq": seen_seq, "seen_count": seen_count, "seen_at": timezone.now()}
    mine = Readership.objects.filter(discussion=discussion, person=person)
    if not is_new and mine.filter(seen_seq__lt=seen_seq).update(**values):
        return
    if is_new or not mine.exists():
        # Two windows opened at once store the same; the second changes nothing.
        row = Readership(discussion=discussion, person=person, **values)
        Readership.objects.bulk_create([row], ignore_conflicts=True)


def choose_level(discussion: Discussion, *, person: Any, level: str) -> None:
    """Follow a discussion, mute it, or do neither.

    Raises:
        ValueError: `level` is none of `Readership.Level`.
    """
    Readership.objects.update_or_create(
        discussion=discussion, person=person, defaults={"level": Readership.Level(level)}
    )
