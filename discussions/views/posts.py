from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, actions
from ..files.receiving import bounded_upload
from ..forms import EditForm, PostForm
from ..live.reading import read_changes
from ..models import Discussion, Post
from .attachments import take_files
from .lookups import find_discussion, find_post, find_published_post
from .scripts import wants_json
from .thread import discussion_address, start_of_page_with, thread_context


def posts(request: HttpRequest) -> HttpResponse:
    """The common beginning of the posts' addresses, which fragments are built from."""
    raise Http404


@login_required
@require_safe
def show_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """A permalink: the page of the discussion that the post stands on, at the post."""
    post = find_post(request.user, post_id)
    address = discussion_address(post.discussion, request)
    start = start_of_page_with(post)
    query = f"?from={start.pk}" if start else ""
    return redirect(f"{address}{query}#post-{post.pk}")


@bounded_upload
@login_required
@require_POST
def create(request: HttpRequest, discussion_id: int) -> HttpResponse:
    discussion = find_discussion(request.user, discussion_id)
    data, refused_files = take_files(request, discussion)
    form = PostForm(data, discussion=discussion)
    try:
        if refused_files:
            raise ValidationError(refused_files)
        post = _create_from(form, discussion, request.user)
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied:
        form.add_error(None, _("You may read here, but not write. Your text is kept as a draft."))
    else:
        if wants_json(request):
            return changes_around(post, status=201)
        if not post.is_visible:
            messages.info(request, _("Your post waits for a facilitator. You will hear of it."))
            return redirect("strategy_discussions:discussion", discussion.pk)
        return redirect("strategy_discussions:post", post.pk)
    if wants_json(request):
        return JsonResponse({"errors": _messages(form)}, status=422)
    context = thread_context(discussion, request, form=form)
    return render(request, "strategy_discussions/compose_page.html", context, status=422)


@login_required
@require_POST
def support(request: HttpRequest, post_id: int) -> HttpResponse:
    return _vote(request, post_id, actions.support_post)


@login_required
@require_POST
def withdraw(request: HttpRequest, post_id: int) -> HttpResponse:
    return _vote(request, post_id, actions.withdraw_support)


@bounded_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _own_post(request, post_id)
    data, refused_files = take_files(request, post.discussion)
    form = EditForm(data or None, post=post)
    if request.method == "POST" and form.is_valid():
        try:
            if refused_files:
                raise ValidationError(refused_files)
            actions.edit_post(
                post,
                actor=request.user,
                body=form.cleaned_data["body"],
                answer_values=form.answer_values,
            )
        except ValidationError as error:
            form.add_error("body", error)
        else:
            return redirect("strategy_discussions:post", post.pk)
    status = 422 if form.errors else 200
    context = {"post": post, "form": form, "page": post.discussion.page}
    return render(request, "strategy_discussions/edit_page.html", context, status=status)


@login_required
@require_POST
def delete(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _own_post(request, post_id)
    actions.delete_post(post, actor=request.user)
    messages.success(request, _("Your post is gone. A note stays in its place."))
    return redirect("strategy_discussions:post", post.pk)


def _create_from(form: PostForm, discussion: Discussion, author: Any) -> Post:
    if not form.is_valid():
        raise ValidationError(_messages(form))
    number, anonymous = form.cleaned_data["covenant"], form.cleaned_data["anonymous"]
    if number and not anonymous:
        actions.accept_covenant(number=number, actor=author)
    parent = None
    if parent_id := form.cleaned_data["parent"]:
        # One that isn't visible, or isn't there, is as foreign as one from another discussion; and
        # who sees the discussion sees its posts.
        parent = find_published_post(discussion, parent_id)
        if parent is None:
            raise ValidationError(
                _("The post you are answering is not part of this discussion."),
                code="foreign_parent",
            )
    return actions.create_post(
        discussion,
        author=author,
        body=form.cleaned_data["body"],
        kind=form.cleaned_data["kind"] or Post.Kind.COMMENT,
        parent=parent,
        submission_key=form.cleaned_data["submission_key"] or None,
        anonymous=anonymous,
        covenant=number,
        answer_values=form.answer_values,
    )


def _vote(request: HttpRequest, post_id: int, act: Any) -> HttpResponse:
    post = find_post(request.user, post_id)
    try:
        act(post, actor=request.user)
    except PermissionDenied:
        message = _("This discussion is closed, so support can no longer be given or taken back.")
        if wants_json(request):
            return JsonResponse({"errors": [message]}, status=403)
        messages.error(request, message)
    if wants_json(request):
        post.refresh_from_db(fields=["changed_seq"])
        return changes_around(post)
    return redirect("strategy_discussions:post", post.pk)


def changes_around(post: Post, status: int = 200) -> JsonResponse:
    """The change that the person has just made, as the frame that everybody else gets."""
    frame = read_changes(post.discussion_id, post.changed_seq - 1)
    answer: dict[str, Any] = {"post": post.pk, "frame": frame}
    if not post.is_visible:
        template = "strategy_discussions/includes/waiting_post.html"
        answer["waiting"] = render_to_string(template, {"post": post})
    return JsonResponse(answer, status=status)


def _own_post(request: HttpRequest, post_id: int) -> Post:
    post = find_post(request.user, post_id)
    if not access.may_edit_post(request.user, post):
        raise Http404
    return post


def _messages(form: Any) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors]
