"""The scorecard: perspectives, objectives, measures, 18 months of figures, the strategy map."""

import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from scorecard import periods
from scorecard.actions import link_objectives, record_actual
from scorecard.models import (
    Measure,
    MeasureWeight,
    Objective,
    ObjectiveTheme,
    ObjectiveWeight,
    OrgUnit,
    Perspective,
    PerspectiveWeight,
    Scorecard,
    Target,
)

from .content import load
from .pages import Pages
from .people import People

SEED = 14
PERIODS = {"month": 18, "quarter": 6}


class ScorecardBuilder:
    def __init__(self, people: People, pages: Pages) -> None:
        self.people, self.pages = people, pages
        self.plan = load("scorecard")
        self.today = timezone.localdate()
        self.begin = periods.closed_periods("month", self.today, PERIODS["month"])[-1]
        self.objectives: dict[str, Objective] = {}
        self.chance = random.Random(SEED)  # noqa: S311  (plays dice, keeps no secret)

    def make_objectives(self) -> None:
        scorecard = Scorecard.objects.create(
            unit=OrgUnit.objects.get(code=self.plan["unit"]), title=self.plan["title"]
        )
        perspectives = {}
        for position, row in enumerate(self.plan["perspective"], start=1):
            perspective = Perspective(
                scorecard=scorecard,
                name=row["name"],
                question=row["question"],
                position=position,
            )
            perspective.weights.set(
                [PerspectiveWeight(valid_from=self.begin, weight=row["weight"])]
            )
            perspective.save()
            perspectives[row["name"]] = perspective
        for row in self.plan["objective"]:
            objective = Objective(
                perspective=perspectives[row["perspective"]],
                code=row["code"],
                title=row["title"],
                description=row["description"],
                owner=self.people[row["owner"]],
            )
            objective.theme_links.set(
                [ObjectiveTheme(theme=self.pages.by_slug[slug].theme) for slug in row["themes"]]
            )
            if "weight" in row:
                objective.weights.set(
                    [ObjectiveWeight(valid_from=self.begin, weight=row["weight"])]
                )
            objective.save()
            self.objectives[row["code"]] = objective

    def draw_map(self) -> None:
        for cause, effects in self.plan["map"].items():
            for effect in effects:
                link_objectives(
                    self.objectives[cause], self.objectives[effect], actor=self.people.admin
                )

    def make_measures(self) -> None:
        comments = {(row["measure"], row["back"]): row["text"] for row in self.plan["comment"]}
        corrections = {(row["measure"], row["back"]): row for row in self.plan["correction"]}
        for row in self.plan["measure"]:
            measure = self._measure(row)
            frequency = measure.frequency
            late = row.get("late", 0)
            closed = periods.closed_periods(frequency, self.today, PERIODS[frequency])[late:]
            for back, (start, value) in enumerate(
                zip(closed, reversed(row["actuals"]), strict=True), start=1
            ):
                place = (measure.code, back)
                correction = corrections.get(place)
                at = self._entered_at(frequency, start)
                if correction:
                    self._record(measure, start, correction["first"], at)
                    at += timedelta(days=9)
                    comment = correction["text"]
                else:
                    comment = comments.get(place, "")
                self._record(measure, start, value, at, comment)

    def _measure(self, row: dict[str, Any]) -> Measure:
        measure = Measure(
            objective=self.objectives[row["objective"]],
            code=row["code"],
            title=row["title"],
            definition=row["definition"],
            unit=row["unit"],
            type=row.get("type", Measure.Type.GOAL),
            timing=row["timing"],
            frequency=row.get("frequency", Measure.Frequency.MONTH),
            source=row["source"],
            updater=self.people[row["updater"]],
        )
        measure.targets.set(
            [
                Target(
                    valid_from=self.begin,
                    goal=_exact(row["goal"]),
                    red_flag=_exact(row["red_flag"]),
                )
            ]
        )
        if "weight" in row:
            measure.weights.set([MeasureWeight(valid_from=self.begin, weight=row["weight"])])
        measure.save()
        return measure

    def _record(
        self, measure: Measure, start: Any, value: float, at: datetime, comment: str = ""
    ) -> None:
        record_actual(
            measure,
            period_start=start,
            value=_exact(value),
            actor=measure.updater,
            comment=comment,
            at=at,
        )

    def _entered_at(self, frequency: str, start: Any) -> datetime:
        """A few days after the period ended, but not after now."""
        day = periods.last_day(frequency, start) + timedelta(days=self.chance.randint(2, 7))
        moment = time(9, self.chance.randint(0, 59))
        entered = datetime.combine(day, moment, timezone.get_default_timezone())
        return min(entered, timezone.now() - timedelta(minutes=20))


def _exact(figure: float) -> Decimal:
    return Decimal(str(figure))
