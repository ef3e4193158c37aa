"""What a member writes down in a register, and says of it afterwards."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms.registers import ENTRY_FORMS, AddEntryForm
from ..models import RegisterEntry, Team
from ..people import members_of
from .register_tables import tables_of
from .team_page import find_team, render_team

Register = RegisterEntry.Register


@login_required
@require_POST
def add(request: HttpRequest, team_id: int, register: str) -> HttpResponse:
    team = find_team(request, team_id)
    if register not in Register.values:
        raise Http404
    form = AddEntryForm(request.POST, team=team, register=register, members=members_of(team))
    return _take(request, team, form, _("Written down."))


@login_required
@require_POST
def act(request: HttpRequest, team_id: int, entry_id: int, step: str) -> HttpResponse:
    team = find_team(request, team_id)
    try:
        entry = team.entries.filter(pk=entry_id).first()
    except OverflowError:  # a number from the address that no column can hold
        entry = None
    if entry is None or step not in ENTRY_FORMS:
        raise Http404
    entry.team = team
    form = ENTRY_FORMS[step](request.POST, entry=entry, members=members_of(team))
    return _take(request, team, form, _("It is on the record."))


def _take(request: HttpRequest, team: Team, form: Any, done: str) -> HttpResponse:
    try:
        if form.is_valid():
            form.take(request.user)
            messages.success(request, done)
            return redirect(team.page.get_url(request) + "#registers")
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        form.show_error(error)
    tables = tables_of(team, members=members_of(team), may_write=True, failed=form)
    return render_team(request, team, register_form=form, tables=tables)
