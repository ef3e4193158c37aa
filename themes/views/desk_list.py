"""The left half of the desk: whose, which view, filters, and one page of contributions."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..access import Roles, desk_for
from ..escalation import Escalation, escalated_to
from ..forms.filters import DeskFilter
from ..life import OPEN
from ..models import Contribution
from ..querysets import ContributionQuerySet
from .viewer import roles_of_viewer

PAGE_SIZE = 25
State = Contribution.State

WAITING = [state for state in State.values if state in OPEN | {State.PARKED}]
IN_WORK = [State.ACCEPTED, State.IN_PROGRESS]
DONE = [State.DECLINED, State.PARKED, State.MERGED, State.DONE]
OLDEST_FIRST = ("received_at", "pk")
MOST_OVERDUE_FIRST = ("due_at", "pk")
LAST_DECIDED_FIRST = ("-decided_at", "-pk")


@dataclass
class View:
    """What stands in one list. Everything stands in one of them, and what is overdue in two."""

    name: str
    label: str | Promise
    condition: Q
    states: list[Any]
    order: tuple[str, ...]
    count: int = 0


@dataclass
class Tab:
    """Whose contributions; its count is that of what waits."""

    name: str
    label: str | Promise
    condition: Q
    views: list[View] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.views[0].count


def desk_list(request: HttpRequest, opened: Contribution | None = None) -> dict[str, Any]:
    """One page of the list that the address names, and the neighbours of the open contribution.

    Without `opened` the first of the list is the open one. What has left the list with the last
    step still has a neighbour: the one that came after it.
    """
    chosen = _choose_list(request)
    tabs, tab, view, filters = chosen.tabs, chosen.tab, chosen.view, chosen.filters
    found = chosen.found.for_display(request.user).with_latest_event()
    number, page = _page_of(found, page_number(request))
    shown = page[:PAGE_SIZE]
    opened = opened or next(iter(shown), None)
    return {
        "tabs": tabs,
        "tab": tab,
        "view": view,
        "filters": filters,
        "contributions": shown,
        "page_number": number,
        "previous_page": number - 1,
        "next_page": number + 1 if len(page) > PAGE_SIZE else None,
        "opened": opened,
        **(_neighbours(found, view.order, page, number, opened) if opened else {}),
    }


def listed_contributions(request: HttpRequest) -> ContributionQuerySet:
    """Everything in the list that the address names, on all of its pages."""
    return _choose_list(request).found


@dataclass
class _Chosen:
    """What the address names."""

    tabs: list[Tab]
    tab: Tab
    view: View
    filters: DeskFilter
    found: ContributionQuerySet


def _choose_list(request: HttpRequest) -> _Chosen:
    roles = roles_of_viewer(request)
    desk = desk_for(request.user, roles)
    tabs = _tabs_for(request.user, roles)
    _count(desk, tabs)
    tab = _current_tab(tabs, request.GET.get("tab"))
    view = next((one for one in tab.views if one.name == request.GET.get("view")), tab.views[0])
    filters = DeskFilter(request.GET, person=request.user, roles=roles, states=view.states)
    found = filters.narrow(desk.filter(tab.condition & view.condition)).order_by(*view.order)
    return _Chosen(tabs, tab, view, filters, found)


def _tabs_for(person: Any, roles: Roles) -> list[Tab]:
    of_my_themes = Q() if roles.is_superuser else Q(theme__in=roles.themes)
    tabs = [
        Tab("mine", _("Mine"), Q(owner=person)),
        Tab("themes", _("My themes"), of_my_themes),
    ]
    if roles.handles_unrouted:
        tabs.append(Tab("unrouted", _("Unrouted"), Q(owner=None)))
        with_office = escalated_to(Escalation.OFFICE, timezone.now())
        tabs.append(Tab("escalated", _("Escalated"), with_office))
    for tab in tabs:
        tab.views = _views()
    return tabs


def _views() -> list[View]:
    is_parked = Q(state=State.PARKED)
    comes_back = is_parked & Q(parked_until__lte=timezone.localdate())
    waiting = (Q(state__in=OPEN) | comes_back) & Q(post__state="visible")
    # Not `~comes_back`: without a day, that is unknown.
    rests = Q(parked_until__gt=timezone.localdate()) | Q(parked_until=None)
    overdue = waiting & Q(due_at__lte=timezone.now())
    ended = Q(state__in=[State.DECLINED, State.MERGED, State.DONE]) | (is_parked & rests)
    return [
        View("waiting", _("Waiting"), waiting, WAITING, OLDEST_FIRST),
        View("overdue", _("Overdue"), overdue, WAITING, MOST_OVERDUE_FIRST),
        View("work", _("In work"), Q(state__in=IN_WORK), IN_WORK, LAST_DECIDED_FIRST),
        View("done", _("Done"), ended, DONE, LAST_DECIDED_FIRST),
    ]


def _count(desk: ContributionQuerySet, tabs: list[Tab]) -> None:
    """Every view of every tab, in one query."""
    counts = desk.aggregate(
        **{
            f"{tab.name}_{view.name}": Count("pk", filter=tab.condition & view.condition)
            for tab in tabs
            for view in tab.views
        }
    )
    for tab in tabs:
        for view in tab.views:
            view.count = counts[f"{tab.name}_{view.name}"]


def _current_tab(tabs: list[Tab], name: str | None) -> Tab:
    """The tab that the address names; without one, the first in which something waits."""
    named = next((tab for tab in tabs if tab.name == name), None)
    return named or next((tab for tab in tabs if tab.count), tabs[0])


def _page_of(found: ContributionQuerySet, number: int) -> tuple[int, list[Contribution]]:
    """The page and the first row after it; the last page where the list has become shorter."""
    page = _rows(found, number)
    if not page and number > 1:
        number = max(1, -(-found.count() // PAGE_SIZE))
        page = _rows(found, number)
    return number, page


def _rows(found: ContributionQuerySet, number: int) -> list[Contribution]:
    return list(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])


def _neighbours(
    found: ContributionQuerySet,
    order: tuple[str, ...],
    page: list[Contribution],
    number: int,
    opened: Contribution,
) -> dict[str, Any]:
    """What comes before and after the open one, each with the page of the list it stands on."""
    places = {one.pk: place for place, one in enumerate(page)}
    place = places.get(opened.pk)
    if place is None:
        is_listed = found.filter(pk=opened.pk).exists()
        following = _beyond(found, order, opened).first() or next(iter(page), None)
        return {"is_listed": is_listed, "next": following, "next_on": number}
    before = page[place - 1] if place else None
    if before is None and number > 1:
        before = _beyond(found.reverse(), _turned(order), opened).first()
    after = page[place + 1] if place + 1 < len(page) else None
    return {
        "is_listed": True,
        "previous": before,
        "previous_on": number if place else number - 1,
        "next": after,
        "next_on": number if place + 1 < PAGE_SIZE else number + 1,
    }


def _beyond(
    found: ContributionQuerySet, order: tuple[str, ...], one: Contribution
) -> ContributionQuerySet:
    """What an order of a time and the key puts after `one`, whether or not it is in the list."""
    name = order[0].lstrip("-")
    beyond = "lt" if order[0].startswith("-") else "gt"
    moment = getattr(one, name)
    if moment is None:
        return found
    same = Q(**{name: moment, f"pk__{beyond}": one.pk})
    return found.filter(Q(**{f"{name}__{beyond}": moment}) | same)


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return (
        max(1, int(number)) if number.isascii() and number.isdigit() and 0 < len(number) < 7 else 1
    )
