"""What a frozen period refuses in Wagtail's admin, in words, and on its own screen."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from discussions import remembering
from scorecard.actions import freeze_period
from scorecard.models import (
    Actual,
    Freeze,
    Measure,
    MeasureWeight,
    Objective,
    ObjectiveWeight,
    Perspective,
    PerspectiveWeight,
    Scorecard,
    Target,
)
from tests.scorecard.build import Strategy, give
from tests.scorecard.test_admin import address
from tests.scorecard.test_performance import figures

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
SCREEN = "/hub/scorecard/freezes/"


@pytest.fixture
def office(client, cast, strategy) -> User:
    person = give(cast.office)
    person.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="strategy_scorecard"),
        Permission.objects.get(codename="access_admin"),
    )
    client.force_login(person)
    figures(strategy.sales, person, m04=650, m05=600)
    return person


@pytest.fixture
def may(strategy: Strategy, office: User) -> Freeze:
    return freeze_period(
        strategy.scorecard, frequency="month", day=MAY, reason="Board pack", actor=office
    )


def rows(
    name: str, model: Any, owner: Any, *more: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """The stored rows of a formset as its form sends them, with `changes`, and further ones."""
    stored = list(model.objects.filter(**{type(owner).__name__.lower(): owner}))
    data: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(stored) + len(more),
        f"{name}-INITIAL_FORMS": len(stored),
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    columns = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "sort_order")]
    for number, row in enumerate(stored):
        said = {column: getattr(row, column) for column in columns[1:] if column != "measure"}
        data |= {f"{name}-{number}-{k}": v for k, v in ({"id": row.pk} | said | changes).items()}
    for number, row in enumerate(more, start=len(stored)):
        data |= {f"{name}-{number}-{key}": value for key, value in ({"id": ""} | row).items()}
    return data


def measure_form(measure: Measure, targets: Any = None, weights: Any = None, **more: Any) -> Any:
    return {
        "objective": measure.objective_id,
        "code": measure.code,
        "title": "Sales anew",
        "definition": "",
        "type": measure.type,
        "unit": measure.unit,
        "timing": measure.timing,
        "frequency": measure.frequency,
        "source": "",
        "updater": "",
        **(targets or rows("targets", Target, measure)),
        **(weights or rows("weights", MeasureWeight, measure)),
        **more,
    }


def save(client: Any, model: str, thing: Any, data: Any) -> str:
    answer = client.post(address(model, "edit", thing.pk), data)
    return "saved" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"goal": "900"}, []),
        ({"red_flag": "100"}, []),
        ({"valid_from": "2026-05-20"}, []),
        ({"DELETE": "on"}, []),
        ({}, [{"valid_from": "2026-03-01", "goal": "9", "red_flag": "1"}]),
        ({}, [{"valid_from": "2026-05-31", "goal": "9", "red_flag": "1"}]),
    ],
)
def test_targets_of_a_frozen_period_stay(client, may, strategy, change, more):
    before = list(Target.objects.order_by("pk").values())
    targets = rows("targets", Target, strategy.sales, *more, **change)
    content = save(client, "measure", strategy.sales, measure_form(strategy.sales, targets))
    assert "May 2026 is frozen, so the targets of its days can no longer be changed." in content
    assert "add one that holds from 1 Jun 2026 or later" in content
    assert list(Target.objects.order_by("pk").values()) == before
    assert Measure.objects.get(pk=strategy.sales.pk).title == "Sales"


def test_what_leaves_the_frozen_days_alone_is_saved(client, may, strategy):
    later = {"valid_from": "2026-06-01", "goal": "900", "red_flag": "700"}
    targets = rows("targets", Target, strategy.sales, later, valid_from="2025-02-01")
    weights = rows(
        "weights", MeasureWeight, strategy.sales, {"valid_from": "2026-06-01", "weight": 2}
    )
    data = measure_form(strategy.sales, targets, weights)
    assert save(client, "measure", strategy.sales, data) == "saved"
    assert Target.objects.filter(measure=strategy.sales).count() == 2
    assert MeasureWeight.objects.get().weight == 2


def test_weights_of_a_frozen_period_stay_at_every_level(client, may, strategy, hub):
    early = {"valid_from": "2026-01-01", "weight": "5"}
    objective = {
        "perspective": strategy.financial.pk,
        "code": "F1",
        "owner": strategy.revenue.owner_id,
        "title": "Grow",
        "description": "",
        "theme_links-TOTAL_FORMS": 0,
        "theme_links-INITIAL_FORMS": 0,
        **rows("weights", ObjectiveWeight, strategy.revenue, early),
    }
    perspective = {
        "scorecard": strategy.scorecard.pk,
        "name": "Money",
        "question": "",
        "position": 1,
        **rows("weights", PerspectiveWeight, strategy.financial, early),
    }
    weights = rows("weights", MeasureWeight, strategy.sales, early)
    tries = [
        ("measure", strategy.sales, measure_form(strategy.sales, weights=weights)),
        ("objective", strategy.revenue, objective),
        ("perspective", strategy.financial, perspective),
    ]
    for model, thing, data in tries:
        content = save(client, model, thing, data)
        assert "May 2026 is frozen, so the weights of its days can no longer" in content, model
    for weight in (MeasureWeight, ObjectiveWeight, PerspectiveWeight):
        assert not weight.objects.exists()


def test_nothing_frozen_leaves_its_scorecard(client, may, strategy):
    unit = strategy.unit.add_child(code="sales", name="Sales")
    other = Scorecard.objects.create(unit=unit, title="Sales")
    perspective = Perspective.objects.create(scorecard=other, name="Customer")
    objective = Objective.objects.create(
        perspective=perspective, code="S1", title="Sell", owner=strategy.revenue.owner
    )
    data = measure_form(strategy.sales, objective=objective.pk)
    content = save(client, "measure", strategy.sales, data)
    assert "Periods of “Our strategy” are frozen with it" in content
    assert Measure.objects.get(pk=strategy.sales.pk).objective == strategy.revenue


def test_a_new_measure_has_no_past_in_a_frozen_period(client, may, strategy):
    new = Measure(objective=strategy.revenue, code="M7")
    empty = {"weights-TOTAL_FORMS": 0, "weights-INITIAL_FORMS": 0}
    for day, is_taken in (("2026-01-01", False), ("2026-06-01", True)):
        data = {
            **measure_form(new, {"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0}, empty),
            "targets-0-valid_from": day,
            "targets-0-goal": "5",
            "targets-0-red_flag": "1",
            "targets-0-id": "",
        }
        answer = client.post(address("measure", "add"), data)
        assert (answer.status_code == 302) is is_taken
    assert Measure.objects.filter(code="M7").exists()


def test_the_form_of_a_figure_refuses_a_frozen_period(client, may, strategy):
    data = {"measure": strategy.sales.pk, "period_start": "2026-05-17", "value": "1", "comment": ""}
    content = client.post(address("actual", "add"), data).content.decode()
    assert "May 2026 is frozen, so its figures can no longer be changed." in content
    assert not Actual.objects.filter(value=1).exists()


@pytest.mark.parametrize("model", ["measure", "objective", "scorecard"])
def test_what_is_frozen_is_not_deleted(client, may, strategy, model):
    thing = {
        "measure": strategy.sales,
        "objective": strategy.revenue,
        "scorecard": strategy.scorecard,
    }[model]
    bulk = f"/admin/bulk/strategy_scorecard/{model}/delete/?id={thing.pk}"
    for road in (address(model, "delete", thing.pk), bulk):
        answer = client.post(road, follow=True)
        assert "Frozen periods depend on" in answer.content.decode()
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_the_office_freezes_and_unfreezes_on_screen(client, office, strategy):
    assert "No period is frozen" in client.get(SCREEN).content.decode()
    data = {"scorecard": strategy.scorecard.pk, "period": "2026-05", "reason": ""}
    answer = client.post(SCREEN, data)
    assert answer.status_code == 422
    assert "Give a reason." in answer.content.decode()
    content = client.post(SCREEN, {**data, "reason": "Board pack"}, follow=True).content.decode()
    assert "May 2026 is frozen." in content and "Board pack" in content
    again = client.post(SCREEN, {**data, "reason": "Twice"})
    assert "May 2026 is frozen already." in again.content.decode()
    assert "Twice" in again.content.decode()
    freeze = Freeze.objects.get()
    undo = {"freeze": freeze.pk, "step": "unfreeze", "reason": " "}
    answer = client.post(SCREEN, undo)
    assert answer.status_code == 422 and "<details open>" in answer.content.decode()
    content = client.post(SCREEN, {**undo, "reason": "Wrong"}, follow=True).content.decode()
    assert "May 2026 is open again." in content
    content = client.post(SCREEN, {**undo, "reason": "Wrong"}, follow=True).content.decode()
    assert "The period is not frozen any more." in content


@pytest.mark.parametrize("period", ["", "2026-13", "2999-01", "nonsense"])
def test_a_period_that_is_none_is_refused(client, office, strategy, period):
    data = {"scorecard": strategy.scorecard.pk, "period": period, "reason": "Why"}
    assert client.post(SCREEN, data).status_code == 422
    assert not Freeze.objects.exists()


def test_who_may_only_freeze_finds_no_way_to_unfreeze(client, may, cast):
    client.force_login(give(cast.executive, "freeze_period"))
    content = client.get(SCREEN).content.decode()
    assert "Freeze it" in content and "Unfreeze it" not in content
    undo = {"freeze": may.pk, "step": "unfreeze", "reason": "Why"}
    assert client.post(SCREEN, undo).status_code == 404
    assert Freeze.objects.exists()


def test_the_history_of_the_scorecard_tells_it(client, may, strategy):
    content = client.get(address("scorecard", "history", strategy.scorecard.pk)).content.decode()
    assert "Froze 2026-05 of “Our strategy”: Board pack" in content


def test_the_screen_takes_as_many_queries_however_many_are_frozen(
    client, may, office, strategy, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(remembering, "SECONDS", 3600)
    client.get(SCREEN)
    with django_assert_num_queries(10):
        client.get(SCREEN)
    for month in (1, 2, 3, 4):
        freeze_period(
            strategy.scorecard,
            frequency="month",
            day=date(2026, month, 1),
            reason="Board pack",
            actor=office,
        )
    with django_assert_num_queries(10):
        client.get(SCREEN)
