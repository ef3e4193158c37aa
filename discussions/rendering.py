"""A post as HTML: one rendering for pages and for live frames, and remembered.

A fragment is made of a `PostLook` and of the little that is passed beside it, and of nothing else.
All of that together is the name under which it is remembered. So whatever changes what is shown
changes the name, and nothing ever has to be forgotten.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Case, Q, Value, When
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString

from .access import audience
from .badges import get_badge
from .conf import hub_settings
from .fragments import surroundings
from .kinds import get_kind
from .mentions.markup import mentioned_in, with_names
from .models import Discussion, Post
from .naming import display_name
from .querysets import PostQuerySet

TEMPLATE = "strategy_discussions/includes/post.html"
RULES = "strategy_discussions/includes/rules.html"
# A fragment of a common length takes 3 kB; longer posts are rendered anew each time.
REMEMBERED, REMEMBERED_LENGTH = 4096, 5000

COLUMNS = (
    "pk", "discussion_id", "seq", "changed_seq", "root_seq", "path", "depth", "kind", "state",
    "state_reason", "body_html", "support_count", "pass_count", "disagree_count",
    "reaction_counts", "badge", "badge_note", "created_at", "edited_at", "pinned_at", "parent_id",
)  # fmt: skip
PEOPLE = ("author_id", "parent__author_id", "badge_by_id")
# What a post shows, as columns.
LOOK = COLUMNS + PEOPLE
BODY = COLUMNS.index("body_html")


@dataclass(frozen=True, slots=True)
class PersonLook:
    """What a post shows of a person."""

    pk: int
    name: str
    username: str

    @classmethod
    def of(cls, person: Any) -> "PersonLook":
        return cls(person.pk, display_name(person), person.get_username())

    def get_full_name(self) -> str:
        return self.name

    def get_username(self) -> str:
        return self.username


@dataclass(frozen=True, slots=True)
class ParentLook:
    author: PersonLook


@dataclass(frozen=True, slots=True)
class PostLook:
    """What a post shows, to whomever. Templates know it as a post."""

    pk: int
    discussion_id: int
    seq: int
    changed_seq: int
    root_seq: int
    path: str
    depth: int
    kind: str
    state: str
    state_reason: str
    body_html: str
    support_count: int
    pass_count: int
    disagree_count: int
    reaction_counts: str
    badge: str
    badge_note: str
    created_at: datetime
    edited_at: datetime | None
    pinned_at: datetime | None
    parent_id: int | None
    author: PersonLook
    parent: ParentLook | None
    badge_by: PersonLook | None

    @property
    def author_id(self) -> int:
        return self.author.pk

    @property
    def is_visible(self) -> bool:
        return self.state == Post.State.VISIBLE

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None

    def get_kind_display(self) -> str:
        return str(get_kind(self.kind).label)


def read_looks(posts: PostQuerySet, page: Any) -> list[PostLook]:
    """What `posts` of `page` show, in their order, in two queries: the posts, and their people."""
    return looks_of(list(posts.values_list(*LOOK)), page)


def looks_of(rows: Sequence[tuple[Any, ...]], page: Any) -> list[PostLook]:
    """What posts of `page` show, from their columns in `LOOK`. One query asks for their people.

    Where somebody is mentioned, another one asks for the page's restrictions: of whoever no longer
    passes them, only the words stay that were written.
    """
    numbers = {number for row in rows for number in row[-len(PEOPLE) :]} - {None}
    mentioned = {number for row in rows for number in mentioned_in(row[BODY])}
    who_sees = audience(page) if mentioned else Q(pk__in=[])
    people, names = _read_people(numbers | mentioned, who_sees)
    looks = []
    for *columns, author, parent_author, badge_by in rows:
        columns[BODY] = with_names(columns[BODY], names)
        parent = ParentLook(people[parent_author]) if parent_author else None
        values = (*columns, people[author], parent, people.get(badge_by))
        looks.append(PostLook(*values))
    return looks


def _read_people(
    numbers: Collection[int], who_sees: Q
) -> tuple[dict[int, PersonLook], dict[int, str]]:
    """People by number, and the names of those who meet `who_sees`."""
    sees = Case(When(who_sees, then=Value(True)), default=Value(False))
    people = get_user_model()._default_manager.filter(pk__in=numbers)
    looks, names = {}, {}
    for person in people.annotate(strategy_sees=sees):
        looks[person.pk] = PersonLook.of(person)
        if person.strategy_sees:
            names[person.pk] = looks[person.pk].name
    return looks, names


def render_post(post: PostLook, viewer: Any = None) -> SafeString:
    """The fragment of a post in the active language and time zone.

    Args:
        viewer: what to lay on it for one reader, reduced to what concerns this post, and hashable.
            Live frames have none: there the reader's own browser does it.
    """
    return _fragment(post, viewer, _surroundings_of_posts())


def render_posts(posts: Iterable[PostLook], towards: Callable[[PostLook], Any]) -> SafeString:
    """The fragments of several posts; `towards` gives what to lay on each for one reader."""
    around = _surroundings_of_posts()
    return SafeString("".join(_fragment(post, towards(post), around) for post in posts))


def _surroundings_of_posts() -> tuple[Any, ...]:
    return reverse("strategy_discussions:posts"), hub_settings.DEPTH_SHOWN, surroundings()


def _fragment(post: PostLook, viewer: Any, around: tuple[Any, ...]) -> SafeString:
    badge, kind = get_badge(post.badge), get_kind(post.kind)
    beside = (viewer, *around, badge, kind)
    is_long = len(post.body_html) + len(post.badge_note) > REMEMBERED_LENGTH
    # Whoever works on the templates wants to see what they do.
    if is_long or settings.DEBUG:
        return _render(post, beside)
    return _remembered(post, beside)


def _render(post: PostLook, beside: tuple[Any, ...]) -> SafeString:
    viewer, base, *_rest = beside
    context = {"post": post, "viewer": viewer, "posts_base": base}
    return SafeString(get_template(TEMPLATE).render(context))


_remembered = lru_cache(REMEMBERED)(_render)


def render_rules(discussion: Discussion) -> str:
    """How a discussion is kept: the lines above the composer, the same for everybody."""
    if not (discussion.slow_seconds or discussion.premoderated or discussion.allows_anonymous):
        return ""
    return get_template(RULES).render({"discussion": discussion}).strip()
