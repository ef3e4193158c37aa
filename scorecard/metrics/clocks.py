"""How long contributors wait, in working days, and who waits longer than was promised."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from themes import clocks

from .facts import Facts, Waits
from .groups import Group
from .registry import (
    RECEIVED_IN_THE_WEEKS,
    UNSEEN_PAGES,
    Figure,
    Metric,
    register_metric,
)
from .response import waiting_time

# Of a few thousand contributions most share their days, and a year of holidays is slow to count.
_working_days = lru_cache(maxsize=4096)(clocks.working_days)


def _wait(facts: Facts, group: Group, end_of: Callable[[Waits], date | None]) -> Figure:
    """Working days until an end, of all contributions; without one, those that have passed."""
    waits = [answer.waits for answer in facts.answers(group)]
    ends = [end_of(each) for each in waits]
    times = [
        (
            None if end is None else float(_working_days(each.received, end, each.place)),
            float(_working_days(each.received, each.decided or each.until, each.place)),
        )
        for each, end in zip(waits, ends, strict=True)
    ]
    answered = sum(1 for end in ends if end is not None)
    return Figure(
        waiting_time(times, 0.5),
        answered,
        len(waits),
        facts.contributors(group),
        {"p90": waiting_time(times, 0.9), "unanswered": len(waits) - answered},
    )


def _time_to_thanks(facts: Facts, group: Group) -> Figure:
    return _wait(facts, group, lambda waits: waits.thanked)


def _time_to_decision(facts: Facts, group: Group) -> Figure:
    return _wait(facts, group, lambda waits: waits.decided)


def _overdue(facts: Facts, group: Group) -> Figure:
    waits = [answer.waits for answer in facts.waiting_or_recent(group)]
    overdue = sum(1 for each in waits if each.is_overdue)
    still_open = sum(1 for each in waits if each.is_open)
    return Figure(float(overdue), overdue, still_open, facts.contributors(group))


TIME_TO_THANKS = register_metric(
    Metric(
        name="time_to_thanks",
        label=_("Time to first thanks"),
        definition=_(
            "Working days until half of the contributions had been thanked for, and until nine in"
            " ten had, by the holidays of whoever they reached first. Pauses count: the contributor"
            " waits all the same. What is not thanked for yet counts with the days it has waited so"
            " far, and what was decided without thanks with those until the decision."
        ),
        formula=_("median and 90th percentile of the Kaplan-Meier estimate of the waiting time"),
        unit="working days",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(UNSEEN_PAGES,),
        compute=_time_to_thanks,
        reveals=("contributors",),
    )
)
TIME_TO_DECISION = register_metric(
    Metric(
        name="time_to_decision",
        label=_("Time to decision"),
        definition=_(
            "Working days until half of the contributions had the decision that stands, and until"
            " nine in ten had, by the holidays of whoever they reached first. Pauses count: the"
            " contributor waits all the same. What is undecided counts with the days it has waited"
            " so far."
        ),
        formula=_("median and 90th percentile of the Kaplan-Meier estimate of the waiting time"),
        unit="working days",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(UNSEEN_PAGES,),
        compute=_time_to_decision,
        reveals=("contributors",),
    )
)
OVERDUE = register_metric(
    Metric(
        name="overdue",
        label=_("Overdue now"),
        definition=_(
            "Contributions whose first thanks or decision was due and has not come, whenever they"
            " were received. While a clock is paused nothing is overdue. On an earlier day, by the"
            " days that were promised in the end."
        ),
        formula=_("number of contributions overdue, of those that wait for an answer"),
        unit="contributions",
        window=_("Whatever waited on the day looked at, whenever it was received."),
        exclusions=(
            UNSEEN_PAGES,
            _("Contributions whose clock is paused."),
        ),
        compute=_overdue,
        reveals=("contributors",),
    )
)
