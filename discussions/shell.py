"""The frame around every page of the hub, and the places in it that apps above fill.

A template of a lower app cannot name a template of an upper one. It leaves a named slot instead
(`{% slot "theme.aside" %}`), and the upper app registers what stands there from `ready()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Context = Mapping[str, Any]


def _everybody(person: Any) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class NavItem:
    """A link in the header. `address` is called with the request and may return None to hide it.

    `icon` names one of `discussions.icons`; phones show it in the bar at the foot of the screen,
    with the `short` label where there is one: a seventh of a phone's width is little. `count` is
    called with the request and says how much waits there; 0 shows nothing.
    """

    name: str
    label: str | Promise
    address: Callable[[Any], str | None]
    order: int = 100
    shown_to: Callable[[Any], bool] = _everybody
    icon: str = "arrow"
    short: str | Promise = ""
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Slot:
    """A template for a named place. `context` gets the page's context; None leaves it empty."""

    name: str
    template: str
    context: Callable[[Context], Mapping[str, Any] | None]
    order: int = 100


_nav: dict[str, NavItem] = {}
_names: list[Callable[[], str]] = []
_slots: dict[str, dict[str, Slot]] = {}


def register_name(name: Callable[[], str]) -> None:
    """Give the hub the name that its pages bear in their titles; the latest one counts."""
    _names.append(name)


def hub_name() -> str:
    """The registered name, or nothing: then pages bear the name of their site."""
    return _names[-1]() if _names else ""


def register_nav_item(item: NavItem) -> None:
    _nav[item.name] = item


def register_slot(slot: Slot) -> None:
    _slots.setdefault(slot.name, {})[slot.template] = slot


def nav_items(request: Any) -> list[tuple[NavItem, str]]:
    """The header links for the person of `request`, in order, each with its address."""
    items = sorted(_nav.values(), key=lambda item: item.order)
    pairs = [(item, item.address(request)) for item in items if item.shown_to(request.user)]
    return [(item, address) for item, address in pairs if address]


def slots_named(name: str) -> list[Slot]:
    return sorted(_slots.get(name, {}).values(), key=lambda slot: slot.order)
