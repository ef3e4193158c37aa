"""What the scorecard puts into the frame and the pages of the apps below it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discussions.remembering import remembered
from discussions.shell import Context, NavItem, Slot, register_nav_item, register_slot

from .metrics import CampaignFacts, Group
from .views.screen import Screen, screen_of_today, themes_of_member

THEME_FIGURES = (
    "reach",
    "voice",
    "time_to_thanks",
    "time_to_decision",
    "overdue",
    "decision_closure",
)


def register() -> None:
    register_nav_item(
        NavItem("scorecard", _("Scorecard"), scorecard_address, order=30, icon="chart")
    )
    register_slot(
        Slot("theme.aside", "strategy_scorecard/slots/theme_objectives.html", _objectives)
    )
    register_slot(Slot("theme.figures", "strategy_scorecard/slots/theme_figures.html", _figures))
    register_slot(Slot("question.progress", "strategy_scorecard/slots/question_units.html", _units))


@remembered
def scorecard_address(request: Any) -> str | None:
    return reverse("strategy_scorecard:dashboard") if themes_of_member(request) else None


def _objectives(context: Context) -> Mapping[str, Any] | None:
    """The objectives that the page's theme serves, as they stand today."""
    theme, screen = context.get("theme"), _screen_of(context)
    if theme is None or screen is None:
        return None
    if not any(theme.pk in themes for themes in screen.links["themes"].values()):
        return None
    found = [each for each in screen.objectives.values() if theme.pk in each.theme_ids]
    return {"objectives": found, "scorecard_theme": theme}


def _figures(context: Context) -> Mapping[str, Any] | None:
    """The theme's figures, weighed against those of every theme the viewer can compare it with."""
    theme, screen = context.get("theme"), _screen_of(context)
    if screen is None or theme not in screen.themes:
        return None
    group = Group("theme", theme.pk)
    return {"cells": [screen.facts.cell(name, group) for name in THEME_FIGURES]}


def _units(context: Context) -> Mapping[str, Any] | None:
    """From how many units answers to the page's question have come, for who sees the scorecard."""
    question, screen = context.get("question"), _screen_of(context)
    if question is None or screen is None or not screen.themes:
        return None
    facts = CampaignFacts(screen.person, [question.pk])
    return {"cell": facts.cell("campaign_units", Group("question", question.pk))}


def _screen_of(context: Context) -> Screen | None:
    """Both parts of a theme's page read the same book; without a person there is no screen."""
    request = context.get("request")
    return screen_of_today(request) if hasattr(request, "user") else None
