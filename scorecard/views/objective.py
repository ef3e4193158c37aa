from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from discussions.models import Post
from themes.models import Contribution

from .. import periods
from ..initiatives import read_initiatives
from ..models import Measure
from ..performance import (
    MeasurePerformance,
    ObjectivePerformance,
    Reading,
    absent_objective,
)
from ..plots import Plot, Series, draw
from ..wording import figure_text, why_absent, why_measure, why_objective
from .figures import figures_address
from .screen import Screen, open_screen, period_choices

PERIODS_SHOWN = 18
DECISIONS_SHOWN = 5


@login_required
@require_safe
def show_objective(request: HttpRequest, code: str) -> HttpResponse:
    screen = open_screen(request)
    objective = _objective(screen, code)
    scorecard = objective.objective.perspective.scorecard
    freeze = next((each.freeze for each in screen.cards if each.scorecard == scorecard), None)
    is_absent = objective.objective.pk not in screen.objectives
    themes = screen.themes_among(objective.theme_ids)
    known = screen.objectives
    comparison = screen.comparison
    return render(
        request,
        "strategy_scorecard/objective.html",
        {
            "screen": screen,
            "figures_address": figures_address(request, screen.book),
            "periods": period_choices(screen, scorecard),
            "freeze": freeze,
            "is_absent": is_absent,
            "performance": objective,
            "why": why_absent(freeze) if is_absent and freeze else why_objective(objective),
            "change": comparison.change("objective", objective.objective.pk, objective)
            if comparison
            else None,
            "changes": comparison.changes("measure") if comparison else {},
            "measures": [
                (each, why_measure(each), measure_plot(each)) for each in objective.measures
            ],
            "initiatives": read_initiatives(
                [*objective.running_ids, *objective.finished_ids],
                on=screen.on,
                person=request.user,
            ),
            "themes": themes,
            "causes": [known[key] for key in objective.cause_ids if key in known],
            "effects": [known[key] for key in objective.effect_ids if key in known],
            "decisions": _decisions(request.user, [theme.pk for theme in themes]),
        },
    )


def _objective(screen: Screen, code: str) -> ObjectivePerformance:
    for each in screen.objectives.values():
        if each.objective.code == code:
            return each
    for objective in screen.book.objectives:
        if objective.code == code:
            return absent_objective(screen.book, objective)
    raise Http404


def _decisions(person: Any, theme_ids: list[int]) -> list[Contribution]:
    """The latest decisions on contributions that the person may read."""
    decided = Contribution.objects.visible_to(person).filter(
        theme_id__in=theme_ids, decided_at__isnull=False, post__state=Post.State.VISIBLE
    )
    return list(decided.for_display(person).order_by("-decided_at")[:DECISIONS_SHOWN])


def measure_plot(performance: MeasurePerformance) -> Plot | None:
    """The figures of the latest periods with goal and red flag; None without two to join."""
    measure = performance.measure
    if len(performance.readings) < 2:
        return None
    last = performance.readings[-1].period
    starts = [
        periods.shift(measure.frequency, last, -back) for back in reversed(range(PERIODS_SHOWN))
    ]
    first = performance.readings[0].period
    found = {each.period: each for each in performance.readings}
    shown = [start for start in starts if start >= first]
    readings = [found.get(start) for start in shown]
    names = [periods.name_of(measure.frequency, start) for start in shown]
    lines = _lines(measure, readings)
    is_yes_no = measure.type == Measure.Type.YES_NO
    return draw(
        title=f"{measure.code} {measure.title}",
        summary=_("Figures from %(first)s to %(last)s.") % {"first": names[0], "last": names[-1]},
        places=names,
        labels=[periods.short_name_of(measure.frequency, start) for start in shown],
        series=[
            Series(
                line.name,
                [None if v is None else float(v) for v in line.values],
                is_target=line.is_target,
                is_red_flag=line.is_red_flag,
            )
            for line in lines
        ],
        texts=[
            [_("none") if v is None else figure_text(v, measure) for v in line.values]
            for line in lines
        ],
        marks=[(0, _("no")), (1, _("yes"))] if is_yes_no else None,
    )


@dataclass(frozen=True)
class _Line:
    name: str
    values: list[Decimal | None]
    is_target: bool = False
    is_red_flag: bool = False


def _lines(measure: Measure, readings: list[Reading | None]) -> list[_Line]:
    """The figures and what they are held against; yes and no are held against nothing."""
    targets = [each.target if each else None for each in readings]
    goals = [target.goal if target else None for target in targets]
    red_flags = [target.red_flag if target else None for target in targets]
    actual = _Line(_("Actual"), [each.value if each else None for each in readings])
    if measure.type == Measure.Type.YES_NO:
        return [actual]
    if measure.type == Measure.Type.BAND:
        return [
            actual,
            _Line(_("Band from"), goals, is_target=True),
            _Line(_("Band to"), red_flags, is_target=True),
        ]
    return [
        actual,
        _Line(_("Goal"), goals, is_target=True),
        _Line(_("Red flag"), red_flags, is_red_flag=True),
    ]
