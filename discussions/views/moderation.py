from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import actions
from ..forms import ReasonForm
from .lookups import find_moderated_discussion, find_moderated_post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_moderated_post(request.user, post_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_post(post, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The post is hidden. Its author has been told why."))
            return redirect("strategy_discussions:post", post.pk)
    status = 422 if form.errors else 200
    context = {"post": post, "form": form, "page": post.discussion.page}
    return render(request, "strategy_discussions/hide_page.html", context, status=status)


@login_required
@require_POST
def restore(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_moderated_post(request.user, post_id)
    try:
        actions.restore_post(post, actor=request.user)
    except PermissionDenied:
        messages.error(request, _("It is your own post: let another moderator decide."))
    else:
        messages.success(request, _("The post is shown again."))
    return redirect("strategy_discussions:post", post.pk)


@login_required
@require_POST
def pin(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_moderated_post(request.user, post_id)
    try:
        actions.pin_post(post, actor=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The post is pinned above the discussion."))
    return redirect("strategy_discussions:post", post.pk)


@login_required
@require_POST
def unpin(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_moderated_post(request.user, post_id)
    actions.unpin_post(post, actor=request.user)
    messages.success(request, _("The post is no longer pinned."))
    return redirect("strategy_discussions:post", post.pk)


@login_required
@require_POST
def close(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_moderated_discussion(request.user, discussion_id)
    actions.close_discussion(discussion, actor=request.user)
    messages.success(request, _("The discussion is closed. Everything in it stays readable."))
    return redirect("strategy_discussions:discussion", discussion.pk)


@login_required
@require_POST
def reopen(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_moderated_discussion(request.user, discussion_id)
    try:
        actions.reopen_discussion(discussion, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The discussion is open again."))
    return redirect("strategy_discussions:discussion", discussion.pk)
