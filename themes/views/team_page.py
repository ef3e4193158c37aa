"""The page of a theme team, and how views find it."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ..forms.teams import InviteForm, ReasonForm
from ..models import Team, Theme
from ..people import members_of
from ..querysets import TeamQuerySet
from .register_tables import tables_of
from .serving import note_reading, way_down_to
from .viewer import leads


def teams_of(theme: Theme, person: Any) -> TeamQuerySet:
    """The teams of a theme that `person` may see, the open ones first."""
    teams = theme.teams.visible_to(person).annotate(size=Count("group__user"))
    return teams.order_by("archived_at", "page__title")


def team_context(page: Any, request: Any) -> dict[str, Any]:
    """What the template of a team's page is given."""
    note_reading(page, request)
    if not page.pk:
        return {"team": None}
    team = page.team
    keeps = leads(request, team.theme)
    members = members_of(team)
    is_member = any(member.pk == request.user.pk for member in members)
    may_write = is_member and team.is_open
    return {
        "ancestors": way_down_to(page),
        "team": team,
        "members": members,
        "is_member": is_member,
        "tables": tables_of(team, members=members, may_write=may_write),
        "keeps": keeps,
        "invitations": team.invitations.open().select_related("person", "inviter"),
        "invite_form": InviteForm(team=team) if keeps else None,
        "reason_form": ReasonForm(prefix="archive"),
        "remove_form": ReasonForm(prefix="remove"),
    }


def render_team(request: HttpRequest, team: Team, **failed: Any) -> HttpResponse:
    """The page of a team with a form that came back, which keeps what was typed."""
    page = team.page.specific
    context = {**page.get_context(request), **failed}
    return render(request, page.get_template(request), context, status=422)


def find_team(request: HttpRequest, team_id: int) -> Team:
    """Raises Http404 for a team that the person of the request may not see, and for none."""
    teams = Team.objects.visible_to(request.user)
    found: Team = find_or_404(teams.select_related("page", "theme__page", "group"), team_id)
    return found


def find_or_404(among: Any, pk: int) -> Any:
    try:
        return get_object_or_404(among, pk=pk)
    except OverflowError:  # a number from the address that no column can hold
        raise Http404 from None


def address_of(team: Team, request: HttpRequest) -> str:
    return str(team.page.get_url(request))
