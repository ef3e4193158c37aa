from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.models import PageViewRestriction

from discussions.models import PrivateByDefaultMixin
from discussions.models.pages import BasePage

from .models import UpdatePageMixin
from .panels import WaitingPanel
from .shell import home_address


@hooks.register("before_serve_page", order=-10)
def refuse_like_a_missing_page(
    page: Any, request: HttpRequest, serve_args: Any, serve_kwargs: Any
) -> None:
    """A page of the hub that is for other groups looks like none: 404, where Wagtail would send
    the person to the login again. Who has not signed in yet is still sent there."""
    if not request.user.is_authenticated or not isinstance(page, PrivateByDefaultMixin):
        return
    restrictions = _restrictions_on(page, request.user)
    for restriction in restrictions:
        if restriction.restriction_type != PageViewRestriction.GROUPS:
            continue
        if not (restriction.is_member or request.user.is_superuser):
            raise Http404
        restriction.accept_request = _yes
    # Wagtail asks next, of this page that is served this once, and need not read it all again.
    page.get_view_restrictions = lambda: restrictions


def _restrictions_on(page: Any, person: Any) -> Any:
    """What `page.get_view_restrictions()` gives, with `is_member`: whether they let `person` in.

    In one query, unless there is nothing or an alias: an alias has the restrictions of its source,
    which lie elsewhere in the tree, and Wagtail knows to find them.
    """
    opened = PageViewRestriction.groups.through.objects.filter(
        pageviewrestriction=OuterRef("pk"), group__user=person.pk
    )
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    line = [page.path[:end] for end in ends]
    aliases = BasePage._default_manager.filter(path__in=line, alias_of__isnull=False)
    found = PageViewRestriction.objects.filter(page__path__in=line).annotate(
        is_member=Exists(opened), has_alias=Exists(aliases)
    )
    if found and not found[0].has_alias:
        return found
    return page.get_view_restrictions().annotate(is_member=Exists(opened))


def _yes(request: HttpRequest) -> bool:
    return True


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel())


@hooks.register("after_publish_page")
def warn_of_missing_theme(request: HttpRequest, page: Any) -> None:
    if isinstance(page, UpdatePageMixin) and page.theme_id is None:
        text = _(
            "This update belongs to no theme, so nobody is asked to answer what people say below"
            " it. To change that, choose a theme and publish again."
        )
        messages.warning(request, text)


class HubMenuItem(MenuItem):
    """From the admin to the hub itself."""

    def __init__(self) -> None:
        super().__init__(_("To the hub"), "", name="strategy-hub", icon_name="home", order=50)

    def is_shown(self, request: Any) -> bool:
        return home_address(request) is not None

    def render_component(self, request: Any) -> Any:
        # Menu items are shared by all requests, so the address is not kept in the item.
        return LinkMenuItem(self.name, self.label, home_address(request), icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def link_to_hub() -> MenuItem:
    return HubMenuItem()
