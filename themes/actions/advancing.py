"""What every step has in common: lock, check, change, record, lay the badge, tell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from discussions.actions import set_badge
from discussions.markdown import clean_body

from .. import access
from ..badges import BADGES
from ..deadlines import deadlines_after
from ..life import FINAL, OPEN, STEP_INTO, is_possible, state_after
from ..models import BulkStep, Contribution, ContributionEvent
from ..naming import name_of
from ..signals import contribution_advanced
from .restoring import Fields, changed_since, fields_of
from .seeing import check_seen

Kind = ContributionEvent.Kind
State = Contribution.State
MayRule = Callable[[Any, Contribution], bool]


def advance(
    contribution: Contribution,
    kind: Kind,
    *,
    actor: Any,
    may: MayRule,
    seen: int | None,
    note: str = "",
    badge_note: str = "",
    bulk: BulkStep | None = None,
    at: datetime | None = None,
    **changes: Any,
) -> Contribution:
    """Take one step of `life.STEPS`: the row is locked first, so two people never both decide.

    Args:
        bulk: the step on many contributions that this is part of.

    Raises:
        PermissionDenied, ValidationError: as `hold`; code `state`, when the step cannot come next.
            The message says why.
    """
    at = at or timezone.now()
    with transaction.atomic():
        before = hold(contribution, actor=actor, may=may, seen=seen)
        if not is_possible(contribution, kind):
            raise ValidationError(why_impossible(contribution, kind), code="state")
        left = contribution.state
        changes["state"] = state_after(kind, left)
        _set(contribution, changes)
        changes |= deadlines_after(contribution, kind, before=left, at=at)
        save_changes(contribution, **changes)
        record(contribution, kind, actor=actor, note=note, at=at, before=before, bulk=bulk)
        if badge := BADGES.get(kind):
            set_badge(contribution.post, code=badge.code, note=badge_note, actor=actor)
    return contribution


def hold(contribution: Contribution, *, actor: Any, may: MayRule, seen: int | None) -> Fields:
    """Lock a contribution for a step, and check that it is as its actor saw it, and theirs to take.

    Args:
        seen: the number of the latest event that the actor knew of; None takes it as it is.

    Returns:
        How it stands before the step, for `record`.

    Raises:
        PermissionDenied: `may` says no.
        ValidationError: code `moved`, when something has happened to it meanwhile, with who did
            what; code `own`, where `may` says no only because the actor is the contributor.
    """
    lock(contribution)
    check_seen(contribution, actor=actor, seen=seen)
    check_may(may, actor, contribution)
    return fields_of(contribution)


def lock(contribution: Contribution) -> None:
    """Hold the contribution's row to the end of the transaction, and read what it says now."""
    contribution.refresh_from_db(from_queryset=Contribution.objects.select_for_update(no_key=True))


def check_may(may: MayRule, actor: Any, contribution: Contribution) -> None:
    """Raises:
    PermissionDenied: `may` says no.
    ValidationError: code `own`, where it does so only because the actor is the contributor.
    """
    if may(actor, contribution):
        return
    if why := access.why_left_to_others(actor, contribution):
        raise ValidationError(why, code="own")
    raise PermissionDenied


def hand_to(contribution: Contribution, owner: Any, *, rule: str, reason: str) -> dict[str, Any]:
    """Set who answers, and return the two ends of the change for its event."""
    before = contribution.owner
    save_changes(contribution, owner=owner, routing_rule=rule, routing_reason=reason)
    return {"owner_before": before, "owner_after": owner}


def record(
    contribution: Contribution,
    kind: Kind,
    *,
    actor: Any,
    note: str,
    at: datetime,
    before: Fields | None = None,
    bulk: BulkStep | None = None,
    **more: Any,
) -> ContributionEvent:
    """Append the event of a step that has been taken, and send it to who listens.

    Args:
        before: how the contribution stood; None for what nobody can undo.
        bulk: the step on many contributions that this is part of; nobody undoes one of those.
        more: further fields of the event.
    """
    event = ContributionEvent.objects.create(
        contribution=contribution,
        kind=kind,
        actor=actor,
        note=note,
        happened_at=at,
        before=changed_since(before, contribution) if before and not bulk else {},
        **more,
    )
    contribution_advanced.send(Contribution, contribution=contribution, event=event, bulk=bulk)
    return event


def clean_words(text: str, *, if_empty: str = "") -> str:
    """Check what a person wrote; with `if_empty` it is required, and that is what to say.

    Raises:
        ValidationError: codes of `clean_body`.
    """
    if not text.strip():
        if if_empty:
            raise ValidationError(if_empty, code="empty")
        return ""
    return clean_body(text)


def why_impossible(contribution: Contribution, kind: Kind) -> str:
    """One sentence on what has happened already, or on what has to happen first."""
    if kind == Kind.WORK_STARTED and contribution.state not in FINAL | {State.IN_PROGRESS}:
        return _("Work can start once the contribution is accepted.")
    if kind == Kind.COMPLETED and contribution.state != State.DONE:
        return _("Only work that has started can be done.")
    last = _event_that_led_here(contribution, kind)
    if last is None:
        return _("This is not possible while the contribution is “%(state)s”.") % {
            "state": contribution.get_state_display()
        }
    return _("%(step)s already, by %(person)s on %(date)s.") % {
        "step": last.get_kind_display(),
        "person": name_of(last.actor),
        "date": date_format(timezone.localtime(last.happened_at), "DATE_FORMAT"),
    }


def _event_that_led_here(contribution: Contribution, kind: Kind) -> ContributionEvent | None:
    into = {STEP_INTO[State(contribution.state)]}
    if kind == Kind.THANKED and contribution.state in OPEN:
        into = {Kind.THANKED}
    elif contribution.state == State.IN_REVIEW:
        into.add(Kind.REOPENED)
    events = ContributionEvent.objects.standing().filter(contribution=contribution, kind__in=into)
    return events.select_related("actor").last()


def save_changes(contribution: Contribution, **changes: Any) -> None:
    _set(contribution, changes)
    contribution.save(update_fields=list(changes))


def _set(contribution: Contribution, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(contribution, name, value)
