"""The two clocks of a contribution: which one runs, and until when. Actions store what this says.

The first thanks and the decision are due in working days of the place of whoever it reaches first;
handing it over moves neither, since the contributor waits all the same. What is decided waits for
nobody; what is parked until a day is due anew from that day on, and what is reopened from then on.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from . import clocks
from .conf import hub_settings
from .life import DECISIONS, OPEN
from .models import Contribution, ContributionEvent

Kind = ContributionEvent.Kind
State = Contribution.State
Escalation = Contribution.Escalation

# From a person (a primary key; None while there is no owner) to the place whose holidays count for
# them, or None to leave it to the next rule and at last to the setting.
PlaceRule = Callable[[int | None], str | None]
_place_rules: list[PlaceRule] = []


def register_place_rule(rule: PlaceRule) -> None:
    """Let an app above say where people work, such as by the country of their unit."""
    if rule not in _place_rules:
        _place_rules.append(rule)


def place_of(person_id: int | None) -> str:
    for rule in _place_rules:
        place = rule(person_id)
        if place is not None:
            return place
    return str(hub_settings.HOLIDAYS)


def first_deadlines(owner_id: int | None, at: datetime) -> dict[str, Any]:
    """The fields of a contribution that somebody begins to wait for at `at`."""
    place = place_of(owner_id)
    thanks = _due(at, hub_settings.THANKS_DUE_DAYS, place)
    decision = _due(at, hub_settings.DECISION_DUE_DAYS, place)
    due = min(thanks, decision)
    return {
        "holidays_of": place,
        "thanks_due_at": thanks,
        "decision_due_at": decision,
        "due_at": due,
        "escalates_at": first_escalation(due, place),
    }


def deadlines_after(
    contribution: Contribution, kind: Kind, *, before: str, at: datetime
) -> dict[str, Any]:
    """What changes with a step that `contribution` has taken already, out of the state `before`."""
    changes: dict[str, Any] = {}
    if kind == Kind.PARKED:
        changes["decision_due_at"] = _due_when_back(contribution)
    elif before == State.PARKED and contribution.state in OPEN:
        # Taken up before its day or on it; afterwards the review wins no time.
        anew = _due_anew(contribution, at)
        changes["decision_due_at"] = min(contribution.decision_due_at or anew, anew)
    elif kind == Kind.REOPENED:
        changes["decision_due_at"] = _due_anew(contribution, at)
        if contribution.thanked_at is None:
            thanks = _due(at, hub_settings.THANKS_DUE_DAYS, contribution.holidays_of)
            changes["thanks_due_at"] = thanks
    if contribution.state not in OPEN:
        changes["paused_at"] = None
    changes |= _running({**_fields_of(contribution), **changes}, contribution)
    return changes | _escalation_after(contribution, kind, changes["due_at"], at)


def deadlines_after_pause(contribution: Contribution, at: datetime) -> dict[str, Any]:
    """What changes when the clock runs on after a pause that ends at `at`."""
    paused = contribution.paused_at
    if paused is None:
        return {}
    zone = timezone.get_default_timezone()
    changes: dict[str, Any] = {
        name: clocks.after_pause(due, paused, at, place=contribution.holidays_of, zone=zone)
        for name in ("thanks_due_at", "decision_due_at")
        if (due := getattr(contribution, name))
    }
    changes["paused_at"] = None
    changes |= _running({**_fields_of(contribution), **changes}, contribution)
    if contribution.escalation == Escalation.NONE:
        changes["escalates_at"] = first_escalation(changes["due_at"], contribution.holidays_of)
    elif next_level := contribution.escalates_at:
        changes["escalates_at"] = clocks.after_pause(
            next_level, paused, at, place=contribution.holidays_of, zone=zone
        )
    return changes


def first_escalation(due: datetime | None, place: str) -> datetime | None:
    """When the deputies are asked to help with what is due then."""
    return due and _later(hub_settings.DEPUTY_ESCALATION_DAYS, due, place)


def second_escalation(at: datetime, place: str) -> datetime:
    """When the strategy office is asked, after the deputies were at `at`."""
    return _later(hub_settings.OFFICE_ESCALATION_DAYS, at, place)


def next_try(at: datetime, place: str) -> datetime:
    """When to look again for somebody to ask, after there was nobody at `at`."""
    return _later(1, at, place)


def awaited_step(contribution: Contribution) -> Kind:
    """What the running clock waits for: thanks, or a decision (of whichever kind)."""
    awaits_thanks = contribution.thanked_at is None and contribution.thanks_due_at
    return Kind.THANKED if awaits_thanks and contribution.state in OPEN else Kind.ACCEPTED


def read_deadline(contribution: Contribution, now: datetime) -> clocks.Reading | None:
    """What the clock of a contribution shows; None where nothing is awaited."""
    if contribution.paused_at and contribution.state in OPEN:
        return clocks.Reading(clocks.Light.PAUSED)
    if contribution.due_at is None:
        return None
    return clocks.read_clock(
        contribution.due_at,
        now,
        soon=hub_settings.DUE_SOON_DAYS,
        place=contribution.holidays_of,
        zone=timezone.get_default_timezone(),
    )


def _fields_of(contribution: Contribution) -> dict[str, Any]:
    names = ("thanks_due_at", "decision_due_at", "paused_at")
    return {name: getattr(contribution, name) for name in names}


def _running(fields: Mapping[str, Any], contribution: Contribution) -> dict[str, Any]:
    """The moment that counts now; none during a pause and after the end."""
    due: list[datetime | None] = []
    if contribution.state in OPEN and fields["paused_at"] is None:
        due = [fields["decision_due_at"]]
        if contribution.thanked_at is None:
            due.append(fields["thanks_due_at"])
    elif contribution.state == State.PARKED:
        due = [fields["decision_due_at"]]
    return {"due_at": min((one for one in due if one), default=None)}


def _escalation_after(
    contribution: Contribution, kind: Kind, due: datetime | None, at: datetime
) -> dict[str, Any]:
    """An answer ends an escalation. What is overdue by then is overdue anew from the answer on."""
    place = contribution.holidays_of
    if kind == Kind.THANKED or kind in DECISIONS:
        anew = first_escalation(due and max(due, at), place)
        return {"escalation": Escalation.NONE, "escalates_at": anew}
    if contribution.escalation == Escalation.NONE and due != contribution.due_at:
        return {"escalates_at": first_escalation(due, place)}
    return {}


def _due_when_back(contribution: Contribution) -> datetime | None:
    until = contribution.parked_until
    if until is None:
        return None
    return _due_anew(
        contribution, datetime.combine(until, time.min, timezone.get_default_timezone())
    )


def _due_anew(contribution: Contribution, start: datetime) -> datetime:
    return _due(start, hub_settings.DECISION_DUE_DAYS, contribution.holidays_of)


def _later(days: int, moment: datetime, place: str) -> datetime:
    return clocks.later_by(days, moment, place=place, zone=timezone.get_default_timezone())


def _due(start: datetime, days: int, place: str) -> datetime:
    return clocks.due_after(start, days, place=place, zone=timezone.get_default_timezone())
