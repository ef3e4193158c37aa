"""Triage of a big campaign: what waits under a question, put together by what it says."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..access import triaged_by
from ..forms.bulk import BULK_FORMS
from ..forms.triage import MoveForm, NameForm
from ..models import BulkStep, Cluster, Contribution, Question
from ..querysets import QuestionQuerySet
from .bulk import are_digits
from .desk_list import page_number
from .viewer import roles_of_viewer

PAGE_SIZE = 50


@login_required
@require_safe
def show_questions(request: HttpRequest) -> HttpResponse:
    """The questions whose answers one may answer, those with most to do first."""
    roles = roles_of_viewer(request)
    if not (roles or roles.is_superuser):
        raise Http404
    questions = _questions_of(request).with_waiting()
    return render(request, "strategy_themes/triage.html", {"questions": questions})


@login_required
@require_safe
def show_question(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _find_question(request, question_id)
    context = {
        "question": question,
        "clusters": Cluster.objects.filter(question=question).with_members(request.user),
    }
    return render(request, "strategy_themes/triage_question.html", context)


@login_required
@require_POST
def group(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _find_question(request, question_id)
    clusters = actions.cluster_answers(question, actor=request.user)
    if clusters:
        text = ngettext("%(number)d new cluster.", "%(number)d new clusters.", len(clusters))
        messages.success(request, text % {"number": len(clusters)})
    else:
        messages.info(request, _("No three of the others say something similar."))
    return redirect("strategy_themes:triage_question", question.pk)


@login_required
@require_safe
def show_cluster(request: HttpRequest, cluster_id: int) -> HttpResponse:
    return _render_cluster(request, _find_cluster(request, cluster_id))


@login_required
@require_POST
def name(request: HttpRequest, cluster_id: int) -> HttpResponse:
    cluster = _find_cluster(request, cluster_id)
    form = NameForm(request.POST)
    if form.is_valid():
        actions.name_cluster(cluster, form.cleaned_data["name"], actor=request.user)
        return redirect("strategy_themes:cluster", cluster.pk)
    return _render_cluster(request, cluster, failed=form)


@login_required
@require_POST
def move(request: HttpRequest, cluster_id: int) -> HttpResponse:
    """Take what is ticked out of the cluster, into the one that is named or into none."""
    cluster = _find_cluster(request, cluster_id)
    chosen = {int(each) for each in request.POST.getlist("chosen") if are_digits(each)}
    form = MoveForm(request.POST, cluster=cluster)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose another cluster of this question."), code="to")
        to = form.cleaned_data["to"]
        number = actions.move_members(cluster, chosen, to=to, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("strategy_themes:cluster", cluster.pk)
    text = ngettext("%(number)d is taken out.", "%(number)d are taken out.", number)
    messages.success(request, text % {"number": number})
    if cluster.pk is None:
        return redirect("strategy_themes:triage_question", cluster.question_id)
    return redirect("strategy_themes:cluster", cluster.pk)


@login_required
@require_POST
def dissolve(request: HttpRequest, cluster_id: int) -> HttpResponse:
    cluster = _find_cluster(request, cluster_id)
    actions.dissolve_cluster(cluster, actor=request.user)
    messages.success(request, _("The cluster is dissolved. Its contributions wait as before."))
    return redirect("strategy_themes:triage_question", cluster.question_id)


@login_required
@require_POST
def answer(request: HttpRequest, cluster_id: int, step: str) -> HttpResponse:
    """Choose what waits in the cluster for one step, and go and look at it."""
    cluster = _find_cluster(request, cluster_id)
    if step not in BULK_FORMS:
        raise Http404
    try:
        bulk = actions.choose_cluster(cluster, BulkStep.Kind(step), actor=request.user)
    except ValidationError:
        messages.error(request, _("Nothing in this cluster waits for that."))
        return redirect("strategy_themes:cluster", cluster.pk)
    back = f"?triage={cluster.question_id}"
    return redirect(reverse("strategy_themes:bulk", args=[bulk.pk]) + back)


def _render_cluster(
    request: HttpRequest, cluster: Cluster, *, failed: forms.Form | None = None
) -> HttpResponse:
    number = page_number(request)
    members = (
        Contribution.objects.visible_to(request.user)
        .filter(cluster_member__cluster=cluster)
        .for_display(request.user)
        .order_by("-post__support_count", "pk")
    )
    page = list(members[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])
    waiting = Contribution.objects.awaiting_decision().filter(cluster_member__cluster=cluster)
    context: dict[str, Any] = {
        "cluster": cluster,
        "members": page[:PAGE_SIZE],
        "previous_page": number - 1,
        "next_page": number + 1 if len(page) > PAGE_SIZE else None,
        "waiting": waiting.count(),
        "name_form": failed or NameForm(initial={"name": cluster.name}),
        "move_form": MoveForm(cluster=cluster),
        "answers": [
            (form_name, form.title)
            for form_name, form in BULK_FORMS.items()
            if form_name != BulkStep.Kind.REASSIGN
        ],
    }
    return render(request, "strategy_themes/cluster.html", context, status=422 if failed else 200)


def _questions_of(request: HttpRequest) -> QuestionQuerySet:
    mine = Question.objects.filter(triaged_by(request.user, roles_of_viewer(request)))
    return mine.visible_to(request.user)


def _find_question(request: HttpRequest, question_id: int) -> Question:
    found: Question = _first(_questions_of(request).with_waiting(), question_id)
    return found


def _find_cluster(request: HttpRequest, cluster_id: int) -> Cluster:
    clusters = Cluster.objects.filter(question__in=_questions_of(request).values("pk"))
    found: Cluster = _first(clusters.select_related("question__page"), cluster_id)
    return found


def _first(among: Any, pk: int) -> Any:
    try:
        found = among.filter(pk=pk).first()
    except OverflowError:  # a number from the address that no column can hold
        found = None
    if found is None:
        raise Http404
    return found
