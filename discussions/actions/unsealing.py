"""Learning who wrote an anonymous post: one person asks, another one decides, on the record."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import Post, Unsealing
from ..naming import display_name
from ..signals import post_unsealed, unsealing_decided, unsealing_requested
from .journal import note_act
from .numbering import lock_post
from .reporting import clean_reason

REASON_MIN = 10
Outcome = Unsealing.Outcome


def request_unsealing(post: Post, *, actor: Any, reason: str) -> tuple[Unsealing, bool]:
    """Ask who wrote an anonymous post. While somebody's request waits, it is the only one.

    Returns:
        The request that waits, and whether it is new.

    Raises:
        PermissionDenied: `actor` may not ask, does not see the post, or wrote it; or it has a name.
        ValidationError: code `reason`, when it is shorter than 10 characters, or too long.
    """
    if not access.may_request_unsealing(actor, post):
        raise PermissionDenied
    reason = _reason_of(reason)
    with transaction.atomic():
        lock_post(post)
        if waiting := post.unsealings.filter(outcome=Outcome.OPEN).first():
            return waiting, False
        unsealing = Unsealing.objects.create(
            post=post, reason=reason, requested_by=actor, requested_at=timezone.now()
        )
        note_act("request_unsealing", post.discussion, actor=actor, post=post, reason=reason)
        unsealing_requested.send(Unsealing, unsealing=unsealing)
    return unsealing, True


def approve_unsealing(unsealing: Unsealing, *, actor: Any, reason: str) -> Unsealing:
    """Let `actor` and who asked learn who wrote the post. Its writer is told of it.

    Raises:
        PermissionDenied: `actor` may not decide, asked for it themselves, or wrote the post.
        ValidationError: codes `reason`, and `decided` when it has been decided meanwhile.
    """
    with transaction.atomic():
        _decide(unsealing, Outcome.APPROVED, actor=actor, reason=reason)
        post_unsealed.send(Unsealing, unsealing=unsealing)
    return unsealing


def refuse_unsealing(unsealing: Unsealing, *, actor: Any, reason: str) -> Unsealing:
    """The post stays sealed. Raises as `approve_unsealing`."""
    with transaction.atomic():
        _decide(unsealing, Outcome.REFUSED, actor=actor, reason=reason)
    return unsealing


def _decide(unsealing: Unsealing, outcome: Unsealing.Outcome, *, actor: Any, reason: str) -> None:
    others = Unsealing.objects.visible_to(actor).exclude(requested_by=actor)
    if not (access.may_decide_unsealing(actor) and others.filter(pk=unsealing.pk).exists()):
        raise PermissionDenied
    reason = _reason_of(reason)
    post = unsealing.post
    lock_post(post)
    unsealing.refresh_from_db(fields=["outcome"])
    if not unsealing.is_open:
        raise ValidationError(_("Somebody else has just decided about it."), code="decided")
    unsealing.outcome, unsealing.decision_reason = outcome, reason
    unsealing.decided_by, unsealing.decided_at = actor, timezone.now()
    unsealing.save(update_fields=["outcome", "decision_reason", "decided_by", "decided_at"])
    act = "approve_unsealing" if unsealing.is_approved else "refuse_unsealing"
    asked_by = display_name(unsealing.requested_by)
    note_act(act, post.discussion, actor=actor, post=post, reason=reason, asked_by=asked_by)
    unsealing_decided.send(Unsealing, unsealing=unsealing)


def _reason_of(reason: str) -> str:
    reason = clean_reason(reason, if_empty=_("Say why: it stands in the history of the page."))
    if len(reason) < REASON_MIN:
        message = _("Say it in at least %(least)d characters.") % {"least": REASON_MIN}
        raise ValidationError(message, code="reason")
    return reason
