"""What the templates of the theme pages are given. A preview may show a page that is not stored."""

from typing import Any

from django.db.models import Count
from django.utils import timezone

from discussions.page_types import as_specific

from ..models import Contribution, Question, Theme
from ..people import ThemePeople, people_of
from ..querysets import ContributionQuerySet, is_anonymous
from .serving import note_reading, way_down_to
from .team_page import teams_of
from .viewer import may_ask_here, themes_of_viewer

DECISIONS_SHOWN = 4


def theme_index_context(page: Any, request: Any) -> dict[str, Any]:
    note_reading(page, request)
    themes = _themes_below(page, request)
    people = people_of(themes)
    voices = _voices_by_theme(themes, request.user)
    open_questions = _open_questions_by_theme(themes, request.user)
    pages = {each.pk: each for each in as_specific(theme.page for theme in themes)}
    return {
        "ancestors": way_down_to(page),
        "themes": [
            {
                "page": pages[theme.page_id],
                "owners": people[theme.pk].owners,
                "voices": voices.get(theme.pk, 0),
                "open_questions": open_questions.get(theme.pk, 0),
            }
            for theme in themes
            if theme.page_id in pages
        ],
    }


def theme_context(page: Any, request: Any) -> dict[str, Any]:
    note_reading(page, request)
    theme = _theme_of(page, request) if page.pk else None
    if theme is None:
        return {"theme": None, "people": ThemePeople()}
    questions = _questions_of(theme, request.user)
    people = people_of([theme])[theme.pk]
    leads = request.user.is_superuser or request.user in (*people.owners, *people.deputies)
    return {
        "ancestors": way_down_to(page),
        "theme": theme,
        "people": people,
        "open_questions": sorted((q for q in questions if q.is_open), key=closing_order),
        "may_ask": may_ask_here(request, theme.pk),
        "past_questions": [q for q in questions if not q.is_open and q.opens_at <= timezone.now()],
        "decisions": latest_decisions(theme.contributions.all(), request.user),
        "teams": teams_of(theme, request.user),
        "may_make_team": leads,
    }


def _theme_of(page: Any, request: Any) -> Theme | None:
    """Also of a page that is previewed before it is published, and so not seen yet."""
    seen = next((theme for theme in themes_of_viewer(request) if theme.page_id == page.pk), None)
    return seen or Theme.objects.filter(page_id=page.pk).first()


def _themes_below(page: Any, request: Any) -> list[Theme]:
    if not page.pk:
        return []
    return [theme for theme in themes_of_viewer(request) if theme.page.is_child_of(page)]


def _voices_by_theme(themes: list[Theme], person: Any) -> dict[int, int]:
    """How many people have contributed under their name, where `person` may see it."""
    rows = (
        Contribution.objects.visible_to(person)
        .filter(theme__in=themes)
        .order_by()
        .values_list("theme")
        .annotate(voices=Count("contributor", distinct=True, filter=~is_anonymous()))
    )
    return dict(rows)


def _open_questions_by_theme(themes: list[Theme], person: Any) -> dict[int, int]:
    counts: dict[int, int] = {}
    questions = list(Question.objects.visible_to(person).filter(theme__in=themes))
    pages = {page.pk: page for page in as_specific(question.page for question in questions)}
    for question in questions:
        if getattr(pages.get(question.page_id), "is_open", False):
            counts[question.theme_id] = counts.get(question.theme_id, 0) + 1
    return counts


def closing_order(page: Any) -> tuple[bool, Any, int]:
    """The order of open questions: the one that closes soonest first, those without an end last."""
    return page.closes_at is None, page.closes_at or page.opens_at, page.pk


def _questions_of(theme: Theme, person: Any) -> list[Any]:
    """The pages of its questions that `person` may see, the newest first."""
    pages = as_specific(question.page for question in theme.questions.visible_to(person))
    return sorted(pages, key=lambda page: page.opens_at, reverse=True)


def latest_decisions(contributions: ContributionQuerySet, person: Any) -> Any:
    return (
        contributions.visible_to(person)
        .filter(decided_at__isnull=False, post__state="visible")
        .for_display(person)
        .order_by("-decided_at", "-pk")[:DECISIONS_SHOWN]
    )
