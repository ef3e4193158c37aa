"""The workload of facilitators and owners: where something waits, and for how long."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Discussion
from .numbers import page_number

PER_PAGE = 50


@login_required
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """One row for each discussion that the person moderates and where something waits."""
    moderated = Discussion.objects.moderated_by(request.user)
    page = page_number(request.GET.get("page"))
    start = (page - 1) * PER_PAGE
    busy = moderated.with_workload().select_related("page")
    rows = list(busy[start : start + PER_PAGE + 1])
    if not rows and not moderated.exists():
        raise Http404
    context = {
        "rows": rows[:PER_PAGE],
        "previous_page": page - 1 if page > 1 else None,
        "next_page": page + 1 if len(rows) > PER_PAGE else None,
    }
    return render(request, "strategy_discussions/workload_page.html", context)
