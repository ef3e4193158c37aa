"""Help for those who write: the text of a post as a quotation, and a look before posting."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..answer_fields import compose_beginning
from ..files.receiving import bounded_upload
from ..forms import PostForm
from ..markdown import render_post
from ..mentions.markup import with_names
from ..models import Discussion
from ..quoting import quote_of
from .attachments import take_files
from .lookups import find_discussion, find_post
from .scripts import wants_json
from .thread import thread_context


@login_required
@require_safe
def quote(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_post(request.user, post_id)
    if not post.is_visible:
        raise Http404
    return JsonResponse({"text": quote_of(post)})


@bounded_upload
@login_required
@require_POST
def preview(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """How a text would look as a post. Nothing is stored, except the files that came along."""
    discussion = find_discussion(request.user, discussion_id)
    data, refused_files = take_files(request, discussion)
    form = PostForm(data, discussion=discussion)
    html = ""
    try:
        html = _rendered(form, discussion, request.user)
        if refused_files:
            raise ValidationError(refused_files)
    except ValidationError as error:
        form.add_error(None, error)
        if wants_json(request):
            return JsonResponse({"errors": error.messages}, status=422)
    if wants_json(request):
        return JsonResponse({"html": html})
    context = thread_context(discussion, request, form=form) | {"preview": html}
    status = 422 if form.errors else 200
    return render(request, "strategy_discussions/compose_page.html", context, status=status)


def _rendered(form: PostForm, discussion: Discussion, author: Any) -> str:
    form.is_valid()
    written = form.cleaned_data
    body, _values = compose_beginning(
        discussion,
        kind=written.get("kind", ""),
        is_reply=bool(written.get("parent")),
        text=written.get("body", ""),
        values=form.answer_values,
    )
    shown = actions.find_attachments(body, author=author, discussion=discussion)
    people = actions.find_people(body, discussion=discussion)
    return with_names(render_post(body, shown, people), people.names)
