"""What is similar to a contribution, or about some words: for who answers it, to merge it with."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ..access import powers_over
from ..forms.decisions import MergeForm
from ..models import Contribution
from ..suggesting import contributions_about, similar_contributions
from .desk import find_on_desk
from .viewer import roles_of_viewer


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Search by words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


@login_required
@require_safe
def show_similar(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """A page of its own, whose middle the desk's script puts beside the contribution."""
    contribution = find_on_desk(request, contribution_id)
    form = WordsForm(request.GET, auto_id="similar_%s", use_required_attribute=False)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if words:
        found = contributions_about(contribution, request.user, words)
    else:
        found = similar_contributions(contribution, request.user)
    merge = None
    if powers_over(contribution, request.user, roles_of_viewer(request)).decide:
        merge = _merge_form(request, contribution)
    context = {
        "contribution": contribution,
        "selected": contribution,
        "post": contribution.post,
        "similar": found,
        "words_form": form,
        "words": words,
        "form": merge,
    }
    return render(request, "strategy_themes/similar.html", context)


def _merge_form(request: HttpRequest, contribution: Contribution) -> MergeForm | None:
    """With the number of the one that the address names, which is how it works without scripts."""
    if not MergeForm.is_offered(contribution):
        return None
    form = MergeForm(contribution=contribution, actor=request.user)
    if into := request.GET.get("into"):
        form.initial["into"] = into
    return form
