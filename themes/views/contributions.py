"""What became of it: my own contributions, and the public trail of each one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ..access import desk_for, may_reopen
from ..forms.decisions import ReopenForm
from ..forms.step import take_or_show_error
from ..merging import speaker_for, voices_of
from ..models import Contribution, ContributionEvent
from ..shell import themes_address
from .desk_list import page_number
from .viewer import roles_of_viewer

PAGE_SIZE = 20
Kind = ContributionEvent.Kind


@login_required
@require_safe
def show_mine(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    mine = (
        Contribution.objects.visible_to(person)
        .contributed_by(person)
        .for_display(person)
        .order_by("-received_at", "-pk")
    )
    number = page_number(request)
    page = list(mine[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])
    context = {
        "contributions": page[:PAGE_SIZE],
        "previous_page": number - 1,
        "next_page": number + 1 if len(page) > PAGE_SIZE else None,
        "themes_address": None if page else themes_address(request),
    }
    return render(request, "strategy_themes/contributions.html", context)


@login_required
@require_safe
def show_contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    return _render(request, _find_visible(request.user, pk=contribution_id))


@login_required
@require_POST
def reopen(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Here, since the strategy office reopens what is on no desk of theirs."""
    contribution = _find_visible(request.user, pk=contribution_id)
    if not may_reopen(request.user, contribution):
        raise Http404
    form = ReopenForm(request.POST, contribution=contribution, actor=request.user)
    if take_or_show_error(form):
        messages.success(request, str(form.done))
        return redirect("strategy_themes:contribution", contribution.pk)
    found = _find_visible(request.user, pk=contribution_id)
    return _render(request, found, failed=form)


def _render(
    request: HttpRequest, contribution: Contribution, *, failed: ReopenForm | None = None
) -> HttpResponse:
    events = list(ContributionEvent.objects.for_trail().filter(contribution=contribution))
    form = failed
    if form is None and _may_be_reopened(request, contribution):
        form = ReopenForm(contribution=contribution, actor=request.user)
    context = {
        "contribution": contribution,
        "post": contribution.post,
        "events": events,
        "outcome": _outcome(contribution, events),
        "voices": voices_of(contribution, request.user),
        **_what_speaks_for(request, contribution),
        "is_on_desk": _is_on_desk(request, contribution),
        "selected": contribution,
        "form": form,
    }
    status = 422 if failed else 200
    return render(request, "strategy_themes/contribution.html", context, status=status)


def _what_speaks_for(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    """The one that a merged one lives on in, and what has become of that since."""
    speaker = speaker_for(contribution, request.user)
    merged_at = contribution.decided_at
    if speaker is None or merged_at is None:
        return {}
    events = list(ContributionEvent.objects.for_trail().filter(contribution=speaker))
    since = [each for each in events if each.happened_at >= merged_at]
    return {"speaker": speaker, "since": since, "outcome_of_speaker": _outcome(speaker, events)}


def _may_be_reopened(request: HttpRequest, contribution: Contribution) -> bool:
    return (
        bool(roles_of_viewer(request))
        and ReopenForm.is_offered(contribution)
        and may_reopen(request.user, contribution)
    )


def _outcome(contribution: Contribution, events: list[ContributionEvent]) -> str:
    """What came of it, as long as the work counts as done."""
    if contribution.state != Contribution.State.DONE:
        return ""
    return next((each.note for each in reversed(events) if each.kind == Kind.COMPLETED), "")


@login_required
@require_safe
def find_trail(request: HttpRequest, post_id: int) -> HttpResponse:
    """From a post, which knows nothing of contributions, to the trail of its contribution."""
    contribution = _find_visible(request.user, post=post_id)
    return redirect("strategy_themes:contribution", contribution.pk)


def _find_visible(person: Any, **which: int) -> Contribution:
    try:
        found = (
            Contribution.objects.visible_to(person)
            .for_display(person)
            .with_latest_event()
            .filter(**which)
            .first()
        )
    except OverflowError:  # a number from the address that no column can hold
        found = None
    if found is None:
        raise Http404
    return found


def _is_on_desk(request: HttpRequest, contribution: Contribution) -> bool:
    roles = roles_of_viewer(request)
    return desk_for(request.user, roles).filter(pk=contribution.pk).exists()
