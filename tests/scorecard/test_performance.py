from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from scorecard.book import read_book
from scorecard.models import Actual, Measure, MeasureWeight, Objective, Target
from scorecard.performance import (
    MeasurePerformance,
    ObjectivePerformance,
    ScorecardPerformance,
    evaluate,
)
from scorecard.scoring import Status
from tests.scorecard.build import Strategy, make_measure

pytestmark = pytest.mark.django_db


def figures(measure: Measure, by: User, **values: Any) -> None:
    """Store figures of 2026 under the names of months, such as ``m05=600``."""
    for month, value in values.items():
        Actual.objects.create(
            measure=measure,
            period_start=date(2026, int(month[1:]), 1),
            value=Decimal(value),
            entered_by=by,
            entered_at=timezone.now(),
        )


def card(on: date) -> ScorecardPerformance:
    return evaluate(read_book([on]), on)[0]


def objective_on(objective: Objective, on: date) -> ObjectivePerformance:
    return next(each for each in card(on).objectives if each.objective == objective)


def measure_on(measure: Measure, on: date) -> MeasurePerformance:
    found = [m for each in card(on).objectives for m in each.measures if m.measure == measure]
    return found[0]


def test_the_latest_figure_is_scored_against_its_target(strategy, cast):
    figures(strategy.sales, cast.office, m04=900, m05=600)
    performance = measure_on(strategy.sales, date(2026, 6, 10))
    assert performance.result.score == Fraction(5)
    assert performance.result.status == Status.AMBER


@pytest.mark.parametrize(
    ("on", "is_stale"),
    [
        (date(2026, 6, 30), False),  # April and May are closed, April has a figure
        (date(2026, 7, 1), True),  # May and June are closed, neither has one
    ],
)
def test_a_measure_without_figures_for_two_closed_periods_is_unknown(strategy, cast, on, is_stale):
    figures(strategy.sales, cast.office, m04=900)
    performance = measure_on(strategy.sales, on)
    assert performance.is_stale is is_stale
    assert (performance.result.status == Status.UNKNOWN) is is_stale


def test_quarters_go_stale_by_quarters(strategy, cast):
    measure = make_measure(strategy.revenue, "M8", "Margin", frequency="quarter")
    figures(measure, cast.office, m01=900)
    assert not measure_on(measure, date(2026, 9, 30)).is_stale
    assert measure_on(measure, date(2026, 10, 1)).is_stale


def test_figures_and_targets_of_later_days_do_not_count_for_a_past_day(strategy, cast):
    figures(strategy.sales, cast.office, m03=600, m05=900)
    Target.objects.create(
        measure=strategy.sales, valid_from=date(2026, 5, 1), goal=2000, red_flag=1500
    )
    assert measure_on(strategy.sales, date(2026, 4, 10)).result.score == Fraction(5)
    assert measure_on(strategy.sales, date(2026, 6, 1)).result.status == Status.RED


def test_a_figure_of_a_running_period_counts_from_the_day_it_was_entered(strategy, cast):
    figures(strategy.sales, cast.office, m05=600)
    assert measure_on(strategy.sales, date(2026, 5, 20)).latest is None
    Actual.objects.update(entered_at=datetime(2026, 5, 19, 12, tzinfo=UTC))
    assert measure_on(strategy.sales, date(2026, 5, 18)).latest is None
    assert measure_on(strategy.sales, date(2026, 5, 20)).latest is not None


def test_weights_count_from_their_day(strategy, cast):
    figures(strategy.repeat, cast.office, m04=60, m05=60)
    figures(strategy.complaints, cast.office, m04=30, m05=30)
    MeasureWeight.objects.create(measure=strategy.repeat, valid_from=date(2026, 5, 1), weight=3)
    assert objective_on(strategy.loyalty, date(2026, 4, 30)).result.score == Fraction(5)
    assert objective_on(strategy.loyalty, date(2026, 5, 1)).result.score == Fraction(35, 6)


def test_unknown_measures_are_left_out_and_lower_the_coverage(strategy, cast):
    figures(strategy.repeat, cast.office, m05=60)
    result = objective_on(strategy.loyalty, date(2026, 6, 1)).result
    assert (result.score, result.coverage) == (Fraction(20, 3), Fraction(1, 2))
    whole = card(date(2026, 6, 1)).result
    assert (whole.score, whole.coverage) == (Fraction(20, 3), Fraction(1, 4))


def test_the_trend_compares_with_three_months_before(strategy, cast):
    figures(strategy.sales, cast.office, m02=600, m05=640)
    assert objective_on(strategy.revenue, date(2026, 6, 1)).trend == "up"
    assert objective_on(strategy.revenue, date(2026, 4, 1)).trend == ""


def test_the_present_status_is_dated_from_the_first_period_of_its_run(strategy, cast):
    figures(strategy.sales, cast.office, m01=400, m02=800, m03=450, m04=420, m05=410)
    assert measure_on(strategy.sales, date(2026, 6, 1)).since == date(2026, 3, 1)


def test_corrected_figures_do_not_count(strategy, cast):
    figures(strategy.sales, cast.office, m05=100)
    Actual.objects.update(is_current=False)
    figures(strategy.sales, cast.office, m05=700)
    assert measure_on(strategy.sales, date(2026, 6, 1)).result.score == Fraction(20, 3)


def test_the_whole_scorecard_takes_five_queries(strategy: Strategy, django_assert_num_queries):
    for number in range(5):
        make_measure(strategy.revenue, f"X{number}", "More")
    with django_assert_num_queries(5):
        for each in evaluate(read_book([date(2026, 6, 1)]), date(2026, 6, 1)):
            assert each.scorecard.unit and each.objectives[0].objective.owner
