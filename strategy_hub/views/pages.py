"""What the templates of the hub's own pages are given."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet, Value
from django.utils import timezone

from discussions.access import visible_pages
from discussions.actions import record_reading
from discussions.page_types import as_specific
from discussions.remembering import remembered
from discussions.sections import sections_of_viewer
from themes.models import Contribution
from themes.views.pages import closing_order
from themes.views.viewer import theme_seen, themes_of_viewer

from ..page_types import question_page_types, update_page_types
from ..querysets import unanswered_questions

UPDATES_ON_HOME = 4
UPDATES_PER_PAGE = 12
OTHER_UPDATES = 3
QUESTIONS_ON_HOME = 6
MINE_ON_HOME = 4
UNANSWERED_ON_HOME = 5


def home_context(page: Any, request: Any) -> dict[str, Any]:
    _record(page, request)
    updates = _updates_below(page, request.user, limit=UPDATES_ON_HOME)
    themes = as_specific(theme.page for theme in themes_of_viewer(request))
    questions = _open_questions(request.user)
    return {
        "latest_update": updates[0] if updates else None,
        "earlier_updates": updates[1:],
        "update_index": _first_index(request, page.path),
        "themes": themes,
        "questions": questions,
        "places_to_talk": [*themes, *questions],
        **_personal(request.user),
    }


def update_index_context(page: Any, request: Any) -> dict[str, Any]:
    _record(page, request)
    updates = _updates_below(page, request.user)
    return {
        "update_page": Paginator(updates, UPDATES_PER_PAGE).get_page(request.GET.get("page")),
        "ancestors": _ancestors(page),
    }


def update_context(page: Any, request: Any) -> dict[str, Any]:
    _record(page, request)
    newest = _updates_below(page.get_parent(), request.user, limit=OTHER_UPDATES + 1)
    return {
        "ancestors": _ancestors(page),
        "other_updates": [one for one in newest if one.pk != page.pk][:OTHER_UPDATES],
        # Its page may be for fewer people than the update.
        "theme": theme_seen(request, page.theme_id),
    }


def _record(page: Any, request: Any) -> None:
    if not getattr(request, "is_preview", False):
        record_reading(page, person=request.user)


def _ancestors(page: Any) -> list[Any]:
    """The way down to `page`, from the top of its site."""
    return list(page.get_ancestors().filter(depth__gt=1).live()) if page.pk else []


def _updates_below(page: Any, person: Any, *, limit: int | None = None) -> list[Any]:
    """Updates of every type below `page` that `person` may see, newest first."""
    found: list[Any] = []
    for model in update_page_types():
        found += (
            model._default_manager.descendant_of(page)
            .filter(visible_pages(person))
            .select_related("executive", "video", "theme__page")
            .defer("body", "transcript")
            .order_by("-published_on", "-pk")[:limit]
        )
    found.sort(key=lambda update: (update.published_on, update.pk), reverse=True)
    return found[:limit]


@remembered
def _first_index(request: Any, path: str) -> Any:
    """The first list of updates below the page at `path` of the tree."""
    from ..models import UpdateIndexPage

    lists = sections_of_viewer(request, UpdateIndexPage)
    return next((one for one in lists if one.path.startswith(path)), None)


def _open_questions(person: Any) -> list[Any]:
    """Question pages that are open now, the one that closes first at the top."""
    now = timezone.now()
    still_open = Q(closes_at=None) | Q(closes_at__gt=now)
    found: list[Any] = []
    for model in question_page_types():
        found += model._default_manager.filter(
            still_open, visible_pages(person), opens_at__lte=now
        ).select_related("strategy_question")
    return sorted(found, key=closing_order)[:QUESTIONS_ON_HOME]


def _personal(person: Any) -> dict[str, Any]:
    if not person.is_authenticated:
        return {}
    mine = Contribution.objects.visible_to(person).contributed_by(person)
    latest = mine.annotate(moved_at=Max("events__happened_at")).order_by("-moved_at", "-pk")
    waiting = Contribution.objects.visible_to(person).filter(owner=person).awaiting_decision()
    unanswered = unanswered_questions(person)
    counts = _count_all(waiting=waiting, unanswered=unanswered)
    return {
        "my_contributions": latest.for_display(person)[:MINE_ON_HOME],
        "waiting_for_me": counts["waiting"],
        "unanswered": unanswered[:UNANSWERED_ON_HOME],
        "unanswered_count": counts["unanswered"],
    }


def _count_all(**sets: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of the sets has, in one query."""
    counts = [
        rows.order_by()
        .values(name_of_set=Value(name))
        .annotate(rows_in_set=Count("pk"))
        .values_list("name_of_set", "rows_in_set")
        for name, rows in sets.items()
    ]
    return dict.fromkeys(sets, 0) | dict(counts[0].union(*counts[1:], all=True))
