"""The same step on many contributions: each takes it for itself; each contributor hears once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import BulkItem, BulkStep, Contribution
from .advancing import clean_words
from .deciding import REASON_MISSING, accept_contribution, decline_contribution, park_contribution
from .handing_over import reassign_contribution
from .steps import THANKS_MISSING, start_review, thank_contribution

Kind = BulkStep.Kind
Outcome = BulkItem.Outcome

# What to say where words are needed and there are none.
MISSING = {
    Kind.THANK: THANKS_MISSING,
    Kind.ACCEPT: REASON_MISSING,
    Kind.DECLINE: REASON_MISSING,
    Kind.PARK: REASON_MISSING,
}
MOST = 1000
PORTION = 25


def choose_many(
    kind: Kind, chosen: Mapping[int, int], *, actor: Any, at: datetime | None = None
) -> BulkStep:
    """Note what a person has chosen, for them to look at. Nobody is told anything yet.

    What they chose before and never sent is forgotten.

    Args:
        chosen: contributions by primary key, each with the latest event that the person saw.

    Raises:
        ValidationError: code `none`, when nothing of it is on the actor's desk; `many` over `MOST`.
    """
    if len(chosen) > MOST:
        message = _("Choose %(most)d contributions at most; you have chosen %(number)d.")
        raise ValidationError(message % {"most": MOST, "number": len(chosen)}, code="many")
    on_desk = access.desk_for(actor).filter(pk__in=chosen).order_by("pk")
    found = list(on_desk.values_list("pk", flat=True))
    if not found:
        raise ValidationError(_("Choose contributions in the list first."), code="none")
    with transaction.atomic():
        BulkStep.objects.filter(actor=actor, sent_at=None).delete()
        bulk = BulkStep.objects.create(kind=kind, actor=actor, created_at=at or timezone.now())
        BulkItem.objects.bulk_create(
            BulkItem(bulk=bulk, contribution_id=key, seen=chosen[key]) for key in found
        )
    return bulk


def send_many(
    bulk: BulkStep, *, words: str, to: Any = None, actor: Any, at: datetime | None = None
) -> BulkStep:
    """Say that it may begin, with these words. Once; `take_portion` does the rest.

    Args:
        words: the thanks, the reason of a decision, or the note to a review or a hand-over.
        to: who takes them over.

    Raises:
        PermissionDenied: somebody else has chosen.
        ValidationError: code `state`, when it has been sent; `to`, when nobody is named to take
            them over; and the codes of `clean_body` for the words.
    """
    words = clean_words(words, if_empty=str(MISSING.get(Kind(bulk.kind), "")))
    if bulk.kind == Kind.REASSIGN and to is None:
        raise ValidationError(_("Choose who takes them over."), code="to")
    with transaction.atomic():
        bulk.refresh_from_db(from_queryset=BulkStep.objects.select_for_update(no_key=True))
        _check_own(bulk, actor)
        if bulk.sent_at:
            raise ValidationError(_("This has been sent already."), code="state")
        bulk.words, bulk.to, bulk.sent_at = words, to, at or timezone.now()
        bulk.save(update_fields=["words", "to", "sent_at"])
    return bulk


def take_portion(bulk: BulkStep, *, actor: Any, size: int | None = None) -> int:
    """Take the step on the next contributions, each in a transaction of its own.

    What has changed since it was chosen is refused with the reason, and the rest goes on. Cut in
    the middle or asked for twice at once, it takes no step twice and leaves none out.

    Args:
        size: how many; `PORTION` by default.

    Returns:
        How many still wait.

    Raises:
        PermissionDenied: somebody else's.
        ValidationError: code `state`, when it has not been sent.
    """
    _check_own(bulk, actor)
    if bulk.sent_at is None:
        raise ValidationError(_("Look at it and send it first."), code="state")
    waiting = bulk.items.filter(outcome=Outcome.WAITING).order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)[: size or PORTION]):
        _take(bulk, key)
    return waiting.count()


def _take(bulk: BulkStep, key: int) -> None:
    with transaction.atomic():
        item = BulkItem.objects.select_for_update(no_key=True).filter(pk=key).first()
        if item is None or item.outcome != Outcome.WAITING:
            return
        item.outcome, item.why_not = _outcome_of(bulk, item)
        item.save(update_fields=["outcome", "why_not"])


def _outcome_of(bulk: BulkStep, item: BulkItem) -> tuple[Outcome, str]:
    by: dict[str, Any] = {"actor": bulk.actor, "seen": item.seen, "bulk": bulk}
    try:
        with transaction.atomic():
            _take_step(bulk, item.contribution, by)
    except ValidationError as error:
        return Outcome.REFUSED, " ".join(error.messages)
    except PermissionDenied:
        return Outcome.REFUSED, _("This is no longer yours to do.")
    return Outcome.DONE, ""


def _take_step(bulk: BulkStep, contribution: Contribution, by: dict[str, Any]) -> None:
    match bulk.kind:
        case Kind.THANK:
            thank_contribution(contribution, message=bulk.words, **by)
        case Kind.REASSIGN:
            reassign_contribution(contribution, to=bulk.to, note=bulk.words, **by)
        case Kind.REVIEW:
            start_review(contribution, note=bulk.words, **by)
        case Kind.ACCEPT:
            accept_contribution(contribution, reason=bulk.words, **by)
        case Kind.DECLINE:
            decline_contribution(contribution, reason=bulk.words, **by)
        case Kind.PARK:
            park_contribution(contribution, reason=bulk.words, **by)


def _check_own(bulk: BulkStep, actor: Any) -> None:
    if bulk.actor_id != actor.pk:
        raise PermissionDenied
