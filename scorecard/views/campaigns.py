"""Question campaigns beside each other."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discussions.page_types import as_specific
from themes.models import Question

from ..metrics import CampaignFacts, Group, all_metrics
from .screen import open_screen

PER_PAGE = 20


@login_required
@require_safe
def show_campaigns(request: HttpRequest) -> HttpResponse:
    """Those that the person sees, the latest first."""
    screen = open_screen(request)
    questions = {each.page_id: each for each in Question.objects.visible_to(request.user)}
    pages: list[Any] = as_specific(question.page for question in questions.values())
    pages.sort(key=lambda page: (page.opens_at, page.pk), reverse=True)
    shown = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    facts = CampaignFacts(request.user, [questions[page.pk].pk for page in shown])
    titles = {theme.pk: theme.page.title for theme in screen.themes}
    context = {
        "columns": all_metrics("campaign"),
        "page_of_campaigns": shown,
        "campaigns": [
            {
                "page": page,
                # Empty for a theme that the person may not see.
                "theme": titles.get(questions[page.pk].theme_id, ""),
                **_cells(facts, questions[page.pk]),
            }
            for page in shown
        ],
    }
    return render(request, "strategy_scorecard/campaigns.html", context)


def _cells(facts: CampaignFacts, question: Question) -> dict[str, Any]:
    group = Group("question", question.pk)
    names = ("campaign_voices", "campaign_units", "answer_specificity")
    voices, units, specificity = (facts.cell(name, group) for name in names)
    return {"voices": voices, "units": units, "specificity": specificity}
