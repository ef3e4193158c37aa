"""What becomes of a notification whose step is undone."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from themes.models import Contribution, ContributionEvent
from themes.signals import contribution_advanced

from ..actions import withdraw
from ..models import Notification
from ..telling import named, tell

Step = ContributionEvent.Kind


@receiver(contribution_advanced, dispatch_uid="strategy_hub.take_back")
def take_back(
    sender: Any, contribution: Contribution, event: ContributionEvent, **kwargs: Any
) -> None:
    """Who has not read of it yet is told nothing; who has is told that it holds no longer."""
    if event.undoes is None:
        return
    misled = withdraw(key=f"event:{event.undoes.pk}")
    tell(
        misled,
        _(
            "%(actor)s took back a step on a contribution to “%(discussion)s” (“%(step)s”). It is"
            " again as it was: “%(state)s”."
        ),
        {
            "actor": named(event.actor),
            "step": Step(event.undoes.kind).label,
            "state": Contribution.State(contribution.state).label,
        },
        kind=Notification.Kind.CONTRIBUTION_MOVED,
        key=f"event:{event.pk}",
        actor=event.actor,
        post=contribution.post,
        at=event.happened_at,
    )
