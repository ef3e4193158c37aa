"""What a question's page shows of it: what we asked, what we heard, what we did."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from discussions.kinds import get_kind

from ..initiatives import Initiative, register
from ..life import OPEN
from ..models import Contribution, ContributionEvent, Question
from ..querysets import ContributionQuerySet, is_anonymous
from ..window import describe_window
from .pages import latest_decisions
from .serving import note_reading, way_down_to
from .viewer import may_ask_here, theme_seen

SUPPORTED_SHOWN = 3
RESULTS_SHOWN = 3
State = Contribution.State


def question_context(page: Any, request: Any) -> dict[str, Any]:
    """For the template; of a page that is previewed before it is stored, its window alone."""
    note_reading(page, request)
    window = describe_window(page)
    question = Question.objects.filter(page_id=page.pk).first() if page.pk else None
    if question is None:
        return {"question": None, "window": window}
    person = request.user
    answers = question.contributions.visible_to(person)
    kinds, states = _counts(answers)
    results = _results(answers, person) if states[State.DONE] else []
    others = question.contributions.exclude(pk__in=[one.pk for one in results])
    decisions = list(latest_decisions(others, person))
    return {
        "ancestors": way_down_to(page),
        "question": question,
        "theme_page": theme_seen(request, question.theme_id),
        "may_keep": may_ask_here(request, question.theme_id),
        "window": window,
        **answers.aggregate(
            voices=Count("contributor", distinct=True, filter=~is_anonymous()),
            unnamed=Count("pk", filter=is_anonymous()),
        ),
        "kinds": [(str(get_kind(kind).label), number) for kind, number in kinds.most_common()],
        "outcomes": _outcomes(states),
        "supported": _most_supported(answers, person) if kinds else [],
        "decisions": decisions,
        "results": results,
        "initiatives": _initiatives(person, [*decisions, *results]),
    }


def _counts(answers: ContributionQuerySet) -> tuple[Counter[str], Counter[str]]:
    """How many answers are of each kind, and in each state."""
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    rows = answers.order_by().values_list("post__kind", "state").annotate(number=Count("pk"))
    for kind, state, number in rows:
        kinds[kind] += number
        states[state] += number
    return kinds, states


def _outcomes(states: Counter[str]) -> list[tuple[str, int]]:
    """What became of the answers: how many still wait, and how many stand in each later state."""
    rows = [(_("Waiting for a decision"), sum(states[state] for state in OPEN))]
    rows += [(str(state.label), states[state]) for state in State if state not in OPEN]
    return [(label, number) for label, number in rows if number]


def _most_supported(answers: ContributionQuerySet, person: Any) -> list[Contribution]:
    supported = answers.filter(post__state="visible", post__support_count__gt=0)
    ordered = supported.for_display(person).order_by("-post__support_count", "received_at", "pk")
    return list(ordered[:SUPPORTED_SHOWN])


def _results(answers: ContributionQuerySet, person: Any) -> list[Contribution]:
    """What is done, the latest first, each with its `outcome`."""
    done = answers.filter(state=State.DONE, post__state="visible").for_display(person)
    found = list(done.order_by("-decided_at", "-pk")[:RESULTS_SHOWN])
    events = ContributionEvent.objects.standing().filter(
        contribution__in=found, kind=ContributionEvent.Kind.COMPLETED
    )
    notes = dict(events.order_by("pk").values_list("contribution", "note")) if found else {}
    for one in found:
        one.outcome = notes.get(one.pk, "")  # type: ignore[attr-defined]  # for the template
    return found


def _initiatives(person: Any, contributions: list[Contribution]) -> list[Initiative]:
    """What the contributions have become part of, each initiative once."""
    taken_up = {
        one.pk: one for one in contributions if one.state in (State.IN_PROGRESS, State.DONE)
    }
    if not taken_up:
        return []
    linked = register().linked_to_any(person, list(taken_up.values()))
    return list({initiative.key: initiative for initiative in linked}.values())
