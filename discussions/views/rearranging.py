"""Splitting, merging and moving: first see who gains and who loses, then confirm with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .. import access, actions
from ..keeping_forms import ConfirmForm, SplitForm, TargetForm
from ..models import Discussion
from .lookups import find_moderated_discussion, find_moderated_post

NAMES_SHOWN = 8


@dataclass(frozen=True)
class Plan:
    """One way to rearrange, in the words of the screen."""

    title: Promise
    lead: Promise
    label: Promise
    button: Promise
    done: Promise


MERGE = Plan(
    gettext_lazy("Merge it into another discussion"),
    gettext_lazy(
        "Everything that was said here goes on there. This one is closed and says where to read on."
    ),
    gettext_lazy("Into which discussion"),
    gettext_lazy("Merge it"),
    gettext_lazy("The discussions are one now."),
)
MOVE = Plan(
    gettext_lazy("Move it to another page"),
    gettext_lazy(
        "It hangs on the other page from then on, beside the discussion that is there, and has the"
        " audience of that page."
    ),
    gettext_lazy("To the page of"),
    gettext_lazy("Move it"),
    gettext_lazy("The discussion hangs on its new page now."),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_moderated_post(request.user, post_id)
    form = SplitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            target = actions.split_conversation(post, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(_field_of(error, form), error)
        else:
            messages.success(request, _("The conversation is a discussion of its own now."))
            return redirect("strategy_discussions:discussion", target.pk)
    conversation = post.discussion.posts.published().filter(root_seq=post.root_seq)
    context = {
        "post": post,
        "root": conversation.select_related("author").order_by("path").first(),
        "size": conversation.count(),
        "form": form,
        "page": post.discussion.page,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/split_page.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_moderated_discussion(request.user, discussion_id)
    targets = _moderated(request.user).exclude(pk=discussion.pk)

    def act(target: Discussion, reason: str) -> HttpResponse:
        actions.merge_discussion(discussion, into=target, actor=request.user, reason=reason)
        return redirect("strategy_discussions:discussion", target.pk)

    return _rearrange(request, discussion, MERGE, targets, act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_moderated_discussion(request.user, discussion_id)
    targets = _moderated(request.user).filter(is_primary=True).exclude(page=discussion.page_id)

    def act(target: Discussion, reason: str) -> HttpResponse:
        actions.move_discussion(discussion, to=target.page, actor=request.user, reason=reason)
        return redirect("strategy_discussions:discussion", discussion.pk)

    return _rearrange(request, discussion, MOVE, targets, act)


def _moderated(person: Any) -> Any:
    moderated = Discussion.objects.moderated_by(person).filter(continued_in=None)
    return moderated.select_related("page").order_by("title")


def _rearrange(
    request: HttpRequest,
    discussion: Discussion,
    plan: Plan,
    targets: Any,
    act: Callable[[Discussion, str], HttpResponse],
) -> HttpResponse:
    choice = TargetForm(
        request.POST or (request.GET if "target" in request.GET else None),
        label=plan.label,
        targets=targets,
    )
    target = choice.cleaned_data["target"] if choice.is_valid() else None
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and target is None:
        raise Http404
    if request.method == "POST" and target and form.is_valid():
        try:
            answer = act(target, form.cleaned_data["reason"])
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as error:
            form.add_error(_field_of(error, form), error)
        else:
            messages.success(request, str(plan.done))
            return answer
    context = {
        "discussion": discussion,
        "plan": plan,
        "targets": choice,
        "target": target,
        "form": form,
        "page": discussion.page,
        **(_comparison(discussion, target, plan) if target else {}),
    }
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/rearrange_page.html", context, status=status)


def _comparison(discussion: Discussion, target: Discussion, plan: Plan) -> dict[str, Any]:
    change = access.audience_change(discussion.page, target.page)
    return {
        "change": change,
        "gaining": _some(change.gaining),
        "losing": _some(change.losing),
        "place": target.title if plan is MERGE else target.page.title,
    }


def _some(people: Any) -> dict[str, Any]:
    """How many there are, and the first few by name."""
    count = people.count()
    return {
        "count": count,
        "some": people.order_by("pk")[:NAMES_SHOWN],
        "more": max(0, count - NAMES_SHOWN),
    }


def _field_of(error: ValidationError, form: Any) -> str | None:
    code = getattr(error, "code", None)
    return code if code in form.fields else None
