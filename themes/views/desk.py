"""The owner's desk: what waits for an answer, and everything needed to answer it, in one place."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..access import Powers, desk_for, powers_over
from ..actions import undo_step
from ..forms.step import StepForm, take_or_show_error
from ..forms.steps import STEP_FORMS
from ..merging import voices_of
from ..models import BulkItem, BulkStep, Contribution, ContributionEvent
from ..querysets import ContributionQuerySet
from .desk_list import desk_list
from .undo import own_event, remember_step, undo_offer
from .viewer import roles_of_viewer

REPLIES_SHOWN = 10


@login_required
@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """The list, with its first contribution open beside it where the screen has room for both."""
    _check_has_desk(request)
    listed = desk_list(request)
    pane = _pane(request, listed["opened"]) if listed["opened"] else {}
    context = {**listed, **pane, "undo": undo_offer(request), "unfinished": _unfinished(request)}
    return render(request, "strategy_themes/desk.html", context)


@login_required
@require_safe
def show_item(request: HttpRequest, contribution_id: int) -> HttpResponse:
    return _render_item(request, find_on_desk(request, contribution_id))


@login_required
@require_POST
def take_step(request: HttpRequest, contribution_id: int, step: str) -> HttpResponse:
    if step not in STEP_FORMS:
        raise Http404
    contribution = _find_to_act_on(request, contribution_id)
    form = STEP_FORMS[step](request.POST, contribution=contribution, actor=request.user)
    try:
        is_taken = take_or_show_error(form)
    except PermissionDenied:
        raise Http404 from None
    if is_taken:
        messages.success(request, str(form.done))
        remember_step(request, contribution)
        return redirect(_address_after(request, contribution))
    # Read anew: what has happened meanwhile stands beside it.
    has_moved = form.has_error(NON_FIELD_ERRORS, "moved")
    find = _find_to_act_on if has_moved else find_on_desk
    return _render_item(request, find(request, contribution_id), failed=form)


@login_required
@require_POST
def undo(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Take back the step that the form names; said in words where that is not possible."""
    contribution = _find_to_act_on(request, contribution_id)
    event = own_event(request, contribution)
    try:
        if event is None:
            raise ValidationError(_("There is no step of yours to undo here."), code="none")
        contribution = undo_step(event, actor=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        state = contribution.get_state_display()
        messages.success(request, _("Undone. It is again: “%(state)s”.") % {"state": state})
    return redirect(_address_after(request, contribution))


def _render_item(
    request: HttpRequest, contribution: Contribution, *, failed: StepForm | None = None
) -> HttpResponse:
    said = list(messages.get_messages(request))
    context = {
        **desk_list(request, contribution),
        **_pane(request, contribution, failed=failed),
        "is_chosen": True,
        "undo": undo_offer(request),
        # What the last step says of itself stands beside what it has made of the contribution.
        "results": [str(message) for message in said],
        "results_tone": "negative" if any(m.level_tag == "error" for m in said) else "success",
        "messages": None,
    }
    return render(request, "strategy_themes/desk.html", context, status=422 if failed else 200)


def _pane(
    request: HttpRequest, contribution: Contribution, *, failed: StepForm | None = None
) -> dict[str, Any]:
    """The right half of the desk: the contribution, its trail, and what can be done about it."""
    powers = powers_over(contribution, request.user, roles_of_viewer(request))
    return {
        "selected": contribution,
        "post": contribution.post,
        "replies": contribution.post.replies.published()
        .for_display()
        .order_by("seq")[:REPLIES_SHOWN],
        "events": ContributionEvent.objects.for_trail().filter(contribution=contribution),
        "forms": _forms_for(request.user, contribution, powers, failed),
        "voices": voices_of(contribution, request.user),
        "why_not": powers.why_not,
        "failed": failed,
    }


def _forms_for(
    person: Any, contribution: Contribution, powers: Powers, failed: StepForm | None
) -> list[StepForm]:
    """The steps that are possible and permitted now; the one that failed keeps what was typed."""
    if failed:
        failed.may_send = getattr(powers, failed.needs)
    return [
        failed
        if failed and failed.name == form.name
        else form(contribution=contribution, actor=person)
        for form in STEP_FORMS.values()
        if (failed and failed.name == form.name)
        or (form.is_offered(contribution) and getattr(powers, form.needs))
    ]


def _unfinished(request: HttpRequest) -> BulkStep | None:
    """A step on many contributions that was cut off before its last one."""
    sent = BulkStep.objects.filter(actor=request.user.pk, sent_at__isnull=False)
    waiting = sent.filter(items__outcome=BulkItem.Outcome.WAITING)
    return waiting.order_by("-pk").first()


def find_on_desk(request: HttpRequest, contribution_id: int) -> Contribution:
    """Raises:
    Http404: it is not on the desk of the person of the request.
    """
    return _find(request, desk_for(request.user, roles_of_viewer(request)), contribution_id)


def _find_to_act_on(request: HttpRequest, contribution_id: int) -> Contribution:
    """On the desk, or seen by somebody who has one: it may have left while they were writing.

    Whether they may act on it is for the action to say, which also says who took it away.
    """
    _check_has_desk(request)
    return _find(request, Contribution.objects.visible_to(request.user), contribution_id)


def _find(request: HttpRequest, among: ContributionQuerySet, contribution_id: int) -> Contribution:
    try:
        found = (
            among.for_display(request.user)
            .with_latest_event()
            .select_related("post__parent__author", "merged_into")
            .filter(pk=contribution_id)
            .first()
        )
    except OverflowError:  # a number from the address that no column can hold
        found = None
    if found is None:
        raise Http404
    return found


def _check_has_desk(request: HttpRequest) -> None:
    roles = roles_of_viewer(request)
    if not (roles or roles.is_superuser):
        raise Http404


def _address_after(request: HttpRequest, contribution: Contribution) -> str:
    """Back to the contribution; to the list, with its filters, once it has left the desk."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if desk_for(request.user).filter(pk=contribution.pk).exists():
        return reverse("strategy_themes:desk_item", args=[contribution.pk]) + query
    return reverse("strategy_themes:desk") + query
