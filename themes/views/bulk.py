"""One step on many contributions: choose on the desk, look, send, and watch it being worked off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..actions.bulk import MOST
from ..forms.bulk import BULK_FORMS, FROM_THE_LIST, BulkForm
from ..models import BulkItem, BulkStep, Contribution
from .desk_list import listed_contributions
from .viewer import roles_of_viewer

SAMPLE = 10
Outcome = BulkItem.Outcome


@login_required
@require_POST
def choose(request: HttpRequest, step: str) -> HttpResponse:
    """Note what is ticked on the desk, or all that its list holds, and go and look at it."""
    roles = roles_of_viewer(request)
    if step not in FROM_THE_LIST or not (roles or roles.is_superuser):
        raise Http404
    try:
        bulk = actions.choose_many(BulkStep.Kind(step), _chosen(request), actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_desk_address(request))
    return redirect(_address(request, "strategy_themes:bulk", bulk))


@login_required
@require_safe
def show(request: HttpRequest, bulk_id: int) -> HttpResponse:
    return _render(request, _find(request, bulk_id))


@login_required
@require_POST
def send(request: HttpRequest, bulk_id: int) -> HttpResponse:
    bulk = _find(request, bulk_id)
    form = BULK_FORMS[bulk.kind](request.POST, bulk=bulk)
    if not form.send(request.user):
        return _render(request, bulk, failed=form)
    return redirect(_address(request, "strategy_themes:bulk", bulk))


@login_required
@require_POST
def go_on(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Work off the next portion; the page that comes next asks for the one after it."""
    bulk = _find(request, bulk_id)
    try:
        actions.take_portion(bulk, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_address(request, "strategy_themes:bulk", bulk))


def _chosen(request: HttpRequest) -> dict[int, int]:
    """Contributions by number, each with the latest event that its row showed."""
    if request.POST.get("all"):
        # One more than may be: then the action says that they are too many.
        return listed_contributions(request)[: MOST + 1].latest_events()
    pairs = (value.split(":") for value in request.POST.getlist("chosen"))
    return {int(pair[0]): int(pair[1]) for pair in pairs if _are_numbers(pair)}


def _are_numbers(pair: list[str]) -> bool:
    return len(pair) == 2 and all(map(are_digits, pair))


def are_digits(text: str) -> bool:
    """Whether it is a number that a column can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19


def _find(request: HttpRequest, bulk_id: int) -> BulkStep:
    """The person's own; one of somebody else is not there."""
    mine = BulkStep.objects.filter(actor=request.user.pk).select_related("actor", "to")
    try:
        found = mine.filter(pk=bulk_id).first()
    except OverflowError:  # a number from the address that no column can hold
        found = None
    if found is None:
        raise Http404
    return found


def _render(
    request: HttpRequest, bulk: BulkStep, *, failed: BulkForm | None = None
) -> HttpResponse:
    counts = bulk.items.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(outcome=Outcome.WAITING)),
        done=Count("pk", filter=Q(outcome=Outcome.DONE)),
        refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
    )
    is_draft = bulk.sent_at is None or failed is not None
    context: dict[str, Any] = {
        "bulk": bulk,
        "counts": counts,
        "taken": counts["total"] - counts["waiting"],
        "is_draft": is_draft,
        "heading": BULK_FORMS[bulk.kind].heading % counts["total"],
        "desk_address": _desk_address(request),
    }
    if is_draft:
        sample = Contribution.objects.visible_to(request.user).filter(
            pk__in=bulk.items.values("contribution")
        )
        shown = list(sample.for_display(request.user).order_by("received_at", "pk")[:SAMPLE])
        context |= {
            "form": failed or BULK_FORMS[bulk.kind](bulk=bulk),
            "sample": shown,
            "others": counts["total"] - len(shown),
        }
    else:
        refused = bulk.items.filter(outcome=Outcome.REFUSED).order_by("pk")
        context["refused"] = refused
    return render(request, "strategy_themes/bulk.html", context, status=422 if failed else 200)


def _address(request: HttpRequest, name: str, bulk: BulkStep) -> str:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse(name, args=[bulk.pk]) + query


def _desk_address(request: HttpRequest) -> str:
    """Where the person came from: the desk with its filters, or the triage of a question."""
    question = request.GET.get("triage", "")
    if are_digits(question):
        return reverse("strategy_themes:triage_question", args=[int(question)])
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("strategy_themes:desk") + query
