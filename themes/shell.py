"""What the themes put into the frame and into the discussions below them."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discussions.remembering import remembered
from discussions.sections import register_section, section_address
from discussions.shell import Context, NavItem, Slot, register_nav_item, register_slot

from .models import ThemeIndexPage
from .scope import scope_of
from .window import asks_a_question


def register() -> None:
    register_section(ThemeIndexPage)
    register_nav_item(NavItem("themes", _("Themes"), themes_address, order=20, icon="theme"))
    register_nav_item(
        NavItem("desk", _("My desk"), desk_address, order=40, icon="desk", short=_("Desk"))
    )
    register_nav_item(
        NavItem(
            "contributions",
            _("My contributions"),
            contributions_address,
            order=50,
            icon="flag",
            short=_("Mine"),
        )
    )
    register_slot(
        Slot("discussion.invitation", "strategy_themes/slots/invitation.html", _invitation)
    )
    register_slot(Slot("composer.beside", "strategy_themes/slots/example.html", _example))


@remembered
def themes_address(request: Any) -> str | None:
    """The first list of themes that the person may see."""
    return section_address(request, ThemeIndexPage)


@remembered
def desk_address(request: Any) -> str | None:
    """For those who have one: the people of some theme, and who keeps the unrouted queue."""
    from .views.viewer import roles_of_viewer

    return reverse("strategy_themes:desk") if roles_of_viewer(request) else None


def contributions_address(request: Any) -> str | None:
    return reverse("strategy_themes:contributions") if request.user.is_authenticated else None


def _example(context: Context) -> Mapping[str, Any] | None:
    """What a good answer could be, beside the form that it is written in."""
    if not asks_a_question(context["discussion"]):
        return None
    example = context["discussion"].page.specific.example_answer
    return {"example": example} if example else None


def _invitation(context: Context) -> Mapping[str, Any] | None:
    """Only where somebody answers: an update need not belong to a theme."""
    return {} if scope_of(context["discussion"].page) else None
