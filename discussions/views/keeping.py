"""Keeping a discussion: its rules, whether it is open, and reports of readers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, actions
from ..keeping_forms import KeepForm, ReportForm
from .lookups import find_moderated_discussion, find_post
from .thread import discussion_address


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_moderated_discussion(request.user, discussion_id)
    form = KeepForm(request.POST or None, discussion=discussion)
    if request.method == "POST" and form.is_valid():
        actions.keep_discussion(discussion, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The discussion is kept that way from now on."))
        return redirect("strategy_discussions:keep", discussion.pk)
    context = {
        "discussion": discussion,
        "discussion_url": discussion_address(discussion, request),
        "form": form,
        "page": discussion.page,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/keep_page.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_post(request.user, post_id)
    if not access.may_report(request.user, post):
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            _report, is_new = actions.report_post(post, actor=request.user, reason=reason)
        except ValidationError as error:
            form.add_error("reason", error)
        except PermissionDenied:
            raise Http404 from None
        else:
            if is_new:
                messages.success(request, _("Thank you. The moderators will look at the post."))
            else:
                messages.info(request, _("You have reported this post already."))
            return redirect("strategy_discussions:post", post.pk)
    context = {
        "post": post,
        "form": form,
        "earlier": post.reports.filter(reporter=request.user.pk).first(),
        "page": post.discussion.page,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/report_page.html", context, status=status)
