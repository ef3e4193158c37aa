"""Asking who wrote an anonymous post, and deciding about it: two people, each with a permission."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, actions
from ..keeping_forms import DecideUnsealingForm, RequestUnsealingForm
from ..models import Unsealing
from .lookups import find_post
from .numbers import page_number

PER_PAGE = 20
DECISIONS = {"approve": actions.approve_unsealing, "refuse": actions.refuse_unsealing}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_unsealing(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_post(request.user, post_id)
    if not access.may_request_unsealing(request.user, post):
        raise Http404
    form = RequestUnsealingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            unsealing, is_new = actions.request_unsealing(post, actor=request.user, reason=reason)
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            if is_new:
                messages.success(request, _("Your request waits for a second person."))
            else:
                messages.info(request, _("A request about this post waits already."))
            return redirect("strategy_discussions:unsealing", unsealing.pk)
    context = {"post": post, "form": form, "page": post.discussion.page}
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/unseal_page.html", context, status=status)


@login_required
@require_safe
def unsealings(request: HttpRequest) -> HttpResponse:
    _check_has_part(request.user)
    page = page_number(request.GET.get("page"))
    start = (page - 1) * PER_PAGE
    shown = Unsealing.objects.visible_to(request.user).for_display().newest_first()
    rows = list(shown[start : start + PER_PAGE + 1])
    context = {
        "rows": rows[:PER_PAGE],
        "previous_page": page - 1 if page > 1 else None,
        "next_page": page + 1 if len(rows) > PER_PAGE else None,
    }
    return render(request, "strategy_discussions/unsealings_page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsealing(request: HttpRequest, unsealing_id: int) -> HttpResponse:
    """One request. The only page that ever shows who wrote a post, and to two people alone."""
    person: Any = request.user
    found = _find_unsealing(person, unsealing_id)
    may_decide = (
        found.is_open and access.may_decide_unsealing(person) and found.requested_by_id != person.pk
    )
    if request.method == "POST" and not may_decide:
        raise Http404
    form = DecideUnsealingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide = DECISIONS[form.cleaned_data["decision"]]
            decide(found, actor=person, reason=form.cleaned_data["reason"])
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("Your decision is on record."))
            return redirect("strategy_discussions:unsealing", found.pk)
    knows = access.knows_writer(person, found)
    context = {
        "unsealing": found,
        "post": found.post,
        "form": form if may_decide else None,
        "is_own": found.requested_by_id == person.pk,
        "writer": access.writer_of(found.post) if knows else None,
        "page": found.post.discussion.page,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/unsealing_page.html", context, status=status)


def _check_has_part(person: Any) -> None:
    if not (access.may_request_unsealing(person) or access.may_decide_unsealing(person)):
        raise Http404


def _find_unsealing(person: Any, unsealing_id: int) -> Unsealing:
    _check_has_part(person)
    shown = Unsealing.objects.visible_to(person).for_display()
    found = shown.filter(pk=unsealing_id).first() if unsealing_id < 2**63 else None
    if found is None:
        raise Http404
    return found
