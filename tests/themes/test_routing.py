"""Routing is pure: a table of cases, and what must hold for every case."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.routing import Candidate, RoutingCase, route

OMAR = Candidate(1)
OLGA = Candidate(2)
DANA = Candidate(3)
DAVE = Candidate(4)


def case(owners=(), deputies=(), is_under_question=False):
    return RoutingCase(is_under_question, tuple(owners), tuple(deputies))


def busy(candidate, load):
    return replace(candidate, open_load=load)


def away(candidate):
    return replace(candidate, is_absent=True)


def author(candidate):
    return replace(candidate, is_author=True)


def outside(candidate):
    return replace(candidate, is_outside=True)


@pytest.mark.parametrize(
    ("given_case", "owner_id", "rule", "reason"),
    [
        (
            case([OMAR]),
            1,
            "owner",
            "Owner of the theme, because posted under it.",
        ),
        (
            case([OMAR], is_under_question=True),
            1,
            "owner",
            "Owner of the theme, because posted under its question.",
        ),
        (
            case([busy(OMAR, 3), busy(OLGA, 2)]),
            2,
            "owner_by_load",
            "Owner of the theme, because posted under it."
            " Of 2 people available, the one with the fewest open contributions (2).",
        ),
        (
            case([busy(OLGA, 2), busy(OMAR, 2)]),
            1,
            "owner_by_load",
            "Owner of the theme, because posted under it. Of 2 people available, 2 have the"
            " fewest open contributions (2); the one registered first takes it.",
        ),
        (
            case([away(OMAR), busy(OLGA, 99)], [DANA]),
            2,
            "owner",
            "Owner of the theme, because posted under it.",
        ),
        (
            case([away(OMAR)], [DANA]),
            3,
            "deputy",
            "Deputy, because no owner of the theme is available: 1 is away.",
        ),
        (
            case([], [DANA]),
            3,
            "deputy",
            "Deputy, because the theme has no owner.",
        ),
        (
            case([outside(OMAR)], [busy(DANA, 1), DAVE]),
            4,
            "deputy",
            "Deputy, because no owner of the theme is available: 1 may not see the page."
            " Of 2 people available, the one with the fewest open contributions (0).",
        ),
        (
            case([author(OMAR), busy(OLGA, 99)], [DANA]),
            2,
            "owner",
            "Owner of the theme, because posted under it.",
        ),
        (
            case([author(OMAR)], [DANA]),
            3,
            "deputy",
            "Deputy, because no owner of the theme is available: 1 wrote it.",
        ),
        (
            case([author(OMAR)], [away(DANA)]),
            None,
            "unrouted",
            "No owner or deputy of the theme is available: 1 is away, 1 wrote it.",
        ),
        (
            case(),
            None,
            "unrouted",
            "The theme has no owner and no deputy.",
        ),
        (
            case([away(OMAR), away(OLGA)], [outside(DANA)]),
            None,
            "unrouted",
            "No owner or deputy of the theme is available: 2 are away, 1 may not see the page.",
        ),
    ],
)
def test_each_case_has_its_route_and_reason(given_case, owner_id, rule, reason):
    chosen = route(given_case)
    assert (chosen.owner_id, chosen.rule, chosen.reason) == (owner_id, rule, reason)


candidates = st.builds(
    Candidate,
    person_id=st.integers(1, 50),
    open_load=st.integers(0, 5),
    is_absent=st.booleans(),
    is_outside=st.booleans(),
    is_author=st.booleans(),
)
people = st.lists(candidates, max_size=5, unique_by=lambda c: c.person_id)


@given(owners=people, deputies=people, is_under_question=st.booleans())
def test_whoever_is_chosen_is_available_and_nobody_better_is_passed_over(
    owners, deputies, is_under_question
):
    chosen = route(case(owners, deputies, is_under_question))
    available_owners = [c for c in owners if c.is_available]
    available = available_owners or [c for c in deputies if c.is_available]
    assert chosen.reason.endswith(".")
    assert len(chosen.reason) <= 500
    if chosen.owner_id is None:
        assert not available
        assert chosen.rule == "unrouted"
        return
    best = min(available, key=lambda c: (c.open_load, c.person_id))
    assert chosen.owner_id == best.person_id
    assert (chosen.rule == "deputy") == (not available_owners)


@given(owners=people, deputies=people, data=st.data())
def test_the_order_in_which_people_are_named_changes_nothing(owners, deputies, data):
    other = case(data.draw(st.permutations(owners)), data.draw(st.permutations(deputies)))
    assert route(case(owners, deputies)) == route(other)
