"""Merging keeps every author, supporter and trail, tells them all, and can be undone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions.actions import create_post, keep_discussion, support_post
from discussions.models import Vote
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from tests.themes.test_concurrency import fresh
from themes import actions
from themes.actions.restoring import fields_of
from themes.merging import spoken_for, supporters_of, voices_of
from themes.models import Contribution, ContributionEvent

pytestmark = pytest.mark.django_db

WHY = "They ask for the same."
AUTHORS = ["employee", "colleague", "member", "executive"]
SUPPORTERS = [*AUTHORS, "office", "facilitator"]


@pytest.fixture
def ideas(cast: Cast, hub: Hub) -> list[Contribution]:
    return make_ideas(cast, hub)


def make_ideas(cast: Cast, hub: Hub) -> list[Contribution]:
    posts = [
        create_post(hub.discussion, author=getattr(cast, who), body=f"Idea of {who}.", kind="idea")
        for who in AUTHORS
    ]
    return [post.contribution for post in posts]


def merge(one: Contribution, into: Contribution, cast: Cast) -> None:
    actions.merge_contribution(one, into=into, actor=cast.owner, reason=WHY)


def support(idea: Contribution, *people: Any) -> None:
    for person in people:
        support_post(idea.post, actor=person)


def told(event: ContributionEvent | None) -> set[str]:
    assert event
    about = Notification.objects.filter(key=f"event:{event.pk}")
    return set(about.values_list("person__username", flat=True))


def test_supporters_of_both_count_once(cast: Cast, ideas: list[Contribution]) -> None:
    first, second, third, _ = ideas
    support(first, cast.office, cast.member)
    support(second, cast.office, cast.executive)
    support(third, cast.facilitator)
    assert voices_of(first, cast.employee) is None
    merge(second, first, cast)
    voices = voices_of(first, cast.employee)
    assert voices and (voices.number, voices.supporters) == (2, 3)
    # And of what was merged into that, at any remove.
    merge(first, third, cast)
    voices = voices_of(third, cast.employee)
    assert voices and (voices.number, voices.supporters) == (3, 4)
    support(second, cast.facilitator)
    support(second, cast.deputy)
    voices = voices_of(third, cast.employee)
    assert voices and voices.supporters == 5


def test_everybody_is_told_of_each_later_step(cast: Cast, ideas: list[Contribution]) -> None:
    first, second, third, _ = ideas
    support(second, cast.office)
    merge(second, first, cast)
    merge(first, third, cast)
    third = fresh(third)
    actions.start_review(third, actor=cast.deputy, note="We measure it.")
    everybody = {"employee", "colleague", "member", "office"}
    assert told(third.events.last()) == everybody
    actions.accept_contribution(third, actor=cast.owner, reason="It saves a week.")
    assert told(third.events.last()) == everybody
    of_author = Notification.objects.get(person=cast.colleague, key=f"event:{_last(third).pk}")
    assert of_author.sentence == (
        "“Accepted” by Omar Owner: the contribution to “Growth” that yours was merged into."
    )
    assert (of_author.excerpt, of_author.post) == ("It saves a week.", third.post)
    of_supporter = Notification.objects.get(person=cast.office, key=f"event:{_last(third).pk}")
    assert of_supporter.sentence == (
        "“Accepted” by Omar Owner: the contribution to “Growth” that one you support was merged"
        " into."
    )
    actions.start_work(third, actor=cast.owner)
    actions.complete_contribution(third, actor=cast.owner, outcome="Live since May.")
    assert told(third.events.last()) == everybody


def test_an_anonymous_writer_is_told_without_being_named(
    cast: Cast, hub: Hub, ideas: list[Contribution]
) -> None:
    keep_discussion(hub.discussion, actor=None, allows_anonymous=True)
    hub.discussion.refresh_from_db()
    sealed = create_post(
        hub.discussion, author=cast.office, body="Quietly.", kind="idea", anonymous=True
    )
    merge(sealed.contribution, ideas[0], cast)
    actions.start_review(fresh(ideas[0]), actor=cast.owner)
    news = Notification.objects.get(person=cast.office, key=f"event:{_last(ideas[0]).pk}")
    assert news.sentence.startswith("About your anonymous post: “Taken into review”")
    everybody = set(Notification.objects.values_list("person__is_active", flat=True))
    assert everybody == {True}


def test_who_did_it_is_not_told_and_an_undone_step_is_withdrawn_from_all(
    cast: Cast, ideas: list[Contribution]
) -> None:
    first, second, *_ = ideas
    support(second, cast.owner)
    merge(second, first, cast)
    first = fresh(first)
    actions.accept_contribution(first, actor=cast.owner, reason="Yes.")
    event = _last(first)
    assert told(event) == {"employee", "colleague"}
    actions.undo_step(event, actor=cast.owner)
    assert told(event) == set()


def test_it_is_refused_where_somebody_would_lose_sight_of_it(
    cast: Cast, hub: Hub, ideas: list[Contribution]
) -> None:
    cast.owner.groups.add(*cast.member.groups.all())
    post = create_post(hub.team_discussion, author=cast.member, body="Among us.", kind="idea")
    with pytest.raises(ValidationError, match="could not read what becomes of it"):
        merge(ideas[0], post.contribution, cast)
    # Of the team itself, and supported by nobody else.
    merge(ideas[2], post.contribution, cast)
    support(ideas[1], cast.member)
    with pytest.raises(ValidationError, match="could not read what becomes of it"):
        merge(ideas[1], post.contribution, cast)


def test_a_merged_idea_that_one_may_not_see_is_neither_named_nor_counted(
    cast: Cast, hub: Hub, ideas: list[Contribution]
) -> None:
    cast.owner.groups.add(*cast.member.groups.all())
    secret = create_post(hub.team_discussion, author=cast.member, body="Among us.", kind="idea")
    support(secret.contribution, cast.owner)
    merge(secret.contribution, ideas[0], cast)
    assert voices_of(ideas[0], cast.employee) is None
    voices = voices_of(ideas[0], cast.member)
    assert voices and (voices.number, voices.supporters) == (2, 1)


def _last(contribution: Contribution) -> ContributionEvent:
    event = contribution.events.order_by("pk").last()
    assert event
    return event


# What people read.


@pytest.fixture
def read(client: Any, cast: Cast) -> Any:
    def read_(who: str, contribution: Contribution, name: str = "contribution") -> str:
        client.force_login(getattr(cast, who))
        address = reverse(f"strategy_themes:{name}", args=[contribution.pk])
        return str(client.get(address).content.decode())

    return read_


def test_the_page_of_a_merged_one_goes_on_with_what_it_lives_on_in(
    cast: Cast, ideas: list[Contribution], read: Any
) -> None:
    first, second, *_ = ideas
    actions.thank_contribution(first, actor=cast.owner, message="Thank you, Emma.")
    merge(second, first, cast)
    first = fresh(first)
    actions.accept_contribution(first, actor=cast.owner, reason="It saves a week.")
    page = read("colleague", second)
    for text in ("It lives on in another one", "Idea of employee.", "It saves a week.", "Accepted"):
        assert text in page
    # What happened before they were merged is its own story.
    assert "Thank you, Emma." not in page
    actions.start_work(first, actor=cast.owner)
    actions.complete_contribution(first, actor=cast.owner, outcome="Live since May.")
    assert "Live since May." in read("colleague", second)


@pytest.mark.parametrize(("who", "name"), [("colleague", "contribution"), ("owner", "desk_item")])
def test_the_one_that_speaks_names_all_authors_and_counts_supporters_once(
    cast: Cast, ideas: list[Contribution], read: Any, who: str, name: str
) -> None:
    first, second, third, _ = ideas
    support(second, cast.office)
    support(third, cast.office, cast.facilitator)
    merge(second, first, cast)
    merge(third, first, cast)
    page = read(who, first, name)
    assert "2 supporters of 3 merged ideas" in page
    for text in ("Carl Colleague", "Idea of colleague.", "Mina Member", "Idea of member."):
        assert text in page


# Whatever is merged in whatever order.


def everything(ideas: list[Contribution]) -> dict[str, Any]:
    """Where all of it stands, who supports what, and what nobody has read yet."""
    stored = [fresh(idea) for idea in ideas]
    return {
        "fields": [fields_of(each) for each in stored],
        "badges": [(p.badge, p.badge_note, p.badge_by_id) for p in (s.post for s in stored)],
        "votes": sorted(Vote.objects.values_list("post", "person", "value")),
        "voices": [supporters_of([each.pk, *spoken_for(each)]) for each in stored],
        "unread": sorted(Notification.objects.values_list("person", "key", "text")),
    }


def act(kind: str, a: int, b: int, ideas: list[Contribution], cast: Cast) -> Contribution | None:
    """One act; the contribution whose step it was, or None where it was refused or is no step."""
    idea: Contribution = fresh(ideas[a % len(ideas)])
    try:
        if kind == "support":
            support(idea, getattr(cast, SUPPORTERS[b % len(SUPPORTERS)]))
            return None
        if kind == "merge":
            merge(idea, fresh(ideas[b % len(ideas)]), cast)
        elif kind == "reopen":
            actions.reopen_contribution(idea, actor=cast.owner, reason=WHY)
        else:
            actions.start_review(idea, actor=cast.owner)
    except (PermissionDenied, ValidationError):
        return None
    return idea


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["merge", "merge", "support", "review", "reopen"]),
            st.integers(0, 9),
            st.integers(0, 9),
            st.booleans(),
        ),
        min_size=2,
        max_size=14,
    )
)
def test_undoing_gives_everything_back_and_nobody_is_lost(
    cast: Cast, hub: Hub, acts: list[tuple[str, int, int, bool]]
) -> None:
    with transaction.atomic():
        ideas = make_ideas(cast, hub)
        for kind, a, b, is_undone in acts:
            before = everything(ideas)
            idea = act(kind, a, b, ideas, cast)
            if idea is None:
                assert kind == "support" or everything(ideas) == before
                continue
            check_told(idea)
            if is_undone:
                actions.undo_step(_last(idea), actor=cast.owner)
                assert everything(ideas) == before
        check_voices(ideas)
        transaction.set_rollback(True)


def check_told(idea: Contribution) -> None:
    """Each author and supporter of it, and of all that it speaks for, but who did it."""
    keys = spoken_for(idea)
    wrote = Contribution.objects.filter(pk__in=[idea.pk, *keys])
    expected = set(wrote.values_list("contributor__username", flat=True))
    votes = Vote.objects.filter(post__contribution__in=keys)
    expected |= set(votes.values_list("person__username", flat=True))
    assert expected - {"owner"} <= told(_last(idea))


def check_voices(ideas: list[Contribution]) -> None:
    """Every idea is spoken for by exactly one that is not merged, and counts there."""
    ends = [each for each in map(fresh, ideas) if each.merged_into is None]
    spoken = [key for end in ends for key in (end.pk, *spoken_for(end))]
    assert sorted(spoken) == sorted(idea.pk for idea in ideas)
    for end in ends:
        people = Vote.objects.filter(post__contribution__in=[end.pk, *spoken_for(end)])
        assert supporters_of([end.pk, *spoken_for(end)]) == len({v.person_id for v in people})
