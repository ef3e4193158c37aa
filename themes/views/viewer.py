"""What the frame and several screens want to know of one person, asked once a request."""

from typing import Any

from discussions.remembering import remembered

from ..access import Roles, roles_of
from ..models import Theme

_ROLES = "strategy_themes_roles"
_THEMES = "strategy_themes_visible"


def roles_of_viewer(request: Any) -> Roles:
    """What the person of the request does on which theme."""
    if not hasattr(request, _ROLES):
        setattr(request, _ROLES, roles_of(request.user))
    roles: Roles = getattr(request, _ROLES)
    return roles


def themes_of_viewer(request: Any) -> list[Theme]:
    """The themes that the person of the request may see, with their pages, in tree order."""
    if not hasattr(request, _THEMES):
        themes = Theme.objects.visible_to(request.user).order_by("page__path")
        setattr(request, _THEMES, list(themes))
    found: list[Theme] = getattr(request, _THEMES)
    return found


@remembered
def may_ask_here(request: Any, theme_id: int) -> bool:
    """As `access.may_ask`, for a link: whoever follows it is asked again."""
    roles = roles_of_viewer(request)
    does = roles.is_superuser or theme_id in roles.themes
    return does and theme_seen(request, theme_id) is not None


def theme_seen(request: Any, theme_id: int | None) -> Theme | None:
    """The theme, unless the person of the request may not see it."""
    return next((theme for theme in themes_of_viewer(request) if theme.pk == theme_id), None)


def leads(request: Any, theme: Theme) -> bool:
    """Whether the person of the request owns or deputises a theme that they see."""
    roles = roles_of_viewer(request)
    return roles.is_superuser or theme.pk in roles.owned | roles.deputised
