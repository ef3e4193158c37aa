from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import access
from ..life import FINAL
from ..models import BulkStep, Contribution, ContributionEvent
from ..naming import name_of
from ..people import people_of, somebody_else_decides
from .advancing import clean_words, hand_to, hold, record, why_impossible

Kind = ContributionEvent.Kind
HANDED_OVER = "handed_over"


def reassign_contribution(
    contribution: Contribution,
    *,
    to: Any,
    actor: Any,
    note: str = "",
    seen: int | None = None,
    bulk: BulkStep | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Hand a contribution over to another owner, deputy or facilitator of its theme.

    Raises:
        PermissionDenied: the actor may not decide about it.
        ValidationError: as `hold`; code `to` for a person who cannot take it, `state` when it has
            ended, and the codes of `clean_body` for the note.
    """
    note = clean_words(note)
    at = at or timezone.now()
    with transaction.atomic():
        before = hold(contribution, actor=actor, may=access.may_reassign, seen=seen)
        if contribution.state in FINAL:
            raise ValidationError(why_impossible(contribution, Kind.REASSIGNED), code="state")
        _check_can_take(contribution, to)
        ends = hand_to(contribution, to, rule=HANDED_OVER, reason=_reason(actor, note))
        record(
            contribution,
            Kind.REASSIGNED,
            actor=actor,
            note=note,
            at=at,
            before=before,
            bulk=bulk,
            **ends,
        )
    return contribution


def _check_can_take(contribution: Contribution, to: Any) -> None:
    if to.pk == contribution.owner_id:
        raise ValidationError(_("%(person)s has it already.") % {"person": name_of(to)}, code="to")
    people = people_of([contribution.theme])[contribution.theme_id]
    is_of_theme = to.pk in {person.pk for person in people}
    if not (is_of_theme and access.may_see_contribution(to, contribution)):
        message = _("%(person)s is not among the people of this theme who may see it.")
        raise ValidationError(message % {"person": name_of(to)}, code="to")
    if to.pk == contribution.contributor_id and somebody_else_decides(contribution):
        message = _("%(person)s wrote it; somebody else can answer it.")
        raise ValidationError(message % {"person": name_of(to)}, code="to")


def _reason(actor: Any, note: str) -> str:
    names = {"person": name_of(actor), "note": note}
    if note:
        text = _("Handed over by %(person)s: %(note)s") % names
    else:
        text = _("Handed over by %(person)s.") % names
    return Truncator(text).chars(500)
