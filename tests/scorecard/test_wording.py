from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from scorecard.models import Measure
from scorecard.wording import figure_text, score_text, why_measure, why_objective, why_perspective
from tests.scorecard.build import make_measure
from tests.scorecard.test_performance import card, figures, measure_on, objective_on

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def test_a_red_measure_says_which_border_it_crossed_and_when(strategy, cast):
    figures(strategy.sales, cast.office, m02=800, m03=450, m04=420)
    figures(strategy.complaints, cast.office, m04=35, m05=40)
    assert (
        why_measure(measure_on(strategy.sales, JUNE))
        == "Red: M1 has been below its red flag of 500\u00a0EUR m since March 2026."
    )
    assert (
        why_measure(measure_on(strategy.complaints, JUNE))
        == "Red: M3 has been above its red flag of 30 since April 2026."
    )


def test_amber_and_green_name_the_goal(strategy, cast):
    figures(strategy.sales, cast.office, m05=600)
    figures(strategy.repeat, cast.office, m05=60)
    assert (
        why_measure(measure_on(strategy.sales, JUNE))
        == "Amber: M1 has been short of its goal of 700\u00a0EUR m since May 2026."
    )
    assert (
        why_measure(measure_on(strategy.repeat, JUNE))
        == "Green: M2 has met its goal of 60\u00a0% since May 2026."
    )


@pytest.mark.parametrize(
    ("value", "words"), [(15, "in its band, 10"), (22, "just outside 10"), (40, "far outside 10")]
)
def test_a_band_says_how_far_outside(strategy, cast, value, words):
    measure = make_measure(strategy.revenue, "M9", "Stock", type="band", goal=10, red_flag=20)
    figures(measure, cast.office, m05=value)
    assert words in why_measure(measure_on(measure, JUNE))


@pytest.mark.parametrize(("value", "words"), [(1, "has been as it"), (0, "has not been as it")])
def test_yes_and_no_speak_plainly(strategy, cast, value, words):
    measure = make_measure(strategy.revenue, "M9", "Licence", type=Measure.Type.YES_NO, goal=None)
    figures(measure, cast.office, m05=value)
    assert words in why_measure(measure_on(measure, JUNE))
    assert figure_text(Decimal(value), measure) == ("yes" if value else "no")


def test_unknown_says_what_is_missing(strategy, cast):
    assert "no figure" in why_measure(measure_on(strategy.sales, JUNE))
    figures(strategy.sales, cast.office, m01=600)
    assert "latest figure is for January 2026" in why_measure(measure_on(strategy.sales, JUNE))
    bare = make_measure(strategy.revenue, "M9", "Orders", goal=None)
    figures(bare, cast.office, m05=1)
    assert "no target" in why_measure(measure_on(bare, JUNE))


def test_an_objective_names_what_weighs_on_it_most_and_what_was_left_out(strategy, cast):
    figures(strategy.repeat, cast.office, m05=30)
    assert why_objective(objective_on(strategy.loyalty, JUNE)) == (
        "Red: M2 has been below its red flag of 40\u00a0% since May 2026."
        " Left out, without a recent figure or a target: M3."
    )
    figures(strategy.complaints, cast.office, m05=-10)
    assert why_objective(objective_on(strategy.loyalty, JUNE)).startswith("Amber: M2 has been")


def test_an_objective_that_is_green_on_the_whole_still_names_its_laggard(strategy, cast):
    figures(strategy.repeat, cast.office, m05=100)
    figures(strategy.complaints, cast.office, m05=20)
    assert why_objective(objective_on(strategy.loyalty, JUNE)) == (
        "Green on the whole, although M3 has been short of its goal of 10 since May 2026."
    )


def test_an_objective_without_measures_or_figures_is_unknown(strategy):
    assert "none of its measures" in why_objective(objective_on(strategy.loyalty, JUNE))
    strategy.sales.delete()
    assert "no measure yet" in why_objective(objective_on(strategy.revenue, JUNE))


def test_a_perspective_lists_its_objectives_below_green(strategy, cast):
    figures(strategy.sales, cast.office, m05=400)
    financial, customer = card(JUNE).perspectives
    assert why_perspective(financial) == "Red: F1 is red."
    assert why_perspective(customer) == "Unknown: no objective has a score."


def test_a_score_is_cut_so_that_it_never_reads_better_than_its_status():
    assert score_text(Fraction(20, 3) - Fraction(1, 1000)) == "6.6"
    assert score_text(Fraction(10)) == "10.0"
    assert score_text(None) == "no score"


def test_figures_lose_idle_zeros_and_keep_their_unit(strategy):
    assert figure_text(Decimal("1234.5000"), strategy.sales) == "1,234.5\u00a0EUR m"
    assert figure_text(Decimal("700.0000"), strategy.sales) == "700\u00a0EUR m"
