"""A frozen period: what it keeps, what it refuses by every road, and how it opens again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from scorecard import guarding
from scorecard.actions import freeze_period, record_actual, record_actuals, unfreeze_period
from scorecard.actions.measures import Figure
from scorecard.book import read_book
from scorecard.models import (
    Actual,
    Freeze,
    Measure,
    MeasureWeight,
    ObjectiveWeight,
    PerspectiveWeight,
    Target,
)
from scorecard.performance import ScorecardPerformance, evaluate
from tests.scorecard.build import Strategy, give, make_measure
from tests.scorecard.test_importing_figures import HEADER, plan_of, told
from tests.scorecard.test_performance import figures

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
IN_MAY = [MAY, date(2026, 5, 17), date(2026, 5, 31)]
NOW = datetime(2026, 6, 5, 9, tzinfo=UTC)


@pytest.fixture
def freezer(keeper: User) -> User:
    return give(keeper, "freeze_period", "unfreeze_period")


@pytest.fixture
def filled(strategy: Strategy, freezer: User) -> Strategy:
    figures(strategy.sales, freezer, m02=650, m03=640, m04=620, m05=600)
    figures(strategy.repeat, freezer, m04=62, m05=60)
    figures(strategy.complaints, freezer, m05=25)
    return strategy


@pytest.fixture
def may(filled: Strategy, freezer: User) -> Freeze:
    return freeze(filled, freezer)


def freeze(strategy: Strategy, actor: User, day: date = MAY, frequency: str = "month") -> Freeze:
    return freeze_period(
        strategy.scorecard, frequency=frequency, day=day, reason="Board pack", actor=actor
    )


def card(on: date) -> ScorecardPerformance:
    return evaluate(read_book([on]), on)[0]


def scores(on: date) -> Any:
    """Every score of the scorecard on a day, with its weight, by what it is the score of."""
    shown = card(on)
    found: dict[str, Any] = {"card": shown.result}
    for row in shown.perspectives:
        found[row.perspective.name] = (row.weight, row.result)
        for each in row.objectives:
            found[each.objective.code] = (each.weight, each.result, each.trend)
            for one in each.measures:
                found[one.measure.code] = (one.weight, one.result, one.readings, one.since)
    return found


def edit_everything(strategy: Strategy) -> None:
    """What no form lets through, behind the back of every guard."""
    Actual.objects.update(value=1)
    Target.objects.update(goal=9000, red_flag=8000)
    day = date(2025, 1, 1)
    MeasureWeight.objects.create(measure=strategy.repeat, valid_from=day, weight=50)
    ObjectiveWeight.objects.create(objective=strategy.loyalty, valid_from=day, weight=50)
    PerspectiveWeight.objects.create(perspective=strategy.customer, valid_from=day, weight=50)
    make_measure(strategy.revenue, "M9", "Later measure")
    Measure.objects.filter(code="M1").update(
        objective=strategy.loyalty, frequency="year", type="band"
    )


def test_scores_of_a_frozen_period_never_change_again(filled, freezer):
    before = [scores(day) for day in IN_MAY]
    freeze(filled, freezer)
    assert [scores(day) for day in IN_MAY] == before
    after = scores(date(2026, 6, 2))
    edit_everything(filled)
    assert [scores(day) for day in IN_MAY] == before
    assert scores(date(2026, 6, 2)) != after


def test_an_unfrozen_period_follows_its_figures_again(filled, freezer, may):
    before = scores(IN_MAY[-1])
    edit_everything(filled)
    unfreeze_period(may, reason="A wrong invoice", actor=freezer)
    assert scores(IN_MAY[-1]) != before
    assert not Freeze.objects.exists()


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    edits=st.lists(
        st.tuples(
            st.sampled_from([Actual, Target, MeasureWeight, ObjectiveWeight, PerspectiveWeight]),
            st.dates(date(2025, 1, 1), date(2026, 12, 31)),
            st.integers(1, 999),
        ),
        max_size=6,
    )
)
def test_no_later_edit_reaches_a_frozen_score(filled, may, edits):
    before = scores(IN_MAY[-1])
    for model, day, number in edits:
        _edit(filled, model, day, number)
    assert scores(IN_MAY[-1]) == before


def _edit(strategy: Strategy, model: Any, day: date, number: int) -> None:
    owners: dict[Any, dict[str, Any]] = {
        MeasureWeight: {"measure": strategy.repeat},
        ObjectiveWeight: {"objective": strategy.loyalty},
        PerspectiveWeight: {"perspective": strategy.customer},
    }
    if model is Actual:
        Actual.objects.filter(period_start__lte=day).update(value=number)
    elif model is Target:
        Target.objects.update(valid_from=day, goal=number, red_flag=number + 5)
    else:
        model.objects.update_or_create(**owners[model], valid_from=day, defaults={"weight": number})


def test_figures_of_a_frozen_period_are_refused_and_others_are_not(filled, freezer, may):
    with pytest.raises(ValidationError, match="May 2026 is frozen") as caught:
        record_actual(filled.sales, period_start=MAY, value=Decimal(1), actor=freezer, at=NOW)
    assert caught.value.code == "frozen"
    record_actual(
        filled.sales, period_start=date(2026, 4, 3), value=Decimal(1), actor=freezer, at=NOW
    )
    same = record_actual(filled.sales, period_start=MAY, value=Decimal(600), actor=freezer, at=NOW)
    assert same.value == 600


def test_one_frozen_figure_refuses_all_that_come_with_it(filled, freezer, may):
    rows = [
        Figure(filled.sales, date(2026, 4, 1), Decimal(7)),
        Figure(filled.repeat, MAY, Decimal(7)),
    ]
    with pytest.raises(ValidationError, match="frozen"):
        record_actuals(rows, actor=freezer)
    assert not Actual.objects.filter(value=7).exists()


def test_a_period_is_closed_with_the_day_that_it_ends_on(filled, freezer):
    margin = make_measure(filled.revenue, "M8", "Margin", frequency="quarter")
    freeze(filled, freezer, date(2026, 4, 1))
    record_actual(margin, period_start=MAY, value=Decimal(1), actor=freezer)
    freeze(filled, freezer, date(2026, 6, 1))
    with pytest.raises(ValidationError, match="June 2026 is frozen"):
        record_actual(margin, period_start=MAY, value=Decimal(2), actor=freezer)


def test_a_file_names_the_cell_of_each_frozen_period(filled, freezer, may):
    text = HEADER + "M1,2026-05,1,\nM1,2026-04,1,\nM2,2026-05,60,\nM3,31.05.2026,2,\n"
    plan = plan_of(text, freezer)
    reason = "May 2026 is frozen, so its figures can no longer be changed."
    assert told(plan) == [("B2", reason), ("B5", reason)]
    assert [each.value for each in plan.rejections] == ["2026-05", "31.05.2026"]
    assert [row.number for row in plan.changed] == [3]
    assert [row.number for row in plan.unchanged] == [4]


def test_the_command_records_nothing_if_a_period_is_frozen_meanwhile(
    filled, freezer, tmp_path, monkeypatch
):
    file = tmp_path / "actuals.csv"
    file.write_text(HEADER + "M1,2026-05,1,\n")
    monkeypatch.setattr(
        "scorecard.management.commands.import_actuals.Command._report",
        lambda command, plan: freeze(filled, freezer),
    )
    with pytest.raises(CommandError, match="Nothing was recorded: May 2026 is frozen"):
        call_command("import_actuals", str(file), "--as", freezer.username, stdout=StringIO())
    assert not Actual.objects.filter(value=1).exists()


def test_a_frozen_period_stands_in_the_history_of_its_scorecard(filled, freezer, may):
    unfreeze_period(may, reason="A wrong invoice", actor=freezer)
    said = [
        (entry.user, entry.formatter.format_message(entry))
        for entry in ModelLogEntry.objects.order_by("pk")
    ]
    assert said == [
        (freezer, "Froze 2026-05 of “Our strategy”: Board pack"),
        (freezer, "Unfroze 2026-05 of “Our strategy”: A wrong invoice"),
    ]


def test_only_who_may_freezes_and_unfreezes(filled, cast, keeper, may):
    only_freezes = give(cast.executive, "freeze_period")
    for person in (cast.owner, cast.employee, cast.outsider, cast.deactivated, cast.anonymous):
        with pytest.raises(PermissionDenied):
            freeze(filled, person, date(2026, 3, 1))
    for person in (cast.owner, cast.employee, only_freezes, cast.anonymous):
        with pytest.raises(PermissionDenied):
            unfreeze_period(may, reason="Why not", actor=person)
    assert freeze(filled, only_freezes, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("frequency", "day", "reason", "code"),
    [
        ("month", date(2999, 1, 1), "Why", "open"),
        ("month", MAY, "Why", "frozen"),
        ("quarter", MAY, "Why", "frozen"),
        ("month", date(2026, 4, 1), "  ", "reason"),
    ],
)
def test_what_can_not_be_frozen_says_why(filled, freezer, may, frequency, day, reason, code):
    with pytest.raises(ValidationError) as caught:
        freeze_period(filled.scorecard, frequency=frequency, day=day, reason=reason, actor=freezer)
    assert caught.value.code == code
    assert Freeze.objects.count() == 1


def test_unfreezing_twice_or_without_a_reason_is_refused(filled, freezer, may):
    with pytest.raises(ValidationError) as caught:
        unfreeze_period(may, reason=" ", actor=freezer)
    assert caught.value.code == "reason"
    unfreeze_period(Freeze.objects.get(pk=may.pk), reason="Once", actor=freezer)
    with pytest.raises(ValidationError) as caught:
        unfreeze_period(may, reason="Twice", actor=freezer)
    assert caught.value.code == "gone"


def test_what_a_frozen_period_depends_on_cannot_be_deleted(filled, may):
    for thing in (filled.sales, filled.revenue, filled.scorecard):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_a_book_read_for_other_days_does_not_pretend(filled, may):
    with pytest.raises(LookupError):
        evaluate(read_book([date(2026, 12, 1)]), MAY)


def test_frozen_periods_cost_no_further_query(filled, freezer, django_assert_num_queries):
    for month in (1, 2, 3, 4, 5):
        freeze(filled, freezer, date(2026, month, 1))
    with django_assert_num_queries(5):
        for each in evaluate(read_book([MAY]), MAY):
            assert each.freeze and each.freeze.frozen_by.username and each.scorecard.unit.name


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ROWS = st.dictionaries(DAYS, st.integers(1, 3), max_size=4).map(
    lambda rows: [(day, (Decimal(value),)) for day, value in rows.items()]
)


def _value_on(rows: Any, day: date) -> Any:
    return max((row for row in rows if row[0] <= day), default=(None, None))[1]


@given(before=ROWS, after=ROWS, first=DAYS, length=st.integers(0, 60))
def test_a_change_is_one_of_what_holds_on_some_frozen_day(before, after, first, length):
    last = date.fromordinal(first.toordinal() + length)
    frozen = Freeze(frequency="month", first=first, last=last)
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    differs = any(_value_on(before, day) != _value_on(after, day) for day in days)
    assert (guarding.changed_freeze(before, after, [frozen]) is frozen) is differs
