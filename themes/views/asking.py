"""Setting a question under a theme: a form, a look at what people will see, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from discussions.answer_fields import known_fields

from .. import access, actions
from ..forms.asking import QuestionForm, ReopenQuestionForm
from ..models import Question, Theme
from ..window import describe_window


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.visible_to(request.user), pk=theme_id)
    if not access.may_ask(request.user, theme):
        raise Http404
    form = QuestionForm(request.POST or None, actor=request.user)
    if _wants_storing(request) and form.is_valid() and (page := _act(lambda: form.ask(theme))):
        messages.success(request, _("The question is published."))
        return redirect(page.get_url(request))
    return _render(request, form, {"theme": theme})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _find(request, question_id)
    page = question.page.specific
    form = QuestionForm(request.POST or None, actor=request.user, page=page)
    if _wants_storing(request) and form.is_valid() and _act(lambda: form.change(question)):
        messages.success(request, _("The change is published."))
        return redirect(page.get_url(request))
    return _render(request, form, {"theme": question.theme, "question": question})


@login_required
@require_POST
def end(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _find(request, question_id)
    try:
        _act(lambda: actions.end_question(question, actor=request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The question is closed. Everything said stays readable."))
    return redirect(question.page.get_url(request))


@login_required
@require_POST
def reopen(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _find(request, question_id)
    form = ReopenQuestionForm(request.POST)
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            _act(lambda: actions.reopen_question(question, actor=request.user, until=until))
        except ValidationError as error:
            form.add_error("until", error)
        else:
            messages.success(request, _("The question is open again."))
            return redirect(question.page.get_url(request))
    terms = QuestionForm(actor=request.user, page=question.page.specific)
    return _render(
        request, terms, {"theme": question.theme, "question": question, "reopen_form": form}
    )


def _find(request: HttpRequest, question_id: int) -> Question:
    """Refused looks like missing."""
    visible = Question.objects.visible_to(request.user).select_related("theme__page")
    question = get_object_or_404(visible, pk=question_id)
    if not access.may_keep_question(request.user, question):
        raise Http404
    return question


def _wants_storing(request: HttpRequest) -> bool:
    return request.method == "POST" and "preview" not in request.POST


def _act(act: Any) -> Any:
    try:
        return act()
    except PermissionDenied:
        raise Http404 from None


def _render(request: HttpRequest, form: QuestionForm, context: dict[str, Any]) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "zone": timezone.get_default_timezone_name(), **context}
    if question := context.get("question"):
        shown["window"] = describe_window(question.page.specific)
        shown.setdefault("reopen_form", ReopenQuestionForm())
    if form.is_bound and form.is_valid() and "preview" in request.POST:
        previewed = form.preview()
        shown |= {
            "previewed": previewed,
            "previewed_window": describe_window(previewed),
            "previewed_fields": known_fields(previewed.answer_fields),
        }
    is_refused = bool(form.errors or (context.get("reopen_form") and context["reopen_form"].errors))
    status = 422 if is_refused else 200
    return render(request, "strategy_themes/question_form.html", shown, status=status)
