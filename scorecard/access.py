"""The only place that answers "may this person …?" about the scorecard."""

from typing import Any

from django.db.models import Q, QuerySet

from themes.access import may_decide, may_see_contribution
from themes.models import Contribution

from .models import Initiative, Measure


def may_record(person: Any, measure: Measure) -> bool:
    """The measure's updater, and whoever may change measures."""
    if not (person.is_authenticated and person.is_active):
        return False
    return measure.updater_id == person.pk or may_record_all(person)


def measures_to_record(person: Any) -> QuerySet[Measure]:
    """The measures whose figures the person may record: `may_record` for a set."""
    measures: QuerySet[Measure] = Measure.objects.all()
    if not (person.is_authenticated and person.is_active):
        return measures.none()
    if may_record_all(person):
        return measures
    return measures.filter(updater=person)


def may_record_all(person: Any) -> bool:
    """Whoever may change measures records the figures of all."""
    return _may(person, "change_measure")


def may_record_any(person: Any) -> bool:
    """Whether there is anything that the person could record: a place to do so is theirs then."""
    return may_record_all(person) or measures_to_record(person).exists()


def may_keep_scorecard(person: Any) -> bool:
    """Whoever may draw the strategy map: objectives and the links between them."""
    return _may(person, "change_objective")


def may_freeze(person: Any) -> bool:
    """Whoever may close a period of a scorecard for good."""
    return _may(person, "freeze_period")


def may_unfreeze(person: Any) -> bool:
    """Whoever may open a frozen period again."""
    return _may(person, "unfreeze_period")


def may_see_freezes(person: Any) -> bool:
    """Whether the screen of frozen periods has anything to do for the person."""
    return may_freeze(person) or may_unfreeze(person)


def may_keep_organisation(person: Any) -> bool:
    """Whoever may change units and people's places in them."""
    return _may(person, "change_orgunit")


def initiatives_to_link(person: Any, contribution: Contribution) -> QuerySet[Initiative]:
    """The running initiatives that the person may say have grown from the contribution.

    Keepers of initiatives may for all of them, owners for their own; whoever decides about the
    contribution, for those that move an objective which its theme serves.
    """
    initiatives: QuerySet[Initiative] = Initiative.objects.prefetch_related("objectives")
    running = initiatives.exclude(state__in=Initiative.OVER)
    if not may_see_contribution(person, contribution):
        return running.none()
    if _may(person, "change_initiative"):
        return running
    chosen = Q(owner=person)
    if may_decide(person, contribution):
        chosen |= Q(objectives__themes=contribution.theme_id)
    return running.filter(chosen).distinct()


def may_link_contribution(person: Any, initiative: Initiative, contribution: Contribution) -> bool:
    """`initiatives_to_link` for one."""
    return initiatives_to_link(person, contribution).filter(pk=initiative.pk).exists()


def _may(person: Any, permission: str) -> bool:
    return bool(
        person.is_authenticated
        and person.is_active
        and person.has_perm(f"strategy_scorecard.{permission}")
    )
