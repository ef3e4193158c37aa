"""What the hub puts into the frame of every page: brand, first link, bell, the person's menu."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from discussions.remembering import remembered
from discussions.rendering import PersonLook
from discussions.sections import register_section, section_address, sections_of_viewer
from discussions.shell import (
    Context,
    NavItem,
    Slot,
    register_name,
    register_nav_item,
    register_slot,
)

from .bell import newest_for
from .conf import hub_settings
from .models import HubHomePage, UpdateIndexPage


def register() -> None:
    register_name(lambda: str(hub_settings.NAME))
    register_section(HubHomePage)
    register_section(UpdateIndexPage)
    register_nav_item(NavItem("home", _("Home"), home_address, order=10, icon="home"))
    register_nav_item(NavItem("updates", _("Updates"), updates_address, order=15, icon="play"))
    register_slot(Slot("header.brand", "strategy_hub/slots/brand.html", _brand))
    register_slot(Slot("header.tools", "strategy_hub/slots/bell.html", _bell))
    register_slot(Slot("header.person", "strategy_hub/slots/person.html", _person))


@remembered
def home_address(request: Any) -> str | None:
    """Where the hub of this site begins for this person; None where they may not see it."""
    site = Site.find_for_request(request)
    top = site.root_page.path if site else ""
    homes = sections_of_viewer(request, HubHomePage)
    home = next((page for page in homes if page.path.startswith(top)), None)
    return home.get_url(request) if home else None


@remembered
def updates_address(request: Any) -> str | None:
    """The first list of updates that the person may see."""
    return section_address(request, UpdateIndexPage)


def _request_of(context: Context) -> Any:
    """The request of the page, if there is one and authentication has seen it."""
    request = context.get("request")
    return request if hasattr(request, "user") else None


def _brand(context: Context) -> Mapping[str, Any] | None:
    request = _request_of(context)
    if request is None:
        return None
    return {"hub_title": hub_settings.NAME, "home_address": home_address(request) or "/"}


def _bell(context: Context) -> Mapping[str, Any] | None:
    request = _request_of(context)
    if request is None or not request.user.is_authenticated:
        return None
    unread, notifications = newest_for(request.user)
    return {
        "unread": unread,
        "notifications": notifications,
        "newest": notifications[0].pk if notifications else 0,
    }


def _person(context: Context) -> Mapping[str, Any] | None:
    request = _request_of(context)
    if request is None:
        return None
    login = reverse("strategy_hub:login")
    # The login page has the form itself.
    login_address = None if request.path == login else _with_way_back(login, request)
    person = request.user
    return {
        "person": PersonLook.of(person) if person.is_authenticated else None,
        "login_address": login_address,
        "may_use_admin": _may_use_admin(request),
    }


@remembered
def _may_use_admin(request: Any) -> bool:
    return bool(request.user.has_perm("wagtailadmin.access_admin"))


def _with_way_back(address: str, request: Any) -> str:
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
