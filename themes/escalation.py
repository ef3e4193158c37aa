"""Who is asked to help with what is overdue, and with whom it stands."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from discussions.access import holding, people_who_see

from .models import Absence, Contribution
from .models.contribution import HANDLE_UNROUTED
from .people import people_of

Escalation = Contribution.Escalation


def escalated_to(level: Escalation, now: datetime) -> Q:
    """One SQL condition on contributions: overdue, and escalated to `level` at least."""
    return Q(escalation__gte=level, due_at__lte=now)


def escalation_of(contribution: Contribution, now: datetime) -> Escalation:
    """How far it is escalated; not at all while nothing is overdue, such as during a pause."""
    is_overdue = contribution.due_at is not None and contribution.due_at <= now
    return Escalation(contribution.escalation) if is_overdue else Escalation.NONE


def deputies_to_ask(contribution: Contribution, day: date) -> list[Any]:
    """Deputies of the theme who may see the post, are there, and whom it does not wait for."""
    deputies = [
        person.pk for person in people_of([contribution.theme])[contribution.theme_id].deputies
    ]
    present = people_who_see(contribution.post.discussion.page).filter(pk__in=deputies)
    away = Absence.objects.filter(first_day__lte=day, last_day__gte=day)
    present = present.exclude(pk__in=away.values("person"))
    return list(_others(present, contribution))


def office_to_ask(contribution: Contribution) -> list[Any]:
    """Whoever keeps the unrouted queue and may see the post."""
    keepers = people_who_see(contribution.post.discussion.page).filter(holding(HANDLE_UNROUTED))
    return list(_others(keepers.distinct(), contribution))


def _others(people: Any, contribution: Contribution) -> Any:
    """Those who neither wrote it nor have it already."""
    return people.exclude(pk__in={contribution.contributor_id, contribution.owner_id} - {None})
