from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from themes.models import Theme

from ..metrics import ALL, Cell, Group, all_metrics, get_metric
from ..performance import ScorecardPerformance
from ..plots import Plot, Series, draw
from ..strategy_map import lay_out
from ..wording import cell_text, percent_text, why_perspective
from .figures import figures_address
from .freezes import freezes_address
from .screen import Screen, open_screen, period_choices

# The metrics in the tables by theme and by objective, in the order of the columns.
COLUMNS = ("reach", "voice", "first_response", "decision_closure")
HEADLINES = ("reach", "voice", "first_response", "decision_closure", "breadth", "listening")


@login_required
@require_safe
def show_dashboard(request: HttpRequest) -> HttpResponse:
    screen = open_screen(request)
    card = _chosen_card(screen, request.GET.get("unit", ""))
    theme = _chosen_theme(screen, request.GET.get("theme", ""))
    return render(
        request,
        "strategy_scorecard/dashboard.html",
        {
            "screen": screen,
            "figures_address": figures_address(request, screen.book),
            "freezes_address": freezes_address(request),
            "periods": period_choices(screen, card.scorecard if card else None),
            "freeze": card.freeze if card else None,
            "changes": screen.comparison.changes("objective") if screen.comparison else {},
            "lines": screen.comparison.lines(card) if screen.comparison and card else [],
            "card": card,
            "theme": theme,
            "map": lay_out(card) if card else None,
            "whys": {row.perspective.pk: why_perspective(row) for row in card.perspectives}
            if card
            else {},
            "headlines": [screen.facts.cell(name, ALL) for name in HEADLINES],
            "columns": [get_metric(name) for name in COLUMNS],
            "by_theme": [(each, _cells(screen, Group("theme", each.pk))) for each in screen.themes],
            "by_objective": _by_objective(screen, card),
            "participation": _weekly_plot(screen),
        },
    )


@login_required
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    screen = open_screen(request)
    return render(
        request,
        "strategy_scorecard/metrics.html",
        {
            "screen": screen,
            "metrics": [(m, screen.facts.cell(m.name, ALL)) for m in all_metrics()],
            "campaign_metrics": all_metrics("campaign"),
        },
    )


def _chosen_card(screen: Screen, code: str) -> ScorecardPerformance | None:
    """The scorecard of the unit asked for, or of the highest one."""
    chosen = [card for card in screen.cards if card.scorecard.unit.code == code]
    return next(iter([*chosen, *screen.cards]), None)


def _chosen_theme(screen: Screen, key: str) -> Theme | None:
    return next((theme for theme in screen.themes if str(theme.pk) == key), None)


def _cells(screen: Screen, group: Group) -> list[Cell]:
    return [screen.facts.cell(name, group) for name in COLUMNS]


def _by_objective(screen: Screen, card: ScorecardPerformance | None) -> list[Any]:
    """The objectives that a visible theme serves; without one there is nobody to count."""
    return [
        (each, _cells(screen, Group("objective", each.objective.pk)))
        for each in (card.objectives if card else [])
        if each.theme_ids.intersection(theme.pk for theme in screen.themes)
    ]


def _weekly_plot(screen: Screen) -> Plot:
    weeks = screen.facts.weeks
    metrics = [get_metric("reach"), get_metric("voice")]
    cells = [[screen.facts.cell(m.name, Group("week", week)) for week in weeks] for m in metrics]
    return draw(
        title=_("Taking part, week by week"),
        summary=_(
            "The share of people who took part, and who wrote, in each of the last %(count)d weeks."
            " Weeks with too few people are left out."
        )
        % {"count": len(weeks)},
        places=[date_format(week, "j M") for week in weeks],
        series=[
            Series(str(metric.label), [_percent(cell) for cell in column])
            for metric, column in zip(metrics, cells, strict=True)
        ],
        texts=[[cell_text(cell) for cell in column] for column in cells],
        marks=[(share, percent_text(share / 100)) for share in (0, 25, 50, 75, 100)],
    )


def _percent(cell: Cell) -> float | None:
    value = cell.figure.value if cell.figure else None
    return None if value is None else value * 100
