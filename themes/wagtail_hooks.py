from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from discussions.permissions import ReadOnlyPolicy

from .actions import ensure_theme, set_theme_people
from .forms.people import ThemePeopleForm
from .importing import log  # noqa: F401  (its entry in the history of a page)
from .models import Contribution, ThemePageMixin
from .viewsets import AbsenceViewSet, ContributionViewSet, PeopleChooserViewSet
from .widgets import PEOPLE_CHOOSER

register_permission_policy(Contribution, ReadOnlyPolicy(Contribution))
register_snippet(AbsenceViewSet)

# Roles on a theme are object permissions: a group that had one for all themes would be no answer
# to "who answers here?". So they are set on the theme's page and not offered in the group form.
GLOBAL_PERMISSIONS = ["handle_unrouted"]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [PeopleChooserViewSet(PEOPLE_CHOOSER), ContributionViewSet("strategy_contributions")]


@hooks.register("register_permissions")
def register_permissions() -> "QuerySet[Permission]":
    return Permission.objects.filter(
        content_type__app_label="strategy_themes", codename__in=GLOBAL_PERMISSIONS
    )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def set_people_of_stored_theme(request: HttpRequest, page: Any) -> None:
    """The page form has checked the people; now that the page is stored, so are they."""
    if not isinstance(page, ThemePageMixin) or "owners-count" not in request.POST:
        return
    form = ThemePeopleForm(request.POST)
    if form.is_valid():
        set_theme_people(ensure_theme(page), actor=request.user, **form.cleaned_data)
    else:
        # Wagtail stores a draft without what it requires of a published page, such as an owner.
        messages.warning(
            request, _("The people of the theme stay as they were: it needs at least one owner.")
        )
