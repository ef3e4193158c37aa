"""Nobody acts on what has moved since they looked: the latest event is the one that they saw."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import access
from ..models import Contribution, ContributionEvent
from ..naming import name_of

TOLD = 3


def check_seen(contribution: Contribution, *, actor: Any, seen: int | None) -> None:
    """For a contribution whose row is locked, so that nothing happens between this and the step.

    Comes before the question whether the actor may: what somebody else did may be the reason why
    they may no longer, and then they should read that.

    Args:
        seen: the number of the latest event that the actor knew of; None asks nothing.

    Raises:
        ValidationError: code `moved`, with who did what meanwhile.
    """
    if seen is None:
        return
    happened = since(contribution, seen)
    # Who sees the contribution no longer has no right to its story either.
    if happened and access.may_see_contribution(actor, contribution):
        raise ValidationError(
            _(
                "Something has happened here since you opened it, and nothing of yours is sent yet."
                " %(what)s Look at it again; what you wrote is kept."
            )
            % {"what": happened},
            code="moved",
        )


def since(contribution: Contribution, seen: int) -> str:
    """Who did what after the event numbered `seen`, in sentences; empty if nobody did anything."""
    events = list(
        contribution.events.filter(pk__gt=seen)
        .order_by("pk")
        .select_related("actor", "owner_after")
    )
    told = " ".join(_sentence(event) for event in events[-TOLD:])
    more = len(events) - TOLD
    if more > 0:
        before = ngettext("%(count)d step before that.", "%(count)d steps before that.", more)
        told = f"{told} {before % {'count': more}}"
    return told


def _sentence(event: ContributionEvent) -> str:
    moment = timezone.localtime(event.happened_at)
    values = {
        "step": event.get_kind_display(),
        "person": name_of(event.actor) if event.actor else "",
        "owner": name_of(event.owner_after) if event.owner_after else "",
        "time": date_format(moment, "DATETIME_FORMAT"),
    }
    if event.actor and event.owner_after:
        sentence = _("%(step)s to %(owner)s by %(person)s, %(time)s.")
    elif event.actor:
        sentence = _("%(step)s by %(person)s, %(time)s.")
    elif event.owner_after:
        sentence = _("%(step)s to %(owner)s, %(time)s.")
    else:
        sentence = _("%(step)s, %(time)s.")
    return sentence % values
