"""Who hears of a step on many contributions: each person once, with how many of theirs it is."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from discussions.access import writer_of
from themes.models import BulkStep, Contribution, ContributionEvent
from themes.signals import contribution_advanced

from ..models import Notification
from ..telling import named, tell_of_another

Kind = Notification.Kind


@receiver(contribution_advanced, dispatch_uid="strategy_hub.tell_of_bulk_step")
def tell_of_bulk_step(
    sender: Any,
    contribution: Contribution,
    event: ContributionEvent,
    bulk: BulkStep | None,
    **kwargs: Any,
) -> None:
    """What is told is the same in every portion, so it grows with them and is never repeated."""
    if bulk is None:
        return
    about = {
        "key": f"bulk:{bulk.pk}",
        "actor": event.actor,
        "post": contribution.post,
        "excerpt": event.note,
        "at": event.happened_at,
    }
    values = {"actor": named(event.actor)}
    if bulk.kind == BulkStep.Kind.THANK:
        tell_of_another(
            [writer_of(contribution.post)],
            _("%(actor)s thanked you for your contribution to “%(discussion)s”."),
            _("%(actor)s thanked you for your contributions: %(number)s"),
            values,
            kind=Kind.CONTRIBUTION_THANKED,
            **about,
        )
    elif event.owner_after:
        tell_of_another(
            [event.owner_after],
            _("%(actor)s handed a contribution to “%(discussion)s” over to you."),
            _("%(actor)s handed contributions over to you: %(number)s"),
            values,
            kind=Kind.CONTRIBUTION_ASSIGNED,
            **about,
        )
