"""An invitation to a team, as the invited person sees it, who does not see the team yet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access, actions
from ..models import Invitation
from .viewer import theme_seen


@login_required
@require_safe
def show(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """While it is open; afterwards whoever accepted is led to the team, as long as they see it."""
    invitation = _find_mine(request, invitation_id)
    if access.may_see_team(request.user, invitation.team):
        return redirect(invitation.team.page.get_url(request))
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        raise Http404
    context = {
        "invitation": invitation,
        "theme": theme_seen(request, invitation.team.theme_id),
    }
    return render(request, "strategy_themes/invitation.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, invitation_id: int) -> HttpResponse:
    done = _("You are in the team.")
    return _answer(request, _find_mine(request, invitation_id), actions.accept_invitation, done)


@login_required
@require_POST
def refuse(request: HttpRequest, invitation_id: int) -> HttpResponse:
    done = _("You have refused. Whoever invited you is told, and may ask again.")
    return _answer(request, _find_mine(request, invitation_id), actions.refuse_invitation, done)


@login_required
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = _find(invitation_id)
    if not access.may_keep_team(request.user, invitation.team):
        raise Http404
    try:
        actions.withdraw_invitation(invitation, actor=request.user)
        messages.success(request, _("The invitation is withdrawn."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(invitation.team.page.get_url(request))


def _answer(
    request: HttpRequest, invitation: Invitation, act: Callable[..., Any], done: str
) -> HttpResponse:
    try:
        act(invitation, actor=request.user)
        messages.success(request, done)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if access.may_see_team(request.user, invitation.team):
        return redirect(invitation.team.page.get_url(request))
    return redirect("strategy_themes:contributions")


def _find_mine(request: HttpRequest, invitation_id: int) -> Invitation:
    invitation = _find(invitation_id)
    if not access.may_answer_invitation(request.user, invitation):
        raise Http404
    return invitation


def _find(invitation_id: int) -> Invitation:
    wanted = Invitation.objects.select_related("team__page", "team__theme", "inviter", "person")
    try:
        found = wanted.filter(pk=invitation_id).first()
    except OverflowError:  # a number from the address that no column can hold
        found = None
    if found is None:
        raise Http404
    return found
