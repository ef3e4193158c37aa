from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scorecard.scoring import (
    AMBER_FROM,
    GREEN_FROM,
    UNKNOWN,
    Part,
    Result,
    Status,
    known,
    roll_up,
    score_band,
    score_goal,
    score_yes_no,
    status_of,
)

figures = st.decimals(-(10**9), 10**9, places=4)
scores = st.fractions(0, 10)
weights = st.fractions(Fraction(1, 100), 100)
results = st.one_of(st.just(UNKNOWN), scores.map(known))
parts = st.builds(Part, weights, results)


@pytest.mark.parametrize(
    ("actual", "goal", "red_flag", "score", "status"),
    [
        # Worked by hand; the first five are the example in Spider Impact's documentation.
        (300, 700, 500, Fraction(0), Status.RED),
        (400, 700, 500, Fraction(5, 3), Status.RED),
        (500, 700, 500, Fraction(10, 3), Status.AMBER),
        (700, 700, 500, Fraction(20, 3), Status.GREEN),
        (900, 700, 500, Fraction(10), Status.GREEN),
        (600, 700, 500, Fraction(5), Status.AMBER),
        (100, 700, 500, Fraction(0), Status.RED),
        (5000, 700, 500, Fraction(10), Status.GREEN),
        # Less is better: the red flag lies above the goal.
        (10, 10, 30, Fraction(20, 3), Status.GREEN),
        (30, 10, 30, Fraction(10, 3), Status.AMBER),
        (50, 10, 30, Fraction(0), Status.RED),
        (-10, 10, 30, Fraction(10), Status.GREEN),
    ],
)
def test_a_figure_is_scored_between_red_flag_and_goal(actual, goal, red_flag, score, status):
    result = score_goal(Decimal(actual), Decimal(goal), Decimal(red_flag))
    assert (result, status_of(result)) == (score, status)


@pytest.mark.parametrize(
    ("actual", "score", "status"),
    [
        (15, Fraction(10), Status.GREEN),
        (10, Fraction(20, 3), Status.GREEN),
        (20, Fraction(20, 3), Status.GREEN),
        (5, Fraction(10, 3), Status.AMBER),
        (25, Fraction(10, 3), Status.AMBER),
        (0, Fraction(0), Status.RED),
        (30, Fraction(0), Status.RED),
        (99, Fraction(0), Status.RED),
    ],
)
def test_a_figure_is_scored_by_its_distance_from_the_middle_of_the_band(actual, score, status):
    for edges in ((10, 20), (20, 10)):
        result = score_band(Decimal(actual), Decimal(edges[0]), Decimal(edges[1]))
        assert (result, status_of(result)) == (score, status)


def test_the_wanted_answer_scores_ten_and_the_other_zero():
    assert score_yes_no(Decimal(1)) == 10
    assert score_yes_no(Decimal(0)) == 0
    assert score_yes_no(Decimal(0), wanted=Decimal(0)) == 10


@given(figures, figures, figures)
def test_scores_stay_between_zero_and_ten(actual, one, other):
    assume(one != other)
    assert 0 <= score_goal(actual, one, other) <= 10
    assert 0 <= score_band(actual, one, other) <= 10


@given(figures, figures, figures, figures)
def test_a_figure_nearer_the_goal_side_never_scores_less(worse, better, goal, red_flag):
    assume(goal != red_flag)
    worse, better = sorted((worse, better), reverse=red_flag > goal)
    assert score_goal(worse, goal, red_flag) <= score_goal(better, goal, red_flag)


@given(figures, figures)
def test_red_flag_and_goal_lie_exactly_on_the_borders(goal, red_flag):
    assume(goal != red_flag)
    assert score_goal(red_flag, goal, red_flag) == AMBER_FROM
    assert score_goal(goal, goal, red_flag) == GREEN_FROM


@pytest.mark.parametrize(
    ("children", "result"),
    [
        ([], UNKNOWN),
        ([(1, None)], UNKNOWN),
        ([(1, 4), (3, 8)], Result(Fraction(7), Fraction(1))),
        ([(1, 4), (1, None)], Result(Fraction(4), Fraction(1, 2))),
        ([(3, None), (1, 9)], Result(Fraction(9), Fraction(1, 4))),
        ([(1, 0), (1, 10)], Result(Fraction(5), Fraction(1))),
    ],
)
def test_children_roll_up_by_weight_without_the_unknown(children, result):
    assert (
        roll_up(
            Part(Fraction(weight), UNKNOWN if score is None else known(Fraction(score)))
            for weight, score in children
        )
        == result
    )


def test_coverage_is_carried_up_the_levels():
    half_known = roll_up([Part(Fraction(1), known(Fraction(6))), Part(Fraction(1), UNKNOWN)])
    top = roll_up([Part(Fraction(3), half_known), Part(Fraction(1), known(Fraction(2)))])
    assert top == Result(Fraction(5), Fraction(5, 8))


def test_measures_on_their_goals_stay_green_all_the_way_up():
    on_goal = known(score_goal(Decimal("0.7"), Decimal("0.7"), Decimal("0.1")))
    level = on_goal
    for _level in range(4):
        level = roll_up(Part(Fraction(weight, 7), level) for weight in (1, 2, 3))
    assert level.status == Status.GREEN


@given(st.lists(parts, min_size=1, max_size=8))
def test_a_roll_up_lies_between_its_worst_and_best_child(children):
    result = roll_up(children)
    known_scores = [part.result.score for part in children if part.result.score is not None]
    if not known_scores:
        assert result.score is None
    else:
        assert result.score is not None
        assert min(known_scores) <= result.score <= max(known_scores)
    assert 0 <= result.coverage <= 1


@given(st.lists(parts, min_size=1, max_size=8), weights)
def test_only_the_proportion_of_the_weights_counts(children, factor):
    scaled = [Part(part.weight * factor, part.result) for part in children]
    assert roll_up(scaled) == roll_up(children)


@given(st.lists(parts, min_size=1, max_size=8), weights, scores)
def test_a_better_child_never_lowers_the_roll_up(others, weight, score):
    before = roll_up([Part(weight, known(score)), *others])
    after = roll_up([Part(weight, known(Fraction(10))), *others])
    assert before.score is not None and after.score is not None
    assert after.score >= before.score
