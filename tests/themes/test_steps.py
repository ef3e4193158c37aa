"""Each step: who takes it, from where, with which words, and what it leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from discussions.actions import create_post
from themes import actions, signals
from themes.models import Contribution, ContributionEvent

pytestmark = pytest.mark.django_db

WORDS = "Because it halves the waiting time."


def take(step, contribution, actor, words=WORDS, **more):
    """Take a step by its name, with the words under the name that its action has for them."""
    key = {"thank_contribution": "message", "complete_contribution": "outcome"}.get(step)
    key = key or ("note" if step.startswith("start_") else "reason")
    return getattr(actions, step)(contribution, actor=actor, **{key: words}, **more)


def bring_to(contribution, state, actor):
    steps = {
        "received": [],
        "thanked": ["thank_contribution"],
        "in_review": ["start_review"],
        "accepted": ["accept_contribution"],
        "declined": ["decline_contribution"],
        "parked": ["park_contribution"],
        "in_progress": ["accept_contribution", "start_work"],
        "done": ["accept_contribution", "start_work", "complete_contribution"],
    }[state]
    for step in steps:
        take(step, contribution, actor)
    return contribution


STEPS = [
    ("thank_contribution", "received", "thanked", ""),
    ("start_review", "received", "in_review", "strategy_themes.in_review"),
    ("accept_contribution", "in_review", "accepted", "strategy_themes.accepted"),
    ("decline_contribution", "in_review", "declined", "strategy_themes.declined"),
    ("park_contribution", "in_review", "parked", "strategy_themes.parked"),
    ("start_work", "accepted", "in_progress", "strategy_themes.in_progress"),
    ("complete_contribution", "in_progress", "done", "strategy_themes.done"),
]
each_step = pytest.mark.parametrize(("step", "before", "after", "badge"), STEPS)


@each_step
def test_a_step_changes_the_state_and_leaves_an_event(
    cast, contribution, step, before, after, badge
):
    bring_to(contribution, before, cast.owner)
    take(step, contribution, cast.owner)
    stored = Contribution.objects.get()
    assert stored.state == after
    *_earlier, event = stored.events.all()
    assert (event.actor, event.note) == (cast.owner, WORDS)


@each_step
def test_a_step_lays_its_badge_on_the_post(cast, contribution, step, before, after, badge):
    bring_to(contribution, before, cast.owner)
    changed_before = Contribution.objects.get().post.changed_seq
    take(step, contribution, cast.owner)
    post = Contribution.objects.get().post
    if badge:
        assert (post.badge, post.badge_note, post.badge_by) == (badge, WORDS, cast.owner)
        assert post.changed_seq > changed_before
    else:
        assert post.changed_seq == changed_before


@each_step
def test_a_step_is_told_once_with_its_event(cast, contribution, step, before, after, badge):
    bring_to(contribution, before, cast.owner)
    heard = []

    def hear(sender, contribution, event, **kwargs):
        heard.append((contribution.state, event))

    signals.contribution_advanced.connect(hear)
    try:
        take(step, contribution, cast.owner)
    finally:
        signals.contribution_advanced.disconnect(hear)
    assert heard == [(after, ContributionEvent.objects.last())]


@each_step
@pytest.mark.parametrize("who", ["employee", "colleague", "outsider", "deactivated", "office"])
def test_a_step_is_refused_to_everybody_else(cast, contribution, step, before, after, badge, who):
    bring_to(contribution, before, cast.owner)
    with pytest.raises(PermissionDenied):
        take(step, contribution, getattr(cast, who))
    assert Contribution.objects.get().state == before


@each_step
@pytest.mark.parametrize("words", ["Zero \x00 byte", "x" * 10_001])
def test_a_step_with_bad_words_stores_nothing(
    cast, contribution, step, before, after, badge, words
):
    bring_to(contribution, before, cast.owner)
    count = ContributionEvent.objects.count()
    with pytest.raises(ValidationError):
        take(step, contribution, cast.owner, words)
    assert Contribution.objects.get().state == before
    assert ContributionEvent.objects.count() == count


@pytest.mark.parametrize("words", ["", "  \n "])
@pytest.mark.parametrize("row", [row for row in STEPS if not row[0].startswith("start_")])
def test_thanks_decisions_and_outcomes_need_words(cast, contribution, row, words):
    step, before, *_rest = row
    bring_to(contribution, before, cast.owner)
    with pytest.raises(ValidationError) as refusal:
        take(step, contribution, cast.owner, words)
    assert refusal.value.code == "empty"
    assert Contribution.objects.get().state == before


@each_step
def test_a_step_keeps_the_time_of_the_act(cast, contribution, step, before, after, badge):
    bring_to(contribution, before, cast.owner)
    then = timezone.now() - timedelta(days=30)
    take(step, contribution, cast.owner, at=then)
    assert contribution.events.filter(happened_at=then).exists()


@pytest.mark.parametrize("step", ["thank_contribution", "start_review"])
def test_a_facilitator_thanks_and_reviews(cast, contribution, step):
    take(step, contribution, cast.facilitator)
    assert contribution.events.last().actor == cast.facilitator


def test_a_facilitator_does_not_decide(cast, contribution):
    with pytest.raises(PermissionDenied):
        take("accept_contribution", contribution, cast.facilitator)


def test_a_deputy_decides(cast, contribution):
    take("decline_contribution", contribution, cast.deputy)
    assert contribution.state == "declined"


def test_thanks_count_once_and_say_who_was_first(cast, contribution):
    take("thank_contribution", contribution, cast.facilitator)
    with pytest.raises(ValidationError, match=r"Thanked already, by Farid Facilitator on \d"):
        take("thank_contribution", contribution, cast.owner)


def test_thanks_during_a_review_leave_it_in_review(cast, contribution):
    take("start_review", contribution, cast.owner)
    take("thank_contribution", contribution, cast.owner)
    assert contribution.state == "in_review"
    assert contribution.thanked_at


def test_a_decision_without_thanks_leaves_the_thanks_empty(cast, contribution):
    take("accept_contribution", contribution, cast.owner)
    assert contribution.thanked_at is None
    with pytest.raises(ValidationError, match="Accepted already, by Omar Owner on"):
        take("thank_contribution", contribution, cast.owner)


def test_a_second_decision_says_who_decided_first(cast, contribution):
    take("decline_contribution", contribution, cast.owner)
    stale = Contribution.objects.get()
    stale.state = "received"
    with pytest.raises(ValidationError, match="Declined already, by Omar Owner on"):
        take("accept_contribution", stale, cast.deputy)


def test_work_starts_only_on_what_is_accepted(cast, contribution):
    with pytest.raises(ValidationError, match="once the contribution is accepted"):
        take("start_work", contribution, cast.owner)
    with pytest.raises(ValidationError, match="Only work that has started"):
        take("complete_contribution", contribution, cast.owner)


def test_a_decision_keeps_its_reason_and_time(cast, contribution):
    then = timezone.now() - timedelta(days=2)
    take("accept_contribution", contribution, cast.owner, at=then)
    assert (contribution.decision_reason, contribution.decided_at) == (WORDS, then)


def test_what_was_parked_is_taken_up_again(cast, contribution):
    until = timezone.localdate() + timedelta(days=30)
    take("park_contribution", contribution, cast.owner, until=until)
    assert contribution.parked_until == until
    take("start_review", contribution, cast.owner)
    assert contribution.state == "in_review"
    assert (contribution.decided_at, contribution.parked_until) == (None, None)


def test_nothing_is_parked_until_a_day_that_is_over(cast, contribution):
    with pytest.raises(ValidationError, match="still to come"):
        take("park_contribution", contribution, cast.owner, until=date(2020, 1, 1))


def test_events_are_the_record(cast, contribution):
    event = contribution.events.first()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.fixture
def other(cast, hub):
    post = create_post(hub.discussion, author=cast.colleague, body="Offers by phone?", kind="idea")
    return post.contribution


def test_a_merge_names_the_one_that_speaks_for_it(cast, contribution, other):
    take("merge_contribution", contribution, cast.owner, into=other)
    stored = Contribution.objects.get(pk=contribution.pk)
    assert (stored.state, stored.merged_into) == ("merged", other)
    assert stored.post.badge == "strategy_themes.merged"
    assert Contribution.objects.get(pk=other.pk).state == "received"


def test_a_contribution_is_not_merged_into_itself(cast, contribution):
    with pytest.raises(ValidationError, match="into itself"):
        take("merge_contribution", contribution, cast.owner, into=contribution)


def test_a_contribution_is_not_merged_into_one_that_is_merged(cast, contribution, other):
    take("merge_contribution", other, cast.owner, into=contribution)
    with pytest.raises(ValidationError, match="has been merged itself"):
        take("merge_contribution", contribution, cast.owner, into=other)
    assert Contribution.objects.get(pk=contribution.pk).state == "received"


def test_a_contribution_is_not_merged_into_one_that_the_owner_may_not_see(cast, hub, contribution):
    post = create_post(hub.team_discussion, author=cast.member, body="Secret.", kind="idea")
    with pytest.raises(ValidationError, match="another contribution of this theme"):
        take("merge_contribution", contribution, cast.owner, into=post.contribution)
