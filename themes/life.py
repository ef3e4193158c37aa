"""The life of a contribution: which step leads where. The one place that says so.

    received → thanked → in review → accepted | declined | parked | merged → in progress → done

Deciding straight away is allowed; then nobody has thanked, and the thanks coverage shows it. The
first thanks may come at any time before the decision. What is parked can be taken up again, and
what is decided can be reopened. Undoing is no step: it leads back to where the step began.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .models import Contribution, ContributionEvent

State = Contribution.State
Kind = ContributionEvent.Kind

OPEN = frozenset({State.RECEIVED, State.THANKED, State.IN_REVIEW})
UNDECIDED = OPEN | {State.PARKED}
DECIDED = frozenset({State.ACCEPTED, State.DECLINED, State.MERGED, State.IN_PROGRESS, State.DONE})
DECISIONS = frozenset({Kind.ACCEPTED, Kind.DECLINED, Kind.PARKED, Kind.MERGED})
# Nothing follows these, unless the decision is reopened.
FINAL = frozenset({State.DECLINED, State.MERGED, State.DONE})


@dataclass(frozen=True)
class Step:
    """One kind of step: from which state it leads to which."""

    kind: Kind
    moves: Mapping[State, State]


def _all_to(target: State, sources: frozenset[State]) -> dict[State, State]:
    return dict.fromkeys(sorted(sources), target)


STEPS: dict[Kind, Step] = {
    step.kind: step
    for step in (
        # Thanks during the review do not take the contribution out of it.
        Step(
            Kind.THANKED,
            {State.RECEIVED: State.THANKED, State.IN_REVIEW: State.IN_REVIEW},
        ),
        Step(
            Kind.REVIEW_STARTED,
            _all_to(State.IN_REVIEW, frozenset({State.RECEIVED, State.THANKED, State.PARKED})),
        ),
        Step(Kind.ACCEPTED, _all_to(State.ACCEPTED, UNDECIDED)),
        Step(Kind.DECLINED, _all_to(State.DECLINED, UNDECIDED)),
        Step(Kind.PARKED, _all_to(State.PARKED, OPEN)),
        Step(Kind.MERGED, _all_to(State.MERGED, UNDECIDED)),
        Step(Kind.WORK_STARTED, {State.ACCEPTED: State.IN_PROGRESS}),
        Step(Kind.COMPLETED, {State.IN_PROGRESS: State.DONE}),
        Step(Kind.REOPENED, _all_to(State.IN_REVIEW, DECIDED)),
    )
}


# The step that leads into each state; thanks during a review lead nowhere.
STEP_INTO: dict[State, Kind] = {
    State.RECEIVED: Kind.RECEIVED,
    State.THANKED: Kind.THANKED,
    State.IN_REVIEW: Kind.REVIEW_STARTED,
    State.ACCEPTED: Kind.ACCEPTED,
    State.DECLINED: Kind.DECLINED,
    State.PARKED: Kind.PARKED,
    State.MERGED: Kind.MERGED,
    State.IN_PROGRESS: Kind.WORK_STARTED,
    State.DONE: Kind.COMPLETED,
}


def state_after(kind: Kind | str, state: State | str) -> State | None:
    """The state that a step of `kind` leads to from `state`; None where it may not be taken."""
    return STEPS[Kind(kind)].moves.get(State(state))


def is_possible(contribution: Contribution, kind: Kind | str) -> bool:
    """Whether the step may come next. Only the first thanks are a step."""
    if kind == Kind.THANKED and contribution.thanked_at:
        return False
    return state_after(kind, contribution.state) is not None
