"""What live delivery reads from the database: plain functions, run in threads by the feed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from .. import access
from ..conf import hub_settings
from ..models import AccessClock, AccessEpoch, Departure, Discussion
from ..rendering import PostLook, read_looks, render_post, render_rules
from .protocol import Changes, PostFrame, Reload
from .sessions import read_signed_in

# Of HTML in one frame. Servers and proxies have limits too, such as Daphne's of a megabyte.
FRAME_CHARACTERS = 200_000
# Asked about in one query.
CONDITIONS = 20


@dataclass(frozen=True)
class AccessNews:
    """Whose access changed since the number that was asked for."""

    number: int
    everybody: bool
    people: frozenset[int]


def access_number() -> int:
    return AccessClock.objects.values_list("now", flat=True).first() or 0


def read_access_news(after: int) -> AccessNews:
    """One query while nothing has happened, two when something has."""
    clock = AccessClock.objects.first()
    if clock is None or clock.now <= after:
        return AccessNews(after, False, frozenset())
    people = AccessEpoch.objects.filter(number__gt=after).values_list("person_id", flat=True)
    return AccessNews(clock.now, clock.everybody > after, frozenset(people))


def read_changes(discussion_id: int, after: int, *, limit: int | None = None) -> Changes | Reload:
    """Everything published that changed after a number, rendered once for everybody.

    What would make the frame too big is left for the next one (`more`). More than `limit` changes
    give a `Reload`; so does a number from before the discussion was moved, and one from the future,
    which can only come from a database that was set back.
    """
    limit = limit or hub_settings.CATCH_UP_LIMIT
    discussion = Discussion.objects.select_related("page").get(pk=discussion_id)
    head = discussion.last_seq
    changed = discussion.posts.changed_after(after).filter(changed_seq__lte=head)
    posts = read_looks(changed[: limit + 1], discussion.page) if after < head else []
    departed = _read_departed(discussion, after)
    too_many = len(posts) + len(departed) > limit
    if too_many or after > head or after < discussion.reload_seq:
        return Reload(type="reload", discussion=discussion_id)
    rendered = list(_up_to(FRAME_CHARACTERS, render_posts(posts)))
    more = len(rendered) < len(posts)
    if more:
        head = rendered[-1]["changed_seq"]
    return Changes(
        type="changes",
        discussion=discussion_id,
        after=after,
        head=head,
        more=more,
        open=access.takes_posts(discussion),
        rules=render_rules(discussion),
        post_count=discussion.post_count,
        posts=rendered,
        removed=[post for post, number in departed if number <= head],
    )


def read_changes_then_news(
    discussion_id: int, after: int, *, access_number: int
) -> tuple[Changes | Reload, AccessNews]:
    """What changed, and whose access has since `access_number`: in this order, so that whoever may
    not see what was read is among them.
    """
    changes = read_changes(discussion_id, after)
    return changes, read_access_news(access_number)


def _read_departed(discussion: Discussion, after: int) -> list[tuple[int, int]]:
    """Posts that left after a number and have not come back, each with the number it left under.

    Asked for only if any did: the discussion knows when the latest one left.
    """
    if discussion.departed_seq <= after:
        return []
    left = Departure.objects.filter(discussion=discussion, number__gt=after)
    return list(left.exclude(post__discussion=discussion).values_list("post", "number"))


def _up_to(characters: int, posts: Iterable[PostFrame]) -> Iterator[PostFrame]:
    """As many as fit, and always one. Those left over are not rendered."""
    total = 0
    for post in posts:
        total += len(post["html"])
        if total > characters and total > len(post["html"]):
            return
        yield post


def render_posts(posts: Iterable[PostLook]) -> Iterator[PostFrame]:
    """Viewer-neutral fragments: what belongs to one viewer is laid on by their own browser."""
    for post in posts:
        yield PostFrame(
            id=post.pk,
            seq=post.seq,
            changed_seq=post.changed_seq,
            root_seq=post.root_seq,
            path=post.path,
            parent=post.parent_id,
            author=post.author_id,
            html=render_post(post),
        )


def read_heads(discussion_ids: Collection[int]) -> dict[int, int]:
    return dict(Discussion.objects.filter(pk__in=discussion_ids).values_list("pk", "last_seq"))


def read_seen(asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], bool]:
    """Whether each person may see the discussion, for pairs of their numbers.

    One query for every twenty discussions, however many people there are.
    """
    people = get_user_model()._default_manager.filter(
        pk__in={person for person, _number in asked}, is_active=True
    )
    visible = Discussion.objects.visible_to(OuterRef("pk"))
    numbers = sorted({number for _person, number in asked})
    seen = set()
    for start in range(0, len(numbers), CONDITIONS):
        some = numbers[start : start + CONDITIONS]
        sees = {f"sees_{number}": Exists(visible.filter(pk=number)) for number in some}
        for person, *answers in people.annotate(**sees).values_list("pk", *sees):
            seen |= {(person, number) for number, sees in zip(some, answers, strict=True) if sees}
    return {pair: pair in seen for pair in asked}


def visible_discussions(person: Any, discussion_ids: Collection[int]) -> set[int]:
    visible = Discussion.objects.visible_to(person).filter(pk__in=discussion_ids)
    return set(visible.values_list("pk", flat=True))


def read_audiences(
    discussion_ids: Collection[int], person_ids: Collection[int]
) -> tuple[frozenset[int], dict[int, frozenset[int]]]:
    """Who of the people are there at all, and who of them may see which discussion.

    A few queries for each discussion, however many people there are.
    """
    people = get_user_model()._default_manager.filter(pk__in=person_ids, is_active=True)
    audiences = {}
    for discussion in Discussion.objects.filter(pk__in=discussion_ids).select_related("page"):
        audience = people.filter(access.audience(discussion.page))
        audiences[discussion.pk] = frozenset(audience.values_list("pk", flat=True))
    return frozenset(people.values_list("pk", flat=True)), audiences


@dataclass(frozen=True)
class Standing:
    """What one person may still do: which of their sessions live, which discussions they see."""

    sessions: frozenset[str]
    discussions: frozenset[int]


def read_standing(
    person_id: int, session_keys: Collection[str], discussion_ids: Collection[int]
) -> Standing:
    person = _active_person(person_id)
    if person is None:
        return Standing(frozenset(), frozenset())
    signed_in = read_signed_in(session_keys)
    sessions = frozenset(key for key, signed in signed_in.items() if signed == person_id)
    return Standing(sessions, frozenset(visible_discussions(person, discussion_ids)))


def _active_person(person_id: int) -> Any:
    return get_user_model()._default_manager.filter(pk=person_id, is_active=True).first()
