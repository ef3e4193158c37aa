"""Figures and weights written while a period is frozen: frozen with it, or refused."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from scorecard.actions import freeze_period, record_actual
from scorecard.book import read_book
from scorecard.models import Actual, Freeze, MeasureWeight
from scorecard.performance import evaluate
from tests.cast import Cast, Hub
from tests.discussions.test_races import Act, at_once
from tests.scorecard.build import KEEPERS, Strategy, give, make_strategy
from tests.scorecard.test_admin import inline

pytestmark = pytest.mark.django_db(transaction=True)
MAY = date(2026, 5, 1)
LAST = date(2026, 5, 31)


@pytest.fixture
def strategy(cast: Cast, hub: Hub) -> Strategy:
    return make_strategy(cast.owner, hub.theme)


@pytest.fixture
def keeper(cast: Cast) -> User:
    person = give(cast.office, *KEEPERS, "freeze_period")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def freeze(strategy: Strategy, actor: User) -> Freeze:
    return freeze_period(
        strategy.scorecard, frequency="month", day=MAY, reason="Board pack", actor=actor
    )


def test_figures_written_during_a_freeze_are_in_it_or_refused(strategy, keeper):
    def record(value: int) -> Actual:
        return record_actual(strategy.sales, period_start=MAY, value=Decimal(value), actor=keeper)

    acts: list[Act] = [partial(record, value) for value in range(510, 530)]
    acts.insert(7, lambda: freeze(strategy, keeper))
    results = at_once(acts)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert {each.code for each in refused} <= {"frozen"}
    taken = [each for each in results if isinstance(each, Actual)]
    assert len(taken) + len(refused) + 1 == len(acts)
    (frozen,) = Freeze.objects.all()
    rows = [
        measure
        for perspective in frozen.contents["perspectives"]
        for objective in perspective["objectives"]
        for measure in objective["measures"]
        if measure["id"] == strategy.sales.pk
    ]
    said = [Decimal(value) for _start, value, _comment, _at in rows[0]["actuals"]]
    assert said == [each.value for each in Actual.objects.filter(is_current=True)]


def test_one_of_many_freezes_of_one_period_comes_through(strategy, keeper):
    results = at_once([lambda: freeze(strategy, keeper)] * 6)
    assert sum(isinstance(each, Freeze) for each in results) == 1
    assert Freeze.objects.count() == 1


def test_weights_saved_during_a_freeze_are_in_it_or_refused(strategy, keeper):
    def weigh(number: int) -> int:
        client = Client()
        client.force_login(keeper)
        measure = strategy.sales
        address = reverse("wagtailsnippets_strategy_scorecard_measure:edit", args=[measure.pk])
        answer = client.post(
            address,
            {
                "objective": strategy.revenue.pk,
                "code": "M1",
                "title": f"Sales {number}",
                "definition": "",
                "type": "goal",
                "unit": "",
                "timing": "lagging",
                "frequency": "month",
                "source": "",
                "updater": "",
                "targets-TOTAL_FORMS": 0,
                "targets-INITIAL_FORMS": 0,
                **inline("weights", {"valid_from": f"2026-0{number}-01", "weight": "3"}),
            },
        )
        return answer.status_code

    acts: list[Act] = [partial(weigh, number) for number in (1, 2, 3, 4)]
    acts.insert(2, lambda: freeze(strategy, keeper))
    results = at_once(acts)
    (frozen,) = Freeze.objects.all()
    (card,) = evaluate(read_book([LAST]), LAST)
    measures = {one.measure.code: one for each in card.objectives for one in each.measures}
    saved = MeasureWeight.objects.filter(measure=strategy.sales).count()
    assert saved == results.count(302)
    assert measures["M1"].weight == (3 if saved else 1)
    assert set(results) - {302, 200} == {frozen}
