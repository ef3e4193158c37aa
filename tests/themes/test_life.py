"""The table of steps: what may follow what, and nothing else."""

import pytest

from themes.life import FINAL, STEP_INTO, STEPS, state_after
from themes.models import Contribution, ContributionEvent

State = Contribution.State
Kind = ContributionEvent.Kind

ALLOWED = {
    ("received", "thanked"): "thanked",
    ("in_review", "thanked"): "in_review",
    ("received", "review_started"): "in_review",
    ("thanked", "review_started"): "in_review",
    ("parked", "review_started"): "in_review",
    ("received", "accepted"): "accepted",
    ("thanked", "accepted"): "accepted",
    ("in_review", "accepted"): "accepted",
    ("parked", "accepted"): "accepted",
    ("received", "declined"): "declined",
    ("thanked", "declined"): "declined",
    ("in_review", "declined"): "declined",
    ("parked", "declined"): "declined",
    ("received", "parked"): "parked",
    ("thanked", "parked"): "parked",
    ("in_review", "parked"): "parked",
    ("received", "merged"): "merged",
    ("thanked", "merged"): "merged",
    ("in_review", "merged"): "merged",
    ("parked", "merged"): "merged",
    ("accepted", "work_started"): "in_progress",
    ("in_progress", "completed"): "done",
    ("accepted", "reopened"): "in_review",
    ("declined", "reopened"): "in_review",
    ("merged", "reopened"): "in_review",
    ("in_progress", "reopened"): "in_review",
    ("done", "reopened"): "in_review",
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("kind", [str(kind) for kind in STEPS])
def test_every_pair_of_state_and_step_is_as_the_table_says(state, kind):
    assert state_after(kind, state) == ALLOWED.get((state, kind))


def test_nothing_follows_the_end_but_reopening():
    for state in FINAL:
        assert [kind for kind, step in STEPS.items() if state in step.moves] == [Kind.REOPENED]


def test_every_state_has_the_step_that_leads_into_it():
    assert set(STEP_INTO) == set(State)
    for state, kind in STEP_INTO.items():
        if state != State.RECEIVED:
            assert state in STEPS[kind].moves.values()
