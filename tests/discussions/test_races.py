"""Many people at the same moment, on real connections: nothing lost, nothing twice, no deadlock."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from discussions import actions
from discussions.models import Attachment, Discussion, Post, Reaction, Vote
from discussions.signals import post_hidden, post_published, post_reacted, post_supported
from scorecard.models import Participation
from tests.cast import Cast, Hub
from themes.models import Contribution

pytestmark = pytest.mark.django_db(transaction=True)

# Connections at once. A PostgreSQL server as it is installed has a hundred for everybody; SQLite's
# writers queue in no order, so that among too many one may wait beyond its timeout.
LANES = {"postgresql": 20}
FEW_LANES = 6
Act = Callable[[], Any]


def at_once(acts: Iterable[Act]) -> list[Any]:
    """Do all `acts`, as many at a time as there are lanes; gives results or errors in order."""
    acts = list(acts)
    lanes = min(LANES.get(connection.vendor, FEW_LANES), len(acts))
    start = Barrier(lanes)

    def lane(number: int) -> list[Any]:
        start.wait(timeout=60)
        try:
            return [_outcome(act) for act in acts[number::lanes]]
        finally:
            connection.close()

    with ThreadPoolExecutor(lanes) as pool:
        by_lane = list(pool.map(lane, range(lanes)))
    return [by_lane[index % lanes][index // lanes] for index in range(len(acts))]


def _outcome(act: Act) -> Any:
    try:
        return act()
    except (PermissionDenied, ValidationError) as error:
        return error


class Ear:
    """Counts how often a signal is sent."""

    def __init__(self, signal: Signal) -> None:
        self.count = 0
        self._signal = signal

    def __enter__(self) -> "Ear":
        self._signal.connect(self._hear)
        return self

    def __exit__(self, *args: object) -> None:
        self._signal.disconnect(self._hear)

    def _hear(self, **kwargs: Any) -> None:
        self.count += 1


@pytest.fixture
def crowd(hub: Hub) -> list[User]:
    staff = Group.objects.get(name="Staff")
    people = [User.objects.create(username=f"crowd{number}") for number in range(50)]
    for person in people:
        person.groups.add(staff)
    return people


@pytest.fixture
def post(hub: Hub, cast: Cast) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="An idea", kind="idea")


def fresh(post: Post) -> Post:
    return Post.objects.select_related("discussion").get(pk=post.pk)


def supporting(post: Post, person: User) -> Act:
    return lambda: actions.support_post(fresh(post), actor=person)


def writing(discussion: Discussion, author: Any, body: str, key: str | None = None) -> Act:
    def act() -> Post:
        here = Discussion.objects.get(pk=discussion.pk)
        return actions.create_post(here, author=author, body=body, submission_key=key)

    return act


def editing(post: Post, author: User, body: str) -> Act:
    return lambda: actions.edit_post(fresh(post), actor=author, body=body)


def hiding(post: Post, moderator: User, reason: str) -> Act:
    return lambda: actions.hide_post(fresh(post), actor=moderator, reason=reason)


def failures(results: Iterable[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception)]


def numbers_of(discussion: Discussion) -> list[int]:
    return list(discussion.posts.order_by("seq").values_list("seq", flat=True))


def test_fifty_people_support_at_once_and_each_twice(post: Post, crowd: list[User]) -> None:
    with Ear(post_supported) as ear:
        results = at_once(supporting(post, person) for person in crowd for _twice in range(2))
    assert failures(results) == []
    assert Vote.objects.filter(post=post, value=Vote.Value.SUPPORT).count() == 50
    assert fresh(post).support_count == 50
    assert ear.count == 50
    assert Participation.objects.filter(kind=Participation.Kind.SUPPORT).count() == 50


def reacting(post: Post, person: User, code: str) -> Act:
    return lambda: actions.react_to_post(fresh(post), code=code, actor=person)


def test_fifty_people_react_at_once_and_each_twice(post: Post, crowd: list[User]) -> None:
    codes = ("insight", "thanks")
    with Ear(post_reacted) as ear:
        results = at_once(
            reacting(post, person, codes[index % 2])
            for index, person in enumerate(crowd)
            for _twice in range(2)
        )
    assert failures(results) == []
    assert Reaction.objects.filter(post=post).count() == ear.count == 50
    assert fresh(post).reaction_counts == "insight:25 thanks:25"
    assert Participation.objects.filter(kind=Participation.Kind.REACTION).count() == 50


def test_reactions_and_support_given_and_taken_at_once_leave_honest_counts(
    post: Post, crowd: list[User]
) -> None:
    def taking(person: User) -> Act:
        return lambda: actions.withdraw_reaction(fresh(post), code="care", actor=person)

    acts = [
        act
        for who in crowd[:12]
        for act in (reacting(post, who, "care"), supporting(post, who), taking(who))
    ]
    assert failures(at_once(acts)) == []
    left = Reaction.objects.filter(post=post).count()
    assert fresh(post).reaction_counts == (f"care:{left}" if left else "")
    assert fresh(post).support_count == 12


def test_a_file_shown_by_several_posts_at_once_is_in_one_of_them(
    hub: Hub, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}
    paper = actions.attach_file(
        hub.discussion, uploader=cast.employee, file=BytesIO(b"Words"), name="a.txt"
    )
    body = f"[it](attachment:{paper.pk})"
    results = at_once(
        [
            *(writing(hub.discussion, cast.employee, body) for _ in range(4)),
            lambda: actions.remove_unused_attachments(before=timezone.now()),
        ]
    )
    stored = [result for result in results[:4] if isinstance(result, Post)]
    assert all(error.code == "attachment" for error in failures(results))
    # Either a post has it, or it was removed before any had.
    assert len(stored) + results[4] == 1
    assert list(Attachment.objects.values_list("post", flat=True)) == [post.pk for post in stored]


def test_support_given_and_taken_back_at_once_leaves_an_honest_tally(
    post: Post, crowd: list[User]
) -> None:
    def withdrawing(person: User) -> Act:
        return lambda: actions.withdraw_support(fresh(post), actor=person)

    people = crowd[:20]
    acts = [act for who in people for act in (supporting(post, who), withdrawing(who))]
    assert failures(at_once(acts)) == []
    assert fresh(post).support_count == Vote.objects.filter(post=post).count()


def test_a_hundred_forms_sent_twice_at_once_are_a_hundred_posts(
    hub: Hub, crowd: list[User]
) -> None:
    sent = [(crowd[number % 50], f"form{number}") for number in range(100)]
    acts = [
        writing(hub.discussion, person, f"Text of {key}", key)
        for person, key in sent
        for _twice in range(2)
    ]
    results = at_once(acts)
    assert failures(results) == []
    pairs = list(zip(results[::2], results[1::2], strict=True))
    assert all(first.pk == second.pk for first, second in pairs)
    assert all(
        first.body == f"Text of {key}" for (first, _), (_, key) in zip(pairs, sent, strict=True)
    )
    hub.discussion.refresh_from_db()
    assert numbers_of(hub.discussion) == list(range(1, 101))
    discussion = Discussion.objects.get(pk=hub.discussion.pk)
    assert (discussion.last_seq, discussion.post_count) == (100, 100)
    assert Contribution.objects.count() == 100


def test_one_form_sent_twenty_times_at_once_is_one_post(hub: Hub, cast: Cast) -> None:
    results = at_once(writing(hub.discussion, cast.employee, "Once", "key") for _ in range(20))
    assert failures(results) == []
    assert {result.pk for result in results} == {Post.objects.get().pk}


def test_a_double_submit_of_the_last_post_that_the_rate_allows_gets_its_answer(
    hub: Hub, cast: Cast, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POST_RATE": (1, 600)}
    results = at_once(writing(hub.discussion, cast.employee, "Once", "key") for _ in range(8))
    assert failures(results) == []
    assert Post.objects.count() == 1


def test_every_kind_of_change_at_once_comes_to_an_end(
    post: Post, hub: Hub, cast: Cast, crowd: list[User]
) -> None:
    """Support, badges, edits and replies lock in one order, so none waits for another for ever."""
    rounds = range(8)
    acts: list[Act] = [
        *(supporting(post, person) for person in crowd[:10]),
        *(
            (lambda n=number: actions.set_badge(fresh(post), code="x", note=str(n), actor=None))
            for number in rounds
        ),
        *(editing(post, cast.employee, f"Text {number}") for number in rounds),
        *(
            (
                lambda n=number: actions.create_post(
                    post.discussion, author=crowd[n], body="A reply", parent=fresh(post)
                )
            )
            for number in rounds
        ),
    ]
    assert failures(at_once(acts)) == []
    final = fresh(post)
    assert final.support_count == 10
    assert final.revisions.count() == 8
    assert numbers_of(hub.discussion) == sorted(set(numbers_of(hub.discussion)))
    assert final.changed_seq <= final.discussion.last_seq


def test_edits_at_once_keep_every_version(post: Post, cast: Cast) -> None:
    texts = [f"Version {number}" for number in range(10)]
    results = at_once(editing(post, cast.employee, text) for text in texts)
    assert failures(results) == []
    versions = [*post.revisions.values_list("body", flat=True), fresh(post).body]
    assert sorted(versions) == sorted(["An idea", *texts])


def test_a_post_approved_by_several_at_once_is_published_once(hub: Hub, cast: Cast) -> None:
    waiting, _is_new = actions.import_post(
        hub.discussion,
        author=cast.employee,
        body="Waiting",
        kind="idea",
        written_at=timezone.now(),
        state=Post.State.PENDING,
        submission_key="waiting",
    )
    with Ear(post_published) as ear:
        results = at_once(
            (lambda: actions.approve_post(fresh(waiting), actor=cast.facilitator)) for _ in range(8)
        )
    assert failures(results) == []
    assert ear.count == 1
    assert Discussion.objects.get(pk=hub.discussion.pk).post_count == 1
    assert Contribution.objects.count() == 1


def test_a_post_hidden_by_several_at_once_is_hidden_once(post: Post, cast: Cast) -> None:
    with Ear(post_hidden) as ear:
        results = at_once(hiding(post, cast.facilitator, f"Reason {n}") for n in range(8))
    assert failures(results) == []
    assert ear.count == 1
    assert {result.state_reason for result in results} == {fresh(post).state_reason}


def test_nothing_is_stored_after_the_discussion_was_closed(
    hub: Hub, cast: Cast, crowd: list[User]
) -> None:
    discussion = hub.discussion
    closing: Act = lambda: actions.close_discussion(  # noqa: E731  (one of a list of acts)
        Discussion.objects.get(pk=discussion.pk), actor=cast.facilitator
    )
    acts = [writing(discussion, person, "In time?") for person in crowd[:19]]
    results = at_once([*acts[:10], closing, *acts[10:]])
    refused = [error for error in failures(results)]
    assert all(error.code == "closed" for error in refused)
    discussion.refresh_from_db()
    assert discussion.posts.count() == 19 - len(refused)
    # Closing took the last number: no post has a later one.
    assert discussion.last_seq == discussion.posts.count() + 1


def test_votes_imported_while_people_vote_are_counted_with_theirs(
    post: Post, crowd: list[User]
) -> None:
    now = timezone.now()
    rows = [
        actions.ImportedVote(fresh(post), person, 1 - index % 3, now)
        for index, person in enumerate(crowd)
    ]
    importing = [
        (lambda part=rows[start : start + 10]: actions.import_votes(post.discussion, part))
        for start in range(0, 50, 10)
    ]
    results = at_once([*importing, *(supporting(post, person) for person in crowd[::2])])
    assert failures(results) == []
    final = fresh(post)
    counted = [Vote.objects.filter(post=post, value=value).count() for value in (1, 0, -1)]
    assert [final.support_count, final.pass_count, final.disagree_count] == counted
    assert sum(counted) == 50


def test_one_import_run_twice_at_once_stores_each_post_once(hub: Hub, cast: Cast) -> None:
    def importing(number: int) -> Act:
        return lambda: actions.import_post(
            Discussion.objects.get(pk=hub.discussion.pk),
            author=cast.employee,
            body=f"Statement {number}",
            kind="answer",
            written_at=timezone.now(),
            state=Post.State.VISIBLE,
            submission_key=f"import:x:{number}",
        )

    results = at_once(importing(number) for number in range(20) for _twice in range(2))
    assert failures(results) == []
    assert sum(is_new for _post, is_new in results) == 20
    assert numbers_of(hub.discussion) == list(range(1, 21))
