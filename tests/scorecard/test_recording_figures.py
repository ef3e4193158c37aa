from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scorecard.actions import record_actual
from scorecard.models import Actual, Measure
from tests.scorecard.build import make_measure

MAY = date(2026, 5, 1)
IN_JUNE = datetime(2026, 6, 5, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_a_correction_keeps_the_earlier_figure(strategy, keeper):
    record_actual(strategy.sales, period_start=MAY, value=Decimal(600), actor=keeper, at=IN_JUNE)
    later = datetime(2026, 6, 9, tzinfo=UTC)
    record_actual(
        strategy.sales,
        period_start=MAY,
        value=Decimal(610),
        actor=keeper,
        comment="Late invoices",
        at=later,
    )
    assert list(
        Actual.objects.order_by("entered_at").values_list("value", "is_current", "comment")
    ) == [(Decimal(600), False, ""), (Decimal(610), True, "Late invoices")]


@pytest.mark.django_db
def test_the_same_figure_again_adds_nothing(strategy, keeper):
    first = record_actual(
        strategy.sales, period_start=MAY, value=Decimal(600), actor=keeper, at=IN_JUNE
    )
    again = record_actual(
        strategy.sales, period_start=MAY, value=Decimal(600), actor=keeper, at=IN_JUNE
    )
    assert again == first
    assert Actual.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("frequency", "start"),
    [("month", date(2026, 5, 1)), ("quarter", date(2026, 4, 1)), ("year", date(2026, 1, 1))],
)
def test_any_day_of_a_period_names_it(strategy, keeper, frequency, start):
    measure = make_measure(strategy.revenue, "M9", "Orders", frequency=frequency)
    actual = record_actual(
        measure, period_start=date(2026, 5, 17), value=Decimal(1), actor=keeper, at=IN_JUNE
    )
    assert actual.period_start == start


@pytest.mark.django_db
def test_the_updater_of_a_measure_may_record_and_others_may_not(strategy, cast):
    strategy.sales.updater = cast.employee
    strategy.sales.save()
    record_actual(
        strategy.sales, period_start=MAY, value=Decimal(1), actor=cast.employee, at=IN_JUNE
    )
    for person in (cast.colleague, cast.outsider, cast.deactivated, cast.anonymous):
        with pytest.raises(PermissionDenied):
            record_actual(strategy.sales, period_start=MAY, value=Decimal(2), actor=person)
    assert Actual.objects.get().value == 1


@pytest.mark.django_db
def test_a_period_that_has_not_begun_takes_no_figure(strategy, keeper):
    with pytest.raises(ValidationError, match="not begun"):
        record_actual(
            strategy.sales,
            period_start=date(2026, 7, 1),
            value=Decimal(1),
            actor=keeper,
            at=IN_JUNE,
        )


@pytest.mark.django_db
def test_a_yes_or_no_measure_takes_nothing_else(strategy, keeper):
    measure = make_measure(
        strategy.revenue, "M9", "Licence held", type=Measure.Type.YES_NO, goal=None
    )
    with pytest.raises(ValidationError, match="1 for yes"):
        record_actual(measure, period_start=MAY, value=Decimal(7), actor=keeper, at=IN_JUNE)
