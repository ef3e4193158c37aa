"""A theme team: its page with what its members do there, and how it is made and ended."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, actions
from ..forms.teams import InviteForm, MakeTeamForm, ReasonForm
from ..models import Contribution, Team, Theme
from ..naming import name_of
from .team_page import address_of, find_or_404, find_team, render_team


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Name and purpose make a team; back on the desk, where somebody came from there to invite."""
    theme = find_or_404(Theme.objects.visible_to(request.user), theme_id)
    if not access.may_make_team(request.user, theme):
        raise Http404
    contribution = _contribution_of(request, theme)
    form = MakeTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = actions.make_team(theme, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The team is made. So far you alone are in it."))
        if contribution:
            address = reverse("strategy_themes:desk_item", args=[contribution.pk])
            return redirect(f"{address}#step-invite")
        return redirect(address_of(team, request))
    context = {"theme": theme, "form": form, "contribution": contribution}
    status = 422 if form.errors else 200
    return render(request, "strategy_themes/team_make.html", context, status=status)


@login_required
@require_safe
def show(request: HttpRequest, team_id: int) -> HttpResponse:
    return redirect(address_of(find_team(request, team_id), request))


@login_required
@require_POST
def invite(request: HttpRequest, team_id: int) -> HttpResponse:
    team = _find_kept(request, team_id)
    form = InviteForm(request.POST, team=team)
    if not form.is_valid():
        return render_team(request, team, invite_form=form)
    person, reason = form.cleaned_data["chosen"], form.cleaned_data["reason"]
    try:
        actions.invite_person(team, person=person, actor=request.user, reason=reason)
    except ValidationError as error:
        form.add_error("who" if error.code == "person" else None, error)
        return render_team(request, team, invite_form=form)
    messages.success(request, _("%(person)s is invited.") % {"person": name_of(person)})
    return redirect(address_of(team, request))


@login_required
@require_POST
def leave(request: HttpRequest, team_id: int) -> HttpResponse:
    team = find_team(request, team_id)
    theme_address = team.theme.page.get_url(request)
    try:
        actions.leave_team(team, actor=request.user)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("You have left the team."))
    return redirect(theme_address)


@login_required
@require_POST
def remove(request: HttpRequest, team_id: int, person_id: int) -> HttpResponse:
    team = _find_kept(request, team_id)
    person = get_object_or_404(get_user_model(), pk=person_id, groups=team.group_id)
    form = ReasonForm(request.POST, prefix="remove")
    if not form.is_valid():
        return render_team(request, team, remove_form=form, removed=person)
    actions.remove_member(team, person=person, actor=request.user, **form.cleaned_data)
    name = {"person": name_of(person)}
    messages.success(request, _("%(person)s is in the team no longer.") % name)
    if person == request.user:
        return redirect(team.theme.page.get_url(request))
    return redirect(address_of(team, request))


@login_required
@require_POST
def archive(request: HttpRequest, team_id: int) -> HttpResponse:
    team = _find_kept(request, team_id)
    form = ReasonForm(request.POST, prefix="archive")
    if not form.is_valid():
        return render_team(request, team, reason_form=form)
    try:
        actions.archive_team(team, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The team is archived. Its members go on reading it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(address_of(team, request))


@login_required
@require_POST
def reopen(request: HttpRequest, team_id: int) -> HttpResponse:
    team = _find_kept(request, team_id)
    actions.reopen_team(team, actor=request.user)
    messages.success(request, _("The team goes on."))
    return redirect(address_of(team, request))


@login_required
@require_POST
def delete(request: HttpRequest, team_id: int) -> HttpResponse:
    team = _find_kept(request, team_id)
    address, theme_address = address_of(team, request), team.theme.page.get_url(request)
    try:
        actions.delete_team(team, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(address)
    messages.success(request, _("The team is deleted."))
    return redirect(theme_address)


def _find_kept(request: HttpRequest, team_id: int) -> Team:
    team = find_team(request, team_id)
    if not access.may_keep_team(request.user, team):
        raise Http404
    return team


def _contribution_of(request: HttpRequest, theme: Theme) -> Contribution | None:
    """The contribution on the desk that the team is made for, which the address may name."""
    number = request.GET.get("for", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    seen = Contribution.objects.visible_to(request.user).filter(theme=theme)
    return seen.filter(pk=int(number)).first()
