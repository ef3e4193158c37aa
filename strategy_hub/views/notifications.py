from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..bell import snapshot_of
from ..models import Notification

PER_PAGE = 30
# These lead to the post, even where it is a contribution with a page of its own.
ABOUT_POSTS = (
    Notification.Kind.REPLY,
    Notification.Kind.MENTION,
    Notification.Kind.FOLLOWED,
    Notification.Kind.POST_HIDDEN,
    Notification.Kind.POST_RESTORED,
    Notification.Kind.POST_APPROVED,
    Notification.Kind.POST_UNSEALED,
    Notification.Kind.REPORT_SETTLED,
)


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything the person was told, newest first; with ``?only=unread`` what is new."""
    mine = Notification.objects.of(request.user)
    only_unread = request.GET.get("only") == "unread"
    shown = (mine.unread() if only_unread else mine).select_related("actor")
    context = {
        "notification_page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
        "only_unread": only_unread,
    }
    return render(request, "strategy_hub/notification_list.html", context)


@login_required
@require_safe
def notification(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Open it: whoever follows the link has read it, and goes on to what it is about."""
    mine = Notification.objects.of(request.user).select_related("post__contribution")
    found = get_object_or_404(mine, pk=notification_id)
    if request.method == "GET":
        actions.mark_read(found, actor=request.user)
    return redirect(_subject_address(found))


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(actor=request.user)
    messages.success(request, _("Everything counts as read."))
    return redirect("strategy_hub:notifications")


@login_required
@never_cache
@require_safe
def notification_snapshot(request: HttpRequest) -> JsonResponse:
    """What the person's socket sends too, for a page that comes back from the browser's cache."""
    return JsonResponse(snapshot_of(request.user))


def _subject_address(found: Notification) -> str:
    Kind = Notification.Kind
    if found.invitation_id is not None:
        return reverse("strategy_themes:invitation", args=[found.invitation_id])
    if found.page is not None:
        return found.page.get_url() or reverse("strategy_hub:notifications")
    if found.post is None:
        return reverse("strategy_hub:notifications")
    if found.kind == Kind.POST_REFUSED:
        # The post itself was never shown to anybody.
        return reverse("strategy_discussions:discussion", args=[found.post.discussion_id])
    if found.kind in (Kind.UNSEALING_ASKED, Kind.UNSEALING_DECIDED):
        # While one waits there is no other, and the last is the one that was decided.
        asked = found.post.unsealings.latest("pk")
        return reverse("strategy_discussions:unsealing", args=[asked.pk])
    contribution: Any = getattr(found.post, "contribution", None)
    if contribution is None or found.kind in ABOUT_POSTS:
        return reverse("strategy_discussions:post", args=[found.post.pk])
    if found.kind == Kind.CONTRIBUTIONS_IMPORTED:
        chosen = urlencode({"tab": "mine", "question": contribution.question_id or ""})
        return f"{reverse('strategy_themes:desk')}?{chosen}"
    if found.kind == Kind.CONTRIBUTION_ASSIGNED:
        return reverse("strategy_themes:desk_item", args=[contribution.pk])
    return reverse("strategy_themes:contribution", args=[contribution.pk])
