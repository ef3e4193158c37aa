from collections.abc import Hashable
from itertools import product
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.disclosure import FLOOR, Disclosure, Total, disclose, threshold

K = 5
counts = st.integers(0, 14)


def attack(
    cells: dict[Hashable, int], totals: list[Total], seen: Disclosure
) -> dict[Hashable, set[int]]:
    """Every value that each withheld cell could have, for a reader who knows all that is shown.

    The reader tries every table of whole numbers up to a bound, and keeps those that agree.
    """
    hidden = [key for key in cells if not seen.shows(key)]
    possible: dict[Hashable, set[int]] = {key: set() for key in hidden}
    bound = max(cells.values(), default=0) + K
    for guess in product(range(bound + 1), repeat=len(hidden)):
        table = {**cells, **dict(zip(hidden, guess, strict=True))}
        if all(
            sum(table[cell] for cell in total.members) == total.people
            for total in totals
            if seen.shows(total.key)
        ):
            for key, value in zip(hidden, guess, strict=True):
                possible[key].add(value)
    return possible


def whole(cells: dict[Hashable, int], *, is_public: bool = False) -> list[Total]:
    return [Total("all", sum(cells.values()), frozenset(cells), is_public=is_public)]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 20, "b": 30}, {"a", "b", "all"}),
        # One small group: the next smallest goes with it, or subtraction would give it away.
        ({"a": 4, "b": 12, "c": 30}, {"c", "all"}),
        # Two small groups that are still small together need a third.
        ({"a": 2, "b": 3, "c": 12, "d": 30}, {"d", "all"}),
        # Two that are enough together hide each other.
        ({"a": 6, "b": 7, "c": 30}, {"c", "all"}),
        # Nothing can cover for one of two: only the total is left.
        ({"a": 3, "b": 30}, {"all"}),
        ({"a": 3}, set()),
        ({"a": 0, "b": 4}, set()),
    ],
)
def test_small_groups_are_withheld_with_what_would_give_them_away(cells, shown):
    assert set(disclose(cells, whole(cells), k=10).shown) == shown


def test_a_difference_of_two_totals_is_no_way_round():
    cells: dict[Hashable, int] = {"voice": 40, "listening": 50, "absent": 3}
    totals = [
        Total("headcount", 93, frozenset(cells), is_public=True),
        Total("reach", 90, frozenset({"voice", "listening"})),
    ]
    seen = disclose(cells, totals, k=10)
    assert not seen.shows("absent")
    assert not seen.shows("reach")
    assert len(attack(cells, totals, seen)["absent"]) > 1


def test_a_group_shown_elsewhere_under_another_name_is_protected_too():
    cells: dict[Hashable, int] = {"growth": 8, "people": 30, "service": 40}
    totals = [*whole(cells), Total("objective of growth alone", 18, frozenset({"growth"}))]
    seen = disclose(cells, totals, k=10)
    assert set(seen.shown) == {"service", "all"}


@pytest.mark.parametrize(
    ("b", "shown"), [(12, {"both", "neither", "headcount"}), (1, {"headcount"})]
)
def test_a_cell_that_is_a_total_of_another_table_hides_in_both(b, shown):
    cells: dict[Hashable, int] = {"a": 8, "b": b, "both": 8 + b, "neither": 28}
    totals = [
        Total("headcount", 36 + b, frozenset({"both", "neither"}), is_public=True),
        Total("both", 8 + b, frozenset({"a", "b"})),
    ]
    # 12 is not shown either: with the 20 of both it would give the 8 away.
    assert set(disclose(cells, totals, k=10).shown) == shown


@settings(max_examples=150)
@given(st.lists(counts, min_size=1, max_size=4), st.booleans())
def test_no_cell_of_a_random_list_can_be_had_by_subtraction(values, is_public):
    cells: dict[Hashable, int] = dict(enumerate(values))
    totals = whole(cells, is_public=is_public)
    seen = disclose(cells, totals, k=K)
    for key, possible in attack(cells, totals, seen).items():
        # What everybody knows of a single group, or of nobody, cannot be taken back.
        is_known = is_public and (len(cells) == 1 or totals[0].people == 0)
        assert len(possible) > 1 or is_known, key
    assert all(cells[key] >= K for key in cells if seen.shows(key))


@settings(max_examples=80)
@given(st.lists(counts, min_size=4, max_size=4))
def test_no_cell_of_a_random_table_with_both_margins_can_be_had(values):
    cells: dict[Hashable, int] = dict(zip(product("ab", "xy"), values, strict=True))
    totals: list[Total] = []
    for place, names in enumerate(("ab", "xy")):
        for name in names:
            members = frozenset(cell for cell in cells if cell[place] == name)  # type: ignore[index]
            totals.append(Total(name, sum(cells[cell] for cell in members), members))
    seen = disclose(cells, totals, k=K)
    for key, possible in attack(cells, totals, seen).items():
        assert len(possible) > 1, (key, seen)


@settings(max_examples=150)
@given(
    st.lists(counts, min_size=1, max_size=9),
    st.lists(st.sets(st.integers(0, 8), min_size=1), max_size=6),
)
def test_nothing_under_k_is_shown_whatever_the_totals(values, groups):
    cells: dict[Hashable, int] = dict(enumerate(values))
    totals: list[Total] = []
    for number, group in enumerate(groups):
        members = frozenset(cell for cell in group if cell in cells)
        if members:
            totals.append(Total(f"t{number}", sum(cells[c] for c in members), members))
    seen = disclose(cells, totals, k=K)
    assert all(people >= K for people in seen.shown.values())
    assert not any(
        sum(cells[cell] for cell in hidden) < K
        for total in totals
        if seen.shows(total.key) and (hidden := [c for c in total.members if not seen.shows(c)])
    )


@given(st.lists(st.integers(K, 60), min_size=1, max_size=6))
def test_a_table_without_small_groups_is_shown_whole(values):
    cells: dict[Any, int] = dict(enumerate(values))
    assert len(disclose(cells, whole(cells), k=K).shown) == len(cells) + 1


def test_the_installation_sets_k_but_never_below_the_floor():
    with override_settings(STRATEGY_HUB={"K_ANONYMITY": 3}):
        assert threshold() == FLOOR
    with override_settings(STRATEGY_HUB={"K_ANONYMITY": 25}):
        assert threshold() == 25
        assert not disclose({"a": 24}).shows("a")
    with override_settings(STRATEGY_HUB={}):
        assert threshold() == 10
