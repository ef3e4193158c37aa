"""Who hears of a step on many contributions: each person once, with how many of theirs it is."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from discussions.access import writer_of
from themes.models import BulkStep, Contribution, ContributionEvent
from themes.signals import contribution_advanced

from ..models import Notification
from ..telling import named, tell_of_another
from .contributions import TO_CONTRIBUTOR, TO_SUPPORTERS, supporters_of

Kind = Notification.Kind
Step = ContributionEvent.Kind

# What contributors and supporters read of several; of one, they read what they always do.
OF_MANY: dict[str, tuple[Any, Any]] = {
    Step.THANKED: (_("%(actor)s thanked you for your contributions: %(number)s"), None),
    Step.REVIEW_STARTED: (_("%(actor)s took your contributions into review: %(number)s"), None),
    Step.ACCEPTED: (
        _("%(actor)s accepted your contributions: %(number)s"),
        _("%(actor)s accepted contributions that you support: %(number)s"),
    ),
    Step.DECLINED: (
        _("%(actor)s declined your contributions: %(number)s"),
        _("%(actor)s declined contributions that you support: %(number)s"),
    ),
    Step.PARKED: (
        _("%(actor)s parked your contributions: %(number)s"),
        _("%(actor)s parked contributions that you support: %(number)s"),
    ),
}


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
    if event.owner_after:
        tell_of_another(
            [event.owner_after],
            _("%(actor)s handed a contribution to “%(discussion)s” over to you."),
            _("%(actor)s handed contributions over to you: %(number)s"),
            values,
            kind=Kind.CONTRIBUTION_ASSIGNED,
            **about,
        )
    if event.kind in OF_MANY:
        kind, sentence = TO_CONTRIBUTOR[event.kind]
        of_many, _supported = OF_MANY[event.kind]
        writer = writer_of(contribution.post)
        tell_of_another([writer], sentence, of_many, values, kind=kind, **about)
    if event.kind in TO_SUPPORTERS:
        _of_yours, of_many = OF_MANY[event.kind]
        tell_of_another(
            supporters_of(contribution),
            TO_SUPPORTERS[event.kind],
            of_many,
            values,
            kind=Kind.SUPPORTED_DECIDED,
            # Some contribute themselves, and hear of that, too.
            **{**about, "key": f"bulk-supported:{bulk.pk}"},
        )
