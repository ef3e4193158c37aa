"""What becomes of contributions: how soon they are answered, by whom, and whether at all."""

from collections.abc import Callable, Iterable
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from .facts import Answer, Facts
from .groups import Group
from .registry import RECEIVED_IN_THE_WEEKS, UNSEEN_PAGES, Figure, Metric, register_metric


def waiting_time(answers: Iterable[tuple[float | None, float]], share: float) -> float | None:
    """Days after which `share` of the contributions have an answer; None if that is not known.

    Kaplan-Meier: what is still unanswered counts with the days it has waited (censored). Leaving
    it out would make a slow owner look fast; counting it as answered today would too.

    Args:
        answers: for each contribution the days until its answer, or None, and the days watched.
    """
    ends: list[tuple[float, bool]] = sorted(
        (watched if days is None else days, days is None) for days, watched in answers
    )
    at_risk = len(ends)
    unanswered = 1.0
    for days, together in groupby(ends, key=_time):
        group = list(together)
        answered = sum(1 for _days, is_censored in group if not is_censored)
        unanswered *= 1 - answered / at_risk
        if answered and unanswered <= 1 - share + 1e-9:
            return days
        at_risk -= len(group)
    return None


def _time(end: tuple[float, bool]) -> float:
    return end[0]


def _first_response(facts: Facts, group: Group) -> Figure:
    answers = facts.answers(group)
    times = [(answer.days, answer.days_watched) for answer in answers]
    answered = sum(1 for answer in answers if answer.days is not None)
    return Figure(
        waiting_time(times, 0.5),
        answered,
        len(answers),
        facts.contributors(group),
        {"p90": waiting_time(times, 0.9), "unanswered": len(answers) - answered},
    )


def _share(facts: Facts, group: Group, is_counted: Callable[[Answer], bool]) -> Figure:
    """The share of the contributions of `group` that count."""
    answers = facts.answers(group)
    part = sum(1 for answer in answers if is_counted(answer))
    return Figure.share(part, len(answers), people=facts.contributors(group))


def _routing(facts: Facts, group: Group) -> Figure:
    return _share(facts, group, lambda each: each.has_owner)


def _thanks(facts: Facts, group: Group) -> Figure:
    return _share(facts, group, lambda each: each.is_thanked)


def _closure(facts: Facts, group: Group) -> Figure:
    return _share(facts, group, lambda each: each.is_decided)


FIRST_RESPONSE = register_metric(
    Metric(
        name="first_response",
        label=_("First response"),
        definition=_(
            "Days (calendar days) until half of the contributions had their first thanks or"
            " decision, and until nine in ten had. Those still unanswered count with the days"
            " they have waited so far."
        ),
        formula=_("median and 90th percentile of the Kaplan-Meier estimate of the waiting time"),
        unit="days",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(
            UNSEEN_PAGES,
            _("Answers after the day looked at."),
        ),
        compute=_first_response,
        reveals=("contributors",),
    )
)
ROUTING_COVERAGE = register_metric(
    Metric(
        name="routing_coverage",
        label=_("Routing coverage"),
        definition=_("The share of contributions that have an owner now."),
        formula=_("contributions with an owner ÷ contributions received"),
        unit="%",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(UNSEEN_PAGES,),
        compute=_routing,
        reveals=("contributors",),
    )
)
THANKS_COVERAGE = register_metric(
    Metric(
        name="thanks_coverage",
        label=_("Thanks coverage"),
        definition=_("The share of contributions that a person has thanked for."),
        formula=_("contributions thanked for ÷ contributions received"),
        unit="%",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(
            UNSEEN_PAGES,
            _("Decisions without thanks."),
        ),
        compute=_thanks,
        reveals=("contributors",),
    )
)
DECISION_CLOSURE = register_metric(
    Metric(
        name="decision_closure",
        label=_("Decision closure"),
        definition=_(
            "The share of contributions with a decision and its reason: accepted, declined, parked"
            " or merged."
        ),
        formula=_("contributions decided ÷ contributions received"),
        unit="%",
        window=RECEIVED_IN_THE_WEEKS,
        exclusions=(
            UNSEEN_PAGES,
            _("Decisions after the day looked at."),
        ),
        compute=_closure,
        reveals=("contributors",),
    )
)
