"""What every screen of the scorecard begins with: the viewer, the time, and what they may see."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from themes.models import Theme
from themes.views.viewer import themes_of_viewer

from .. import guarding, periods
from ..book import Book, Links, read_book, read_links
from ..comparison import Comparison
from ..metrics import Facts
from ..models import Freeze, Scorecard
from ..performance import ObjectivePerformance, ScorecardPerformance, evaluate

# Earlier days are slips of the hand.
FIRST_DAY = date(2000, 1, 1)
_KEY = "strategy_scorecard_today"


def themes_of_member(request: Any) -> list[Theme]:
    """The themes that the person of the request may see; figures are for signed-in people alone."""
    person = request.user
    is_member = person.is_authenticated and person.is_active
    return themes_of_viewer(request) if is_member else []


@dataclass(frozen=True)
class Moment:
    """When the scorecard is looked at: a day, by itself or as the end of a period.

    `code` is how the address holds it: ``2026-05``, ``2026-05-17``; nothing for the present day.
    """

    day: date
    code: str
    name: str

    @property
    def is_period(self) -> bool:
        return periods.read_code(self.code) is not None

    @classmethod
    def now(cls) -> "Moment":
        return cls(timezone.localdate(), "", _("today"))

    @classmethod
    def read(cls, text: str) -> "Moment | None":
        """None for what is no period that is over and no day up to today, or far too early."""
        found = periods.read_code(text)
        if found is None:
            day = _day(text)
            return cls(day, text, date_format(day, "DATE_FORMAT")) if day else None
        frequency, start = found
        last = periods.last_day(frequency, start)
        if not FIRST_DAY <= last < timezone.localdate():
            return None
        return cls(last, text, periods.name_of(frequency, start))


@dataclass
class Screen:
    """`at`: what is looked at; `against`: what it is compared with, if anything.

    `no_moment`: what was asked for as one of them, and is none that can be shown.
    """

    person: Any
    at: Moment
    themes: list[Theme]
    against: Moment | None = None
    no_moment: str = ""

    @property
    def on(self) -> date:
        return self.at.day

    @property
    def is_past(self) -> bool:
        return self.on < timezone.localdate()

    @property
    def first_day(self) -> date:
        return FIRST_DAY

    @cached_property
    def links(self) -> Links:
        return read_links()

    @cached_property
    def book(self) -> Book:
        days = [each.day for each in (self.at, self.against) if each]
        return read_book(days, self.links)

    @cached_property
    def cards(self) -> list[ScorecardPerformance]:
        return evaluate(self.book, self.on)

    @cached_property
    def comparison(self) -> Comparison | None:
        if self.against is None:
            return None
        return Comparison(self.cards, evaluate(self.book, self.against.day))

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
    asked, other = (request.GET.get(name, "") for name in ("on", "against"))
    at = Moment.read(asked) if asked else Moment.now()
    against = Moment.read(other) if other else None
    no_moment = asked if at is None else other if other and against is None else ""
    return Screen(request.user, at or Moment.now(), themes, against, no_moment)


def screen_of_today(request: Any) -> Screen:
    """For what the scorecard puts into a page of another app, once a request."""
    if not hasattr(request, _KEY):
        themes = themes_of_member(request)
        setattr(request, _KEY, Screen(request.user, Moment.now(), themes))
    screen: Screen = getattr(request, _KEY)
    return screen


def period_choices(screen: Screen, scorecard: Scorecard | None) -> list[Any]:
    """The periods to choose from, by year, each with its code and name, and whether it is frozen.

    They begin with the year of the first figure.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    first = min((rows[0].period_start for rows in screen.book.dated.actuals.values()), default=None)
    freezes = [each for each in screen.book.freezes if each.scorecard == scorecard]
    return [
        (year, [(code, name, _is_frozen(code, freezes)) for code, name in found])
        for year, found in periods.choices(min(first or yesterday, yesterday), yesterday)
    ]


def _is_frozen(code: str, freezes: list[Freeze]) -> bool:
    found = periods.read_code(code)
    return bool(found and guarding.freeze_of(*found, freezes))


def _day(text: str) -> date | None:
    """The day asked for; None if it is none, lies ahead, or is out of all proportion."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= timezone.localdate() else None
