"""The strategy office's screen of frozen periods: freeze one, see which are, unfreeze one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from discussions.remembering import remembered

from .. import access, actions, guarding, periods
from ..forms import FreezeForm, UnfreezeForm
from ..models import Actual, Freeze

HERE = "strategy_scorecard:freezes"


@remembered
def freezes_address(request: Any) -> str | None:
    """Where the person of the request freezes periods, if they may."""
    return reverse(HERE) if access.may_see_freezes(request.user) else None


@dataclass(frozen=True)
class Frozen:
    """A frozen period on screen; `form` is what somebody has tried to unfreeze it with."""

    freeze: Freeze
    form: UnfreezeForm | None = None

    @property
    def name(self) -> str:
        return guarding.name_of(self.freeze)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_freezes(request: HttpRequest) -> HttpResponse:
    if not access.may_see_freezes(request.user):
        raise Http404
    if request.method != "POST":
        return _render(request, FreezeForm(choices=_choices()))
    if request.POST.get("step") == "unfreeze":
        return _unfreeze(request)
    return _freeze(request)


def _freeze(request: HttpRequest) -> HttpResponse:
    form = FreezeForm(request.POST, choices=_choices())
    if form.is_valid():
        frequency, start = form.cleaned_data["period"]
        try:
            freeze = actions.freeze_period(
                form.cleaned_data["scorecard"],
                frequency=frequency,
                day=start,
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except PermissionDenied as error:
            raise Http404 from error
        except ValidationError as error:
            form.add_error("period", error)
        else:
            said = _("%(period)s is frozen.") % {"period": guarding.name_of(freeze)}
            messages.success(request, said)
            return redirect(HERE)
    return _render(request, form, status=422)


def _unfreeze(request: HttpRequest) -> HttpResponse:
    form = UnfreezeForm(request.POST, auto_id="unfreeze_%s")
    if form.is_valid():
        freeze = form.cleaned_data["freeze"]
        try:
            actions.unfreeze_period(freeze, reason=form.cleaned_data["reason"], actor=request.user)
        except PermissionDenied as error:
            raise Http404 from error
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            said = _("%(period)s is open again.") % {"period": guarding.name_of(freeze)}
            messages.success(request, said)
            return redirect(HERE)
    if "freeze" in form.errors:
        # Somebody else was faster: the list shows how it stands.
        messages.error(request, _("The period is not frozen any more."))
        return redirect(HERE)
    return _render(request, FreezeForm(choices=_choices()), tried=form, status=422)


def _render(
    request: HttpRequest, form: FreezeForm, *, tried: UnfreezeForm | None = None, status: int = 200
) -> HttpResponse:
    freezes = Freeze.objects.defer("contents").select_related("scorecard__unit", "frozen_by")
    asked = tried.data.get("freeze") if tried else None
    context = {
        "form": form,
        "may_freeze": access.may_freeze(request.user),
        "may_unfreeze": access.may_unfreeze(request.user),
        "frozen": [
            Frozen(each, tried if str(each.pk) == asked else None)
            for each in freezes.order_by("-first", "scorecard__unit__path")
        ],
    }
    return render(request, "strategy_scorecard/freezes.html", context, status=status)


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods that are over, from the year of the first figure on."""
    yesterday = timezone.localdate() - timedelta(days=1)
    first: date | None = Actual.objects.aggregate(first=Min("period_start"))["first"]
    return periods.choices(min(first or yesterday, yesterday), yesterday)
