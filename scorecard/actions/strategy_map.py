from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from .. import access
from ..models import CauseEffectLink, Objective


def link_objectives(cause: Objective, effect: Objective, *, actor: Any) -> CauseEffectLink:
    """Say on the strategy map that progress on `cause` drives `effect`. Once is enough.

    Raises:
        PermissionDenied: the actor doesn't keep the scorecard.
        ValidationError: an objective would cause itself, directly or around a circle (`cycle`).
    """
    _check_keeps(actor)
    with transaction.atomic():
        # Two links could each be free of circles and close one together: one writer at a time.
        list(Objective.objects.select_for_update().order_by("pk").values_list("pk"))
        link = CauseEffectLink.objects.filter(cause=cause, effect=effect).first()
        if link is None:
            link = CauseEffectLink(cause=cause, effect=effect)
            link.full_clean()
            link.save()
    return link


def unlink_objectives(cause: Objective, effect: Objective, *, actor: Any) -> None:
    _check_keeps(actor)
    CauseEffectLink.objects.filter(cause=cause, effect=effect).delete()


def _check_keeps(actor: Any) -> None:
    if not access.may_keep_scorecard(actor):
        raise PermissionDenied
