"""A small scorecard for the tests: one unit, two perspectives, two objectives, three measures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission, User

from scorecard.models import (
    Measure,
    Objective,
    ObjectiveTheme,
    OrgUnit,
    Perspective,
    Scorecard,
    Target,
)

KEEPERS = ["change_measure", "change_objective", "change_orgunit"]


@dataclass(frozen=True)
class Strategy:
    unit: OrgUnit
    scorecard: Scorecard
    financial: Perspective
    customer: Perspective
    revenue: Objective
    loyalty: Objective
    sales: Measure
    repeat: Measure
    complaints: Measure


def give(person: User, *codenames: str) -> User:
    """The person with those permissions of the scorecard, read afresh (permissions are cached)."""
    person.user_permissions.add(
        *Permission.objects.filter(
            content_type__app_label="strategy_scorecard", codename__in=codenames
        )
    )
    return User.objects.get(pk=person.pk)


def make_measure(objective: Objective, code: str, title: str, **fields: Any) -> Measure:
    goal, red_flag = fields.pop("goal", 700), fields.pop("red_flag", 500)
    measure: Measure = Measure.objects.create(objective=objective, code=code, title=title, **fields)
    if goal is not None:
        Target.objects.create(
            measure=measure,
            valid_from=date(2025, 1, 1),
            goal=Decimal(goal),
            red_flag=Decimal(red_flag),
        )
    return measure


def make_strategy(owner: User, theme: Any = None) -> Strategy:
    unit = OrgUnit.add_root(code="company", name="The company")
    scorecard = Scorecard.objects.create(unit=unit, title="Our strategy")
    financial = Perspective.objects.create(scorecard=scorecard, name="Financial", position=1)
    customer = Perspective.objects.create(scorecard=scorecard, name="Customer", position=2)
    revenue = Objective.objects.create(
        perspective=financial, code="F1", title="Grow revenue", owner=owner
    )
    loyalty = Objective.objects.create(
        perspective=customer, code="C1", title="Keep customers", owner=owner
    )
    if theme:
        ObjectiveTheme.objects.create(objective=revenue, theme=theme)
    return Strategy(
        unit,
        scorecard,
        financial,
        customer,
        revenue,
        loyalty,
        sales=make_measure(revenue, "M1", "Sales", unit="EUR m"),
        repeat=make_measure(loyalty, "M2", "Repeat purchases", unit="%", goal=60, red_flag=40),
        complaints=make_measure(loyalty, "M3", "Complaints", goal=10, red_flag=30),
    )
