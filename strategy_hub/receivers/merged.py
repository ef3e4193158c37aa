"""Who wrote or supports what was merged into a contribution hears of each of its later steps."""

from typing import Any

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from discussions.models import Vote
from themes.merging import spoken_for
from themes.models import Contribution, ContributionEvent
from themes.signals import contribution_advanced

from ..models import Notification
from ..telling import named, tell, tell_writer
from .contributions import TO_CONTRIBUTOR, about_event

Kind = Notification.Kind


@receiver(contribution_advanced, dispatch_uid="strategy_hub.tell_merged")
def tell_merged(
    sender: Any, contribution: Contribution, event: ContributionEvent, **kwargs: Any
) -> None:
    """Connected after `contributions`: who was told there is not told again."""
    if event.kind not in TO_CONTRIBUTOR:
        return
    keys = spoken_for(contribution)
    if not keys:
        return
    names = {
        "step": ContributionEvent.Kind(event.kind).label,
        "actor": named(event.actor) if event.actor else "",
    }
    for merged in Contribution.objects.filter(pk__in=keys).select_related("post__author"):
        tell_writer(
            merged.post,
            _(
                "“%(step)s” by %(actor)s: the contribution to “%(discussion)s” that yours was"
                " merged into."
            ),
            names,
            about=contribution.post,
            **about_event(Kind.CONTRIBUTION_MOVED, event),
        )
    supporters = get_user_model()._default_manager.filter(
        strategy_votes__post__contribution__in=keys, strategy_votes__value=Vote.Value.SUPPORT
    )
    tell(
        supporters.distinct().select_related("wagtail_userprofile"),
        _(
            "“%(step)s” by %(actor)s: the contribution to “%(discussion)s” that one you support was"
            " merged into."
        ),
        names,
        post=contribution.post,
        **about_event(Kind.SUPPORTED_DECIDED, event),
    )
