"""What every screen of the scorecard begins with: the viewer, the day, and what they may see."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date

from themes.models import Theme
from themes.views.viewer import themes_of_viewer

from ..book import Book, Links, read_book, read_links
from ..metrics import Facts
from ..performance import ObjectivePerformance, ScorecardPerformance, evaluate

# Earlier days are slips of the hand.
FIRST_DAY = date(2000, 1, 1)
_KEY = "strategy_scorecard_today"


def themes_of_member(request: Any) -> list[Theme]:
    """The themes that the person of the request may see; figures are for signed-in people alone."""
    person = request.user
    is_member = person.is_authenticated and person.is_active
    return themes_of_viewer(request) if is_member else []


@dataclass
class Screen:
    """`no_day`: what was asked for as the day, and is none that can be shown."""

    person: Any
    on: date
    themes: list[Theme]
    no_day: str = ""

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def is_past(self) -> bool:
        return self.on < self.today

    @property
    def first_day(self) -> date:
        return FIRST_DAY

    @cached_property
    def links(self) -> Links:
        return read_links()

    @cached_property
    def book(self) -> Book:
        return read_book(self.links)

    @cached_property
    def cards(self) -> list[ScorecardPerformance]:
        return evaluate(self.book, self.on)

    @cached_property
    def objectives(self) -> dict[int, ObjectivePerformance]:
        return {each.objective.pk: each for card in self.cards for each in card.objectives}

    @cached_property
    def facts(self) -> Facts:
        serves = self.links["themes"]
        return Facts(self.person, self.on, theme_ids=[t.pk for t in self.themes], serves=serves)

    def themes_among(self, theme_ids: frozenset[int]) -> list[Theme]:
        return [theme for theme in self.themes if theme.pk in theme_ids]


def open_screen(request: Any) -> Screen:
    """Raises Http404 for whom there is no theme to see: to them the scorecard doesn't exist."""
    themes = themes_of_member(request)
    if not themes:
        raise Http404
    today = timezone.localdate()
    asked = request.GET.get("on", "")
    on = _day(asked, today) if asked else today
    if on is None:
        return Screen(request.user, today, themes, no_day=asked)
    return Screen(request.user, on, themes)


def screen_of_today(request: Any) -> Screen:
    """For what the scorecard puts into a page of another app, once a request."""
    if not hasattr(request, _KEY):
        themes = themes_of_member(request)
        setattr(request, _KEY, Screen(request.user, timezone.localdate(), themes))
    screen: Screen = getattr(request, _KEY)
    return screen


def _day(text: str, today: date) -> date | None:
    """The day asked for; None if it is none, lies ahead, or is out of all proportion."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= today else None
