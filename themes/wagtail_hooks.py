from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.actions.delete_page import DeletePageAction
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from discussions.models.pages import BasePage
from discussions.permissions import ReadOnlyPolicy

from .actions import ensure_theme, set_theme_people
from .forms.people import ThemePeopleForm
from .importing import log  # noqa: F401  (its entry in the history of a page)
from .models import Contribution, Team, ThemePageMixin
from .permissions import TeamPagePolicy, without_closed_teams
from .viewsets import AbsenceViewSet, ContributionViewSet, PeopleChooserViewSet
from .widgets import PEOPLE_CHOOSER

register_permission_policy(Contribution, ReadOnlyPolicy(Contribution))
register_permission_policy(BasePage, TeamPagePolicy())
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


@hooks.register("construct_explorer_page_queryset")
def leave_closed_teams_out_of_explorer(parent: Any, pages: Any, request: HttpRequest) -> Any:
    """Also where an installation searches the admin without asking for rights."""
    return without_closed_teams(pages, request.user)


@hooks.register("construct_page_chooser_queryset")
def leave_closed_teams_out_of_chooser(pages: Any, request: HttpRequest) -> Any:
    """Choosers ask for no rights, neither on what they list nor on the page they list below."""
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent and Team.objects.closed_to(request.user).filter(page_id=parent).exists():
        raise Http404
    return without_closed_teams(pages, request.user)


@hooks.register("after_copy_page")
def leave_teams_where_they_are(request: HttpRequest, page: Any, new_page: Any) -> None:
    """A copy of a theme has its questions and no teams: theirs would have nobody in them."""
    # Not `get_descendants`: the page as it is held here does not know yet that it has any.
    below = BasePage.objects.descendant_of(new_page).filter(strategy_team__isnull=False)
    for copied in below.specific():
        DeletePageAction(copied, user=request.user).execute(skip_permission_checks=True)
