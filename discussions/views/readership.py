"""What one person has read of a discussion, and what they want to hear of it."""

from collections.abc import Collection

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .. import actions
from ..models import Discussion, Readership
from ..rendering import PostLook
from .lookups import find_discussion
from .numbers import whole_number
from .scripts import wants_json

Level = Readership.Level
# What somebody reads after choosing.
CHOSEN = {
    Level.FOLLOWING: _("You follow this discussion: you are told of every new post."),
    Level.MUTED: _("You have muted this discussion: you are told only where you are mentioned."),
    Level.NORMAL: _("You are told when somebody answers or mentions you."),
}


def seen_before(request: HttpRequest, readership: Readership | None) -> int | None:
    """The number up to which the viewer had read before this visit; None on the very first one.

    The links to further pages carry it, because opening the first page moves the stored number.
    """
    since = whole_number(request.GET.get("since"))
    if since is not None:
        return since
    return readership.seen_seq if readership and readership.seen_at else None


def new_to(posts: list[PostLook], since: int | None, *, own: Collection[int]) -> list[int]:
    """Which of `posts` the viewer had not seen when they came, in the order of the page.

    Args:
        own: numbers of the posts that the viewer wrote, which are no news to them.
    """
    if since is None:
        return []
    return [post.pk for post in posts if post.seq > since and post.pk not in own]


def unread_in(discussion: Discussion, readership: Readership | None) -> int:
    if readership is None or readership.seen_at is None:
        return 0
    return max(discussion.post_count - readership.seen_count, 0)


def record_opening(request: HttpRequest, discussion: Discussion, known: Readership | None) -> None:
    """Whoever opens the newest page has seen what there is; further pages record nothing."""
    if request.method == "GET" and request.user.is_authenticated:
        actions.record_seen(discussion, person=request.user, known=known)


@login_required
@require_POST
def seen(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """An open page says which change it has shown."""
    discussion = find_discussion(request.user, discussion_id)
    number = whole_number(request.POST.get("seq"))
    if number is None:
        return HttpResponse("seq: a number is needed", status=422)
    actions.record_seen_live(discussion, person=request.user, number=number)
    return HttpResponse(status=204)


@login_required
@require_POST
def level(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """Follow, mute, or neither."""
    discussion = find_discussion(request.user, discussion_id)
    chosen = request.POST.get("level", "")
    if chosen not in CHOSEN:
        return HttpResponse("level: one of the levels is needed", status=422)
    actions.choose_level(discussion, person=request.user, level=chosen)
    message = str(CHOSEN[Level(chosen)])
    if wants_json(request):
        return JsonResponse({"level": chosen, "message": message})
    messages.success(request, message)
    return redirect("strategy_discussions:discussion", discussion.pk)
