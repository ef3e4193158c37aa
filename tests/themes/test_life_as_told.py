"""Whatever people do in whatever order, undoing and reopening included, the trail explains it."""

from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions.actions import create_post
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from tests.themes.test_concurrency import fresh
from themes import actions
from themes.actions.restoring import fields_of
from themes.balance import weigh_contributions
from themes.life import DECIDED, STEPS, state_after
from themes.models import Contribution, ContributionEvent

WORDS = "For a reason."
PEOPLE = ["owner", "deputy", "facilitator", "employee"]
ACTS: dict[str, Any] = {
    "thank": lambda c, by: actions.thank_contribution(c, message=WORDS, actor=by),
    "review": lambda c, by: actions.start_review(c, actor=by),
    "accept": lambda c, by: actions.accept_contribution(c, reason=WORDS, actor=by),
    "decline": lambda c, by: actions.decline_contribution(c, reason=WORDS, actor=by),
    "park": lambda c, by: actions.park_contribution(c, reason=WORDS, actor=by),
    "start": lambda c, by: actions.start_work(c, actor=by),
    "complete": lambda c, by: actions.complete_contribution(c, outcome=WORDS, actor=by),
    "reopen": lambda c, by: actions.reopen_contribution(c, reason=WORDS, actor=by),
    "pause": lambda c, by: actions.pause_clock(c, reason=WORDS, actor=by),
    "resume": lambda c, by: actions.resume_clock(c, actor=by),
    "undo": lambda c, by: actions.undo_step(c.events.order_by("pk").last(), actor=by),
}
TOLD = {"thanked", "review_started", "accepted", "declined", "parked", "reopened", "undone"}


def state_as_told(contribution: Contribution) -> str:
    """The state that follows from the events that stand, one after the other."""
    state: Any = Contribution.State.RECEIVED
    for event in ContributionEvent.objects.standing().filter(contribution=contribution):
        if event.kind in STEPS:
            state = state_after(event.kind, state)
    return str(state)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_the_state_is_what_the_trail_tells(
    cast: Cast, hub: Hub, steps: list[tuple[str, str, bool]]
) -> None:
    with transaction.atomic():
        post = create_post(hub.discussion, author=cast.employee, body="An idea.", kind="idea")
        earlier: dict[int, Any] = {}
        for number, (act, who, reads) in zip(count(), steps, strict=False):
            stored = fresh(post.contribution)
            before = fields_of(stored)
            try:
                ACTS[act](stored, getattr(cast, who))
            except (PermissionDenied, ValidationError):
                assert fields_of(fresh(stored)) == before, (number, act)
                continue
            event = stored.events.order_by("pk").last()
            assert event
            earlier[event.pk] = before
            if event.undoes:
                assert fields_of(fresh(stored)) == earlier[event.undoes.pk]
            if reads:
                Notification.objects.update(read_at=event.happened_at)
            _check(cast, stored)
        transaction.set_rollback(True)


def _check(cast: Cast, contribution: Contribution) -> None:
    now = fresh(contribution)
    assert now.state == state_as_told(now)
    assert now.owner is not None
    assert (now.decided_at is not None) == (now.state in DECIDED | {"parked"})
    assert weigh_contributions().holds
    # Told of what stands; and of an undoing if they had read of the step.
    standing = ContributionEvent.objects.standing().filter(contribution=now, kind__in=TOLD)
    keys = {f"event:{event.pk}" for event in standing}
    told = Notification.objects.filter(person=cast.employee)
    assert keys <= set(told.values_list("key", flat=True))
    undone = ContributionEvent.objects.exclude(undone_by=None).values_list("pk", flat=True)
    unread = set(told.unread().values_list("key", flat=True))
    assert not unread & {f"event:{pk}" for pk in undone}
