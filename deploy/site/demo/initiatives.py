"""The initiatives, with their milestones and the contributions that they grew from."""

from datetime import date, timedelta
from typing import Any

from scorecard.actions import link_contribution
from scorecard.models import Initiative, InitiativeObjective, Milestone
from themes.models import Contribution

from .scorecards import ScorecardBuilder

State = Contribution.State
TAKEN_UP = (State.ACCEPTED, State.IN_PROGRESS, State.DONE)


def make_initiatives(scorecard: ScorecardBuilder) -> None:
    """After the talk, since they grew from what was decided there."""
    for row in scorecard.plan["initiative"]:
        initiative = _initiative(row, scorecard)
        source = row.get("grew_from", {"theme": "", "count": 0})
        taken_up = Contribution.objects.filter(
            theme__page__slug=source["theme"], state__in=TAKEN_UP
        ).order_by("received_at", "pk")
        for contribution in taken_up[: source["count"]]:
            link_contribution(initiative, contribution, actor=scorecard.people.admin)


def _initiative(row: dict[str, Any], scorecard: ScorecardBuilder) -> Initiative:
    def day(back: int) -> date:
        return scorecard.today - timedelta(days=back)

    initiative = Initiative(
        title=row["title"],
        description=row["description"],
        owner=scorecard.people[row["owner"]],
        starts=day(row["begins"]),
        ends=day(row["ends"]),
        budget=row["budget"],
        currency="EUR",
        state=row["state"],
    )
    initiative.objective_links.set(
        [InitiativeObjective(objective=scorecard.objectives[code]) for code in row["objectives"]]
    )
    initiative.milestones.set(
        [
            Milestone(
                title=each["title"],
                due=day(each["due"]),
                done_on=day(each["done"]) if "done" in each else None,
            )
            for each in row["milestones"]
        ]
    )
    initiative.save()
    return initiative
