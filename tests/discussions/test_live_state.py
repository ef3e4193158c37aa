"""Whatever happens, a page kept up to date live shows what a fresh one shows."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions import actions
from discussions.access import writer_of
from discussions.actions import ImportedVote
from discussions.kinds import registered_kinds
from discussions.live.protocol import encode
from discussions.live.reading import read_changes
from discussions.models import Discussion, Post, Reaction, Vote
from tests.cast import Cast, Hub
from themes.actions import accept_contribution, decline_contribution, thank_contribution

from .frames import validate
from .screen import Screen

pytestmark = pytest.mark.django_db

# Actions after which no reader sees anything else than before, and why.
UNSEEN = {
    # of the few who learn a name together
    "request_unsealing", "approve_unsealing", "refuse_unsealing",
    # of one person alone
    "accept_covenant", "choose_level", "record_own_post", "record_reading", "record_seen",
    "record_seen_live", "report_post", "dismiss_reports",
    # of the surroundings: files, names, access, the covenant
    "announce_access_change", "attach_file", "check_may_attach", "find_attachments", "find_people",
    "index_all_names", "index_names", "open_discussion", "publish_covenant",
    "remove_unused_attachments", "require_login", "too_large_error",
    # of orders, beside the posts
    "note_reply", "recount_answers",
    # nothing but what another renderer makes of the same words
    "render_posts_again",
    # parts of other actions
    "ImportedVote", "RenderedAgain", "VotesImported", "import_vote",
}  # fmt: skip


class Talk:
    """Two discussions and what can happen in them. `number` chooses among what there is."""

    def __init__(self, cast: Cast, hub: Hub) -> None:
        self._cast, self._hub = cast, hub
        self._people = [cast.employee, cast.colleague, cast.member, cast.owner]
        self._numbers = count()
        self._moderator = cast.facilitator

    # Who and what

    def _person(self, number: int) -> Any:
        return self._people[number % len(self._people)]

    def _discussion(self, number: int) -> Discussion:
        found = Discussion.objects.filter(page__in=self._pages).order_by("pk")
        return found[number % len(found)]

    @property
    def _pages(self) -> list[Any]:
        return [self._hub.theme_page, self._hub.question_page]

    def _post(self, number: int, **which: Any) -> Post:
        found = Post.objects.filter(**which).order_by("pk")
        if not found:
            raise Post.DoesNotExist
        return found[number % len(found)]

    # What happens; each is named after its action

    def create_post(self, number: int) -> None:
        discussion = self._discussion(number)
        kinds = [kind.code for kind in registered_kinds()]
        parents = [None, *discussion.posts.published()]
        actions.create_post(
            discussion,
            author=self._person(number),
            body=f"Words {next(self._numbers)}",
            kind=kinds[number % len(kinds)],
            parent=parents[number % len(parents)],
        )

    def import_post(self, number: int) -> None:
        actions.import_post(
            self._discussion(number),
            author=self._person(number),
            body="From elsewhere",
            kind="answer",
            written_at=timezone.now(),
            state=[Post.State.VISIBLE, Post.State.HIDDEN, Post.State.PENDING][number % 3],
            submission_key=f"elsewhere:{next(self._numbers)}",
        )

    def import_votes(self, number: int) -> None:
        post = self._post(number, published_at__isnull=False)
        row = ImportedVote(post, self._person(number), Vote.Value.DISAGREE, timezone.now())
        actions.import_votes(post.discussion, [row])

    def post_unnamed(self, number: int) -> None:
        discussion = self._discussion(number)
        actions.keep_discussion(discussion, actor=None, allows_anonymous=True)
        parents = [None, *discussion.posts.published()]
        actions.create_post(
            discussion,
            author=self._people[number % 3],
            body=f"Words {next(self._numbers)}",
            parent=parents[number % len(parents)],
            anonymous=True,
        )

    def edit_post(self, number: int) -> None:
        post = self._post(number)
        actions.edit_post(post, actor=writer_of(post), body=f"Other words {next(self._numbers)}")

    def hide_post(self, number: int) -> None:
        actions.hide_post(self._post(number), actor=self._moderator, reason="Names a customer.")

    def restore_post(self, number: int) -> None:
        actions.restore_post(self._post(number, state="hidden"), actor=self._moderator)

    def delete_post(self, number: int) -> None:
        post = self._post(number)
        actions.delete_post(post, actor=writer_of(post))

    def support_post(self, number: int) -> None:
        actions.support_post(self._post(number), actor=self._person(number + 1))

    def withdraw_support(self, number: int) -> None:
        vote = Vote.objects.filter(value=Vote.Value.SUPPORT).order_by("pk").first()
        if vote:
            actions.withdraw_support(vote.post, actor=vote.person)

    def react_to_post(self, number: int) -> None:
        actions.react_to_post(self._post(number), code="insight", actor=self._person(number + 1))

    def withdraw_reaction(self, number: int) -> None:
        given = Reaction.objects.order_by("pk").first()
        if given:
            actions.withdraw_reaction(given.post, code=given.code, actor=given.person)

    def pin_post(self, number: int) -> None:
        actions.pin_post(self._post(number), actor=self._moderator)

    def unpin_post(self, number: int) -> None:
        actions.unpin_post(self._post(number, pinned_at__isnull=False), actor=self._moderator)

    def set_badge(self, number: int) -> None:
        code = ["newsroom.quoted", "strategy_themes.parked", "an.unknown", ""][number % 4]
        post = self._post(number)
        actions.set_badge(post, code=code, note=f"Note {number}", actor=self._moderator)

    def decide(self, number: int) -> None:
        post = self._post(number, contribution__isnull=False, contribution__owner__isnull=False)
        owner = post.contribution.owner
        step = number % 3
        if step == 0:
            thank_contribution(post.contribution, actor=owner, message="Thank you for it.")
        elif step == 1:
            accept_contribution(post.contribution, actor=owner, reason="It saves a week.")
        else:
            decline_contribution(post.contribution, actor=owner, reason="Too dear.")

    def close_discussion(self, number: int) -> None:
        actions.close_discussion(self._discussion(number), actor=self._moderator)

    def reopen_discussion(self, number: int) -> None:
        actions.reopen_discussion(self._discussion(number), actor=self._moderator)

    def keep_discussion(self, number: int) -> None:
        actions.keep_discussion(
            self._discussion(number),
            actor=self._moderator,
            slow_seconds=[0, 60][number % 2],
            premoderated=number % 4 > 1,
            allows_anonymous=number % 8 > 3,
        )

    def approve_post(self, number: int) -> None:
        actions.approve_post(self._post(number, state="pending"), actor=self._moderator)

    def refuse_post(self, number: int) -> None:
        post = self._post(number, state="pending")
        actions.refuse_post(post, actor=self._moderator, reason="Not here.")

    def split_conversation(self, number: int) -> None:
        actions.split_conversation(
            self._post(number, depth=0),
            actor=self._moderator,
            title="Apart",
            reason="Another matter.",
        )

    def merge_discussion(self, number: int) -> None:
        actions.merge_discussion(
            self._discussion(number),
            into=self._discussion(number + 1),
            actor=self._moderator,
            reason="The same matter.",
        )

    def move_discussion(self, number: int) -> None:
        page = self._pages[number % 2]
        found = Discussion.objects.filter(is_primary=False, page__in=self._pages).order_by("pk")
        if found:
            discussion = found[number % len(found)]
            actions.move_discussion(
                discussion, to=page, actor=self._moderator, reason="It belongs there."
            )


ACTS: dict[str, Callable[[Talk, int], None]] = {
    name: act for name, act in vars(Talk).items() if not name.startswith("_")
}
# How a page hears of what happened: at once, later with the rest, or twice and too late.
HEARD = ["at once", "later", "again"]


@pytest.fixture
def one_page(settings: Any) -> None:
    """All posts on one page: which of them a further page shows, frames cannot say."""
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 1000, "POST_RATE": (1000, 1)}


class Screens:
    """A page of each discussion, open since the discussion was there."""

    def __init__(self) -> None:
        self.open: dict[int, Screen] = {}

    def look(self) -> None:
        for discussion in Discussion.objects.exclude(pk__in=self.open):
            self.open[discussion.pk] = Screen(discussion)

    def hear(self, how: str) -> None:
        for screen in self.open.values():
            if how == "later":
                continue
            # A frame may overlap with what is known, such as one that went round by a slow line.
            after = max(screen.head - 3, 0) if how == "again" else screen.head
            self._catch_up(screen, after)

    def _catch_up(self, screen: Screen, after: int) -> None:
        while True:
            frame = validate(json.loads(encode(read_changes(screen.discussion, after))))
            screen.hear(frame)
            if not frame.get("more"):
                return
            after = frame["head"]

    def differ(self) -> list[tuple[Any, Any]]:
        """What each shows and what a fresh page shows, where that is not the same."""
        pairs = [
            (screen.shows(), Screen(Discussion(pk=screen.discussion)).shows())
            for screen in self.open.values()
        ]
        return [pair for pair in pairs if pair[0] != pair[1]]


def happen(talk: Talk, name: str, number: int) -> bool:
    """Whether it could happen: much of what comes by chance is impossible, and refused."""
    try:
        with transaction.atomic():
            ACTS[name](talk, number)
    except (PermissionDenied, ValidationError, Post.DoesNotExist):
        return False
    return True


@given(
    acts=st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 40), st.sampled_from(HEARD)),
        max_size=14,
    )
)
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_after_any_acts_an_open_page_equals_a_fresh_one(
    cast: Cast, hub: Hub, one_page: None, acts: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        talk, screens = Talk(cast, hub), Screens()
        for number in range(6):
            happen(talk, "create_post", number)
        screens.look()
        for name, number, how in acts:
            happen(talk, name, number)
            screens.look()
            screens.hear(how)
        screens.hear("at once")
        assert screens.differ() == []
        transaction.set_rollback(True)


# Each act in a place where it is possible.
STORY = [
    ("create_post", 0), ("create_post", 1), ("create_post", 2), ("create_post", 10),
    ("post_unnamed", 0), ("post_unnamed", 1),
    ("support_post", 0), ("withdraw_support", 0), ("react_to_post", 0), ("withdraw_reaction", 0),
    ("pin_post", 0), ("pin_post", 1), ("unpin_post", 0), ("edit_post", 0), ("set_badge", 0),
    ("decide", 0), ("decide", 1), ("hide_post", 0), ("restore_post", 0), ("delete_post", 1),
    ("import_post", 0), ("import_votes", 0),
    ("keep_discussion", 2), ("keep_discussion", 3), ("create_post", 0), ("create_post", 2),
    ("approve_post", 0), ("import_post", 2), ("refuse_post", 0), ("keep_discussion", 0),
    ("keep_discussion", 1), ("keep_discussion", 4), ("keep_discussion", 5),
    ("split_conversation", 0), ("move_discussion", 1), ("merge_discussion", 2),
    ("close_discussion", 0), ("reopen_discussion", 0),
]  # fmt: skip


def test_each_act_by_itself_brings_an_open_page_where_a_fresh_one_is(
    cast: Cast, hub: Hub, one_page: None
) -> None:
    talk, screens = Talk(cast, hub), Screens()
    happened, seen = set(), set()
    screens.look()
    for name, number in STORY:
        before = {number: screen.shows() for number, screen in screens.open.items()}
        if happen(talk, name, number):
            happened.add(name)
        screens.look()
        screens.hear("at once")
        assert screens.differ() == [], name
        after = {number: screen.shows() for number, screen in screens.open.items()}
        if after != before:
            seen.add(name)
    assert happened == ACTS.keys()
    # Refusing a post that nobody has seen is the one act that shows nothing.
    assert seen == ACTS.keys() - {"refuse_post"}


def test_every_action_is_among_the_acts_or_shows_nothing() -> None:
    assert set(actions.__all__) - ACTS.keys() - UNSEEN == set()
