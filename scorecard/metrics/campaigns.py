"""Question campaigns beside each other: who was heard, and how specific the answers are.

A group is one campaign, over its whole window and not over weeks.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from django.db.models import Case, Count, F, When
from django.utils.translation import gettext_lazy as _

from discussions.answer_fields import all_fields
from themes.models import Contribution
from themes.querysets import is_anonymous

from ..conf import hub_settings
from ..disclosure import disclose
from ..models import OrgUnit, Participation
from ..specificity import SIGNS, Signs, any_of, signs_of
from .groups import Group
from .registry import Cell, Figure, Metric, get_metric, register_metric

WHOLE_WINDOW = _("From the first answer to a question until now.")
ANONYMOUS = _("Anonymous answers, since nobody knows how many people they are from.")


@dataclass(frozen=True)
class Words:
    """An answer that is shown: its signs, and who gave it; None: an anonymous one."""

    contributor_id: int | None
    signs: Signs


class CampaignFacts:
    """What was said below questions that `person` may see, read once for all of them."""

    def __init__(self, person: Any, question_ids: Collection[int]) -> None:
        self.person, self.question_ids = person, list(question_ids)

    def cell(self, name: str, group: Group) -> Cell:
        """The metric `name` for a campaign, withheld if it would tell on too few people."""
        metric = get_metric(name)
        for count in metric.reveals:
            people: dict[Hashable, int] = {
                key: self._people(count, key) for key in self.question_ids
            }
            if not disclose(people).shows(group.key):
                return Cell(metric, None)
        return Cell(metric, metric.compute(self, group))

    def _people(self, count: str, key: Any) -> int:
        return self.heard(key)[0] if count == "heard" else self.contributors(key)

    def heard(self, key: Any) -> tuple[int, int]:
        """People who answered under their name, and the units that they were in then."""
        return self._heard.get(key, (0, 0))

    def contributors(self, key: Any) -> int:
        return len({each.contributor_id for each in self.answers(key)} - {None})

    def answers(self, key: Any) -> list[Words]:
        return self._answers.get(key, [])

    @cached_property
    def _heard(self) -> dict[int, tuple[int, int]]:
        """From the ledger; its anonymous acts, under keys of their own, are left out."""
        named = Participation.objects.filter(
            question__in=self.question_ids,
            kind=Participation.Kind.CONTRIBUTION,
            key__startswith="contribution:",
        )
        rows = (
            named.order_by()
            .values_list("question")
            .annotate(people=Count("person", distinct=True), units=Count("unit", distinct=True))
        )
        return {question: (people, units) for question, people, units in rows}

    @cached_property
    def _answers(self) -> dict[int, list[Words]]:
        units = OrgUnit.objects.values_list("name", flat=True)
        names = any_of([*units, *hub_settings.SPECIFIC_NAMES])
        steps = any_of(hub_settings.STEP_WORDS)
        shown = Contribution.objects.visible_to(self.person).filter(
            question__in=self.question_ids, post__state="visible"
        )
        named = Case(When(is_anonymous(), then=None), default=F("contributor_id"))
        rows = shown.values_list("question", named, "post__body", "post__answer_values")
        found: dict[int, list[Words]] = defaultdict(list)
        for question, contributor, body, values in rows:
            signs = signs_of(_written(body, values), names=names, steps=steps)
            found[question].append(Words(contributor, signs))
        return found


def _written(body: str, values: dict[str, str]) -> str:
    """What somebody wrote themselves: of an answer with fields, without labels and choices."""
    chosen = {field.code for field in all_fields() if field.choices}
    written = [value for code, value in values.items() if code not in chosen]
    return "\n".join(written) if values else body


def _voices(facts: CampaignFacts, group: Group) -> Figure:
    people = facts.contributors(group.key)
    return Figure(None, people, len(facts.answers(group.key)), people)


def _units(facts: CampaignFacts, group: Group) -> Figure:
    people, units = facts.heard(group.key)
    return Figure(None, units, people, people)


def _specificity(facts: CampaignFacts, group: Group) -> Figure:
    signs = [each.signs for each in facts.answers(group.key)]
    if not signs:
        return Figure(None, 0, 0, 0)
    shares: dict[str, float | None] = {
        name: sum(getattr(each, name) for each in signs) / len(signs) for name in SIGNS
    }
    shown, possible = sum(each.shown for each in signs), len(SIGNS) * len(signs)
    words = float(median(each.words for each in signs))
    people = facts.contributors(group.key)
    return Figure(shown / possible, shown, possible, people, shares | {"words": words})


register_metric(
    Metric(
        name="campaign_voices",
        label=_("People heard"),
        definition=_("How many people have answered a question under their name."),
        formula=_("distinct people with an answer that is shown"),
        unit="people",
        window=WHOLE_WINDOW,
        exclusions=(_("Answers on pages that you may not see."), ANONYMOUS),
        compute=_voices,
        reveals=("contributors",),
        about="campaign",
    )
)
register_metric(
    Metric(
        name="campaign_units",
        label=_("Units heard"),
        definition=_("From how many units of the organisation somebody has answered a question."),
        formula=_("distinct units of the people who answered, as they were at the time"),
        unit="units",
        window=WHOLE_WINDOW,
        exclusions=(_("People without a unit."), ANONYMOUS),
        compute=_units,
        reveals=("heard",),
        about="campaign",
    )
)
register_metric(
    Metric(
        name="answer_specificity",
        label=_("Specificity of answers"),
        definition=_(
            "How often answers to a question show three signs of being specific: a number in"
            " digits; the name of a unit, place or product of the organisation; a step, that is"
            " an item of a list or a word that says what comes first, then or instead. Words are"
            " looked up, never weighed. It does not say how good an answer is."
        ),
        formula=_("signs that the answers show ÷ three for each answer"),
        unit="%",
        window=WHOLE_WINDOW,
        exclusions=(
            _("Replies, and answers that are hidden, withdrawn or wait for review."),
            _("Answers on pages that you may not see."),
            _("Labels and choices of answer forms."),
        ),
        compute=_specificity,
        reveals=("contributors",),
        about="campaign",
    )
)
