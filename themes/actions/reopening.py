from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import access
from ..models import Contribution, ContributionEvent
from ..people import people_of
from .advancing import advance, clean_words
from .deciding import REASON_MISSING
from .receiving import route_again


def reopen_contribution(
    contribution: Contribution,
    *,
    actor: Any,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Let a decision be open again, whatever came of it; its clocks begin anew.

    Who answered it keeps it, unless they have left the theme meanwhile: then it is routed.

    Raises:
        PermissionDenied: neither one who may decide about it nor the strategy office.
        ValidationError: as `advance`, and the codes of `clean_body` for the reason.
    """
    reason = clean_words(reason, if_empty=str(REASON_MISSING))
    at = at or timezone.now()
    with transaction.atomic():
        advance(
            contribution,
            ContributionEvent.Kind.REOPENED,
            actor=actor,
            may=access.may_reopen,
            seen=seen,
            note=reason,
            badge_note=reason,
            at=at,
            decided_at=None,
            decision_reason="",
            parked_until=None,
            merged_into=None,
        )
        if not _has_an_answerer(contribution):
            route_again(contribution, actor=None, at=at)
    return contribution


def _has_an_answerer(contribution: Contribution) -> bool:
    people = people_of([contribution.theme])[contribution.theme_id]
    answerers = {person.pk for person in people}
    owner = contribution.owner
    is_of_theme = owner is not None and owner.pk in answerers
    return is_of_theme and access.may_see_contribution(owner, contribution)
