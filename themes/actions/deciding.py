"""The four decisions. Each has a person, a time and a reason that everybody concerned reads."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.access import audience, people_who_see
from discussions.models import Vote

from .. import access
from ..merging import spoken_for
from ..models import BulkStep, Contribution, ContributionEvent
from .advancing import advance, clean_words
from .seeing import check_seen

Kind = ContributionEvent.Kind

REASON_MISSING = gettext_lazy("Give a reason: the contributor and the supporters will read it.")


def accept_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    reason: str,
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Raises:
    PermissionDenied: the actor may not decide about it.
    ValidationError: as `advance`, and the codes of `clean_body` for the reason.
    """
    return _decide(
        contribution, Kind.ACCEPTED, actor=actor, reason=reason, seen=seen, bulk=bulk, at=at
    )


def decline_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    reason: str,
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Raises: as `accept_contribution`."""
    return _decide(
        contribution, Kind.DECLINED, actor=actor, reason=reason, seen=seen, bulk=bulk, at=at
    )


def park_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    reason: str,
    until: date | None = None,
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Put a contribution aside, for good reason and perhaps until a day; it can be taken up again.

    Raises:
        PermissionDenied, ValidationError: as `accept_contribution`; code `until` for a past day.
    """
    day = timezone.localtime(at or timezone.now()).date()
    if until and until <= day:
        raise ValidationError(_("Park it until a day that is still to come."), code="until")
    return _decide(
        contribution,
        Kind.PARKED,
        actor=actor,
        reason=reason,
        seen=seen,
        bulk=bulk,
        at=at,
        parked_until=until,
    )


def merge_contribution(
    contribution: Contribution,
    *,
    into: Contribution,
    actor: Any,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Let another contribution of the same theme speak for this one too, and for what it spoke for.

    Whoever wrote or supports one of them is told of what becomes of the other, so they have to be
    able to see it.

    Raises:
        PermissionDenied, ValidationError: as `accept_contribution`; code `into` when the other one
            cannot stand for it.
    """
    with transaction.atomic():
        _lock_both(contribution, into)
        check_seen(contribution, actor=actor, seen=seen)
        _check_can_stand_for(contribution, into, actor)
        return _decide(
            contribution,
            Kind.MERGED,
            actor=actor,
            reason=reason,
            seen=seen,
            at=at,
            merged_into=into,
        )


def _decide(
    contribution: Contribution,
    kind: Kind,
    *,
    actor: Any,
    reason: str,
    seen: int | None,
    at: datetime | None,
    bulk: BulkStep | None = None,
    **changes: Any,
) -> Contribution:
    reason = clean_words(reason, if_empty=str(REASON_MISSING))
    at = at or timezone.now()
    return advance(
        contribution,
        kind,
        actor=actor,
        may=access.may_decide,
        seen=seen,
        note=reason,
        badge_note=reason,
        bulk=bulk,
        at=at,
        decided_at=at,
        decision_reason=reason,
        **changes,
    )


def _lock_both(one: Contribution, other: Contribution) -> None:
    """In the order of their numbers, so that two merges the opposite way round cannot deadlock."""
    rows = Contribution.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    one.refresh_from_db()
    other.refresh_from_db()


def _check_can_stand_for(contribution: Contribution, into: Contribution, actor: Any) -> None:
    # One that the actor may not see is refused in the same words as one of another theme.
    fits = into.theme_id == contribution.theme_id and access.may_see_contribution(actor, into)
    if not fits:
        raise ValidationError(_("Choose another contribution of this theme."), code="into")
    if into.pk == contribution.pk:
        raise ValidationError(_("A contribution cannot be merged into itself."), code="into")
    if into.state == Contribution.State.MERGED:
        raise ValidationError(
            _("That contribution has been merged itself; choose the one it was merged into."),
            code="into",
        )
    if _somebody_would_lose_sight(contribution, into):
        raise ValidationError(
            _(
                "Not everybody who wrote or supports this one may see that one: they could not read"
                " what becomes of it."
            ),
            code="into",
        )


def _somebody_would_lose_sight(contribution: Contribution, into: Contribution) -> bool:
    page, other = contribution.post.discussion.page, into.post.discussion.page
    if page == other:
        return False
    keys = [contribution.pk, *spoken_for(contribution)]
    supports = Vote.objects.filter(post__contribution__in=keys, value=Vote.Value.SUPPORT)
    wrote = Contribution.objects.filter(pk__in=keys)
    people = people_who_see(page).exclude(audience(other))
    return people.filter(
        Q(pk__in=supports.values("person")) | Q(pk__in=wrote.values("contributor"))
    ).exists()
