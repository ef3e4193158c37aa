"""What is to moderate, over all discussions that a person keeps: read it, and judge it in place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..keeping_forms import JudgementForm, QueueFilters
from ..models import Discussion, Post, Report
from .numbers import page_number

PER_PAGE = 20


@dataclass(frozen=True)
class Judgement:
    """One thing to do about a post in the queue, as the queue offers it."""

    name: str
    title: Promise
    done: Promise
    # What a moderator writes with it, and who reads that; nothing where no words are needed.
    label: Promise | None = None
    help_text: Promise | None = None
    tone: str = ""


APPROVE = Judgement("approve", _("Approve"), _("The post is shown now."), tone="primary")
REFUSE = Judgement(
    "refuse",
    _("Refuse"),
    _("The post is not shown. Its author has been told why."),
    _("Why it is not shown"),
    _("The author reads it."),
)
HIDE = Judgement(
    "hide",
    _("Hide the post"),
    _("The post is hidden. Its author and who reported it have been told why."),
    _("Why it is hidden"),
    _("Everybody who sees the discussion reads it. A disagreement is no reason: answer it."),
    tone="danger",
)
DISMISS = Judgement(
    "dismiss",
    _("Leave the post"),
    _("The post stays. Who reported it has been told why."),
    _("Why it stays"),
    _("Who reported it reads it; the author does not hear of the report."),
)
JUDGEMENTS = {one.name: one for one in (APPROVE, REFUSE, HIDE, DISMISS)}


@dataclass(frozen=True)
class Failure:
    """A judgement that could not be made, with what was typed, so that nothing is lost."""

    post_id: int
    judgement: Judgement
    typed: Any
    error: ValidationError


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    if not Discussion.objects.moderated_by(request.user).exists():
        raise Http404
    return _render_queue(request)


@login_required
@require_POST
def judge(request: HttpRequest, post_id: int, act: str) -> HttpResponse:
    judgement = JUDGEMENTS.get(act)
    post = _post_in_queue(request.user, post_id)
    if judgement is None or judgement not in _judgements_of(post):
        raise Http404
    try:
        _acts()[act](post, request.user, request.POST.get("reason", ""))
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return _render_queue(request, failed=Failure(post.pk, judgement, request.POST, error))
    messages.success(request, str(judgement.done))
    query = request.GET.urlencode()
    address = redirect("strategy_discussions:queue")
    if query:
        address["Location"] += f"?{query}"
    return address


def _acts() -> dict[str, Callable[[Post, Any, str], Any]]:
    return {
        "approve": lambda post, actor, _reason: actions.approve_post(post, actor=actor),
        "refuse": lambda post, actor, reason: actions.refuse_post(post, actor=actor, reason=reason),
        "hide": lambda post, actor, reason: actions.hide_post(post, actor=actor, reason=reason),
        "dismiss": lambda post, actor, note: actions.dismiss_reports(post, actor=actor, note=note),
    }


def _post_in_queue(person: Any, post_id: int) -> Post:
    waiting = Post.objects.waiting_for(person).select_related("discussion__page", "author")
    post = waiting.filter(pk=post_id).first() if post_id < 2**63 else None
    if post is None:
        raise Http404
    return post


def _judgements_of(post: Post) -> tuple[Judgement, ...]:
    return (APPROVE, REFUSE) if post.state == Post.State.PENDING else (HIDE, DISMISS)


def _render_queue(request: HttpRequest, *, failed: Failure | None = None) -> HttpResponse:
    waiting = Post.objects.waiting_for(request.user)
    busy = Discussion.objects.filter(pk__in=waiting.order_by().values("discussion"))
    filters = QueueFilters(request.GET, discussions=busy.order_by("title"))
    chosen = filters.chosen() if filters.is_valid() else {}
    if "discussion" in chosen:
        waiting = waiting.filter(discussion=chosen["discussion"])
    kind = chosen.get("kind", "")
    page = page_number(request.GET.get("page"))
    posts = _page_of(_of_kind(waiting, kind), page)
    context = {
        "filters": filters,
        "chosen": chosen,
        "several_discussions": "discussion" in chosen or len(busy[:2]) > 1,
        "tabs": _tabs(waiting, kind),
        "items": [_item(post, failed) for post in posts[:PER_PAGE]],
        "previous_page": page - 1 if page > 1 else None,
        "next_page": page + 1 if len(posts) > PER_PAGE else None,
    }
    status = 422 if failed else 200
    return render(request, "strategy_discussions/queue_page.html", context, status=status)


def _of_kind(waiting: Any, kind: str) -> Any:
    states = {"held": Post.State.PENDING, "reported": Post.State.VISIBLE}
    return waiting.filter(state=states[kind]) if kind else waiting


def _page_of(waiting: Any, page: int) -> list[Post]:
    start = (page - 1) * PER_PAGE
    shown = waiting.select_related("author", "discussion__page", "parent__author")
    reports = Report.objects.filter(outcome=Report.Outcome.OPEN).select_related("reporter")
    shown = shown.prefetch_related(Prefetch("reports", reports, to_attr="open_reports"))
    return list(shown[start : start + PER_PAGE + 1])


def _tabs(waiting: Any, kind: str) -> list[dict[str, Any]]:
    held = _of_kind(waiting, "held").count()
    reported = _of_kind(waiting, "reported").count()
    return [
        {"kind": None, "label": _("Everything"), "count": held + reported, "current": not kind},
        {"kind": "held", "label": _("Held"), "count": held, "current": kind == "held"},
        {
            "kind": "reported",
            "label": _("Reported"),
            "count": reported,
            "current": kind == "reported",
        },
    ]


def _item(post: Post, failed: Failure | None) -> dict[str, Any]:
    offers = [
        {"judgement": judgement, "form": _form_for(post, judgement, failed)}
        for judgement in _judgements_of(post)
    ]
    return {"post": post, "offers": offers}


def _form_for(post: Post, judgement: Judgement, failed: Failure | None) -> JudgementForm | None:
    if judgement.label is None:
        return None
    words = {"label": judgement.label, "help_text": judgement.help_text}
    here = failed is not None and (failed.post_id, failed.judgement) == (post.pk, judgement)
    typed = failed.typed if failed and here else None
    form = JudgementForm(typed, auto_id=f"{judgement.name}-{post.pk}-%s", **words)
    if failed and here:
        form.add_error("reason", failed.error)
    return form
