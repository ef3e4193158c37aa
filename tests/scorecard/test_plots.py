from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scorecard import periods
from scorecard.plots import Series, draw, scale_of
from scorecard.strategy_map import WIDTH as MAP_WIDTH
from scorecard.strategy_map import lay_out
from tests.scorecard.test_performance import card

numbers = st.floats(-1e9, 1e9, allow_nan=False)


def plot(*values):
    return draw(
        title="Sales",
        summary="",
        places=[str(number) for number in range(len(values))],
        series=[Series("Actual", values)],
        texts=[[str(value) for value in values]],
    )


def test_a_gap_in_the_figures_is_a_gap_in_the_line():
    path = plot(1, 2, None, 4, 5).wide.curves[0].path
    assert path.count("M") == 2 and path.count("L") == 2


def test_a_figure_between_gaps_is_a_dot():
    assert plot(1, 2, None, 4, None, 6).wide.curves[0].path.count("h0.01") == 2


def test_targets_take_no_colour_of_their_own():
    drawn = draw(
        title="",
        summary="",
        places=["a", "b"],
        series=[Series("Actual", [1, 2]), Series("Goal", [3, 3], is_target=True)],
        texts=[["1", "2"], ["3", "3"]],
    )
    for drawing in drawn.drawings:
        found = [(curve.number, curve.is_target) for curve in drawing.curves]
        assert found == [(1, False), (0, True)]
    assert drawn.rows == [("a", ["1", "3"]), ("b", ["2", "3"])]


def test_the_last_place_is_always_named():
    for drawing in plot(*range(18)).drawings:
        assert drawing.across[-1].text == "17"


def test_a_phone_gets_fewer_labels_below_the_axis_in_even_steps():
    drawn = plot(*range(18))
    assert [tick.text for tick in drawn.wide.across] == ["2", "5", "8", "11", "14", "17"]
    assert [tick.text for tick in drawn.narrow.across] == ["5", "11", "17"]


def test_the_axis_says_it_shorter_than_the_table():
    drawn = draw(
        title="",
        summary="",
        places=["June 2026", "July 2026"],
        labels=["Jun 2026", "Jul 2026"],
        series=[Series("Actual", [1, 2])],
        texts=[["1", "2"]],
    )
    assert [tick.text for tick in drawn.narrow.across] == ["Jun 2026", "Jul 2026"]
    assert [place for place, _texts in drawn.rows] == ["June 2026", "July 2026"]


@pytest.mark.parametrize(
    ("language", "frequency", "name"),
    [
        ("en", "month", "Jul 2026"),
        ("de", "month", "Jul 2026"),
        ("it", "month", "Lug 2026"),
        ("en", "quarter", "Q3 2026"),
        ("en", "year", "2026"),
    ],
)
def test_a_period_has_a_short_name_in_the_language_of_the_reader(language, frequency, name):
    with translation.override(language):
        assert periods.short_name_of(frequency, date(2026, 7, 1)) == name


@pytest.mark.parametrize(
    ("language", "values", "marks"),
    [
        ("en", [7.5, 9], ["7.5", "8.0", "8.5", "9.0"]),
        ("de", [7.5, 9], ["7,5", "8,0", "8,5", "9,0"]),
        ("en", [10_000, 12_500], ["10,000", "11,000", "12,000", "13,000"]),
        ("en", [-0.1, 0.2], ["-0.1", "0.0", "0.1", "0.2"]),
    ],
)
def test_the_marks_are_written_as_the_reader_writes_numbers(language, values, marks):
    with translation.override(language):
        assert [tick.text for tick in plot(*values).wide.upwards] == marks


def test_the_legend_shows_each_line_as_it_is_drawn():
    drawn = draw(
        title="",
        summary="",
        places=["a"],
        series=[
            Series("Actual", [1]),
            Series("Goal", [2], is_target=True),
            Series("Red flag", [3], is_red_flag=True),
        ],
        texts=[["1"], ["2"], ["3"]],
    )
    html = render_to_string("strategy_scorecard/includes/plot.html", {"plot": drawn})
    for style in ('"line"', '"line line--target"', '"line line--red-flag"'):
        assert html.count(f"class={style}") == len(drawn.drawings) + 1


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0, 100], (0, 100, 25)),
        ([3, 97], (0, 100, 25)),
        ([500, 712], (450, 750, 100)),
        ([5, 5], (2, 8, 2)),
        ([], (0, 1, 0.25)),
        ([0, 0], (-0.5, 0.5, 0.25)),
        ([5e-324], (-0.5, 0.5, 0.25)),
        ([0, 5e-324], (-0.5, 0.5, 0.25)),
    ],
)
def test_the_marks_of_the_scale_are_round_numbers(values, scale):
    low, high, step = scale_of(values)
    assert low <= min(values, default=0) and high >= max(values, default=1)
    assert step == scale[2]


@given(st.lists(st.one_of(st.none(), numbers), min_size=1, max_size=30))
def test_everything_drawn_stays_inside_the_picture(values):
    for drawing in plot(*values).drawings:
        assert len(drawing.upwards) <= 7
        assert 0 <= drawing.scale_at < drawing.left < drawing.right <= drawing.frame.width
        for curve in drawing.curves:
            if curve.last:
                assert drawing.left <= curve.last[0] <= drawing.right
                assert 0 <= curve.last[1] <= drawing.bottom


@pytest.mark.django_db
def test_cards_of_a_row_do_not_overlap_and_arrows_go_up_from_cause_to_effect(strategy, keeper):
    from scorecard.actions import link_objectives
    from scorecard.models import Objective

    for number in range(2, 8):
        Objective.objects.create(
            perspective=strategy.customer, code=f"C{number}", title="Long title " * 9, owner=keeper
        )
    link_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    drawn = lay_out(card(date(2026, 6, 1)))
    for row in drawn.rows:
        for left, right in zip(row.cards, row.cards[1:], strict=False):
            assert left.x + left.width < right.x
        assert row.cards[-1].x + row.cards[-1].width <= MAP_WIDTH
        assert all(len(each.title) <= 2 for each in row.cards)
    [arrow] = drawn.arrows
    assert (arrow.cause.objective.code, arrow.effect.objective.code) == ("C1", "F1")
