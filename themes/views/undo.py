"""For ten seconds every page of the desk offers to undo the step that its person took last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ..actions.undoing import UNDO_FOR
from ..models import Contribution, ContributionEvent

_KEY = "strategy_themes_last_step"


@dataclass(frozen=True)
class UndoOffer:
    """A step that can still be undone, and for how many seconds."""

    event: ContributionEvent
    seconds: int


def remember_step(request: HttpRequest, contribution: Contribution) -> None:
    """The step that the person of the request has just taken. In the session, so that a page on
    which nothing was done asks the database nothing."""
    events = contribution.events.filter(actor=request.user.pk).order_by("pk")
    event = events.last()
    # What changed nothing about the contribution, such as an invitation, is withdrawn instead.
    if event and event.before:
        request.session[_KEY] = [event.pk, event.happened_at.isoformat()]


def undo_offer(request: HttpRequest) -> UndoOffer | None:
    if _KEY not in request.session:
        return None
    pk, moment = request.session[_KEY]
    left = datetime.fromisoformat(moment) + UNDO_FOR - timezone.now()
    if left.total_seconds() < 1:
        return None
    events = ContributionEvent.objects.standing().select_related("contribution")
    event = events.filter(pk=pk, actor=request.user.pk).first()
    return UndoOffer(event, int(left.total_seconds())) if event else None


def own_event(request: HttpRequest, contribution: Contribution) -> ContributionEvent | None:
    """The event that the form names, if it is one of the person's own on this contribution."""
    number: Any = request.POST.get("event", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mine = ContributionEvent.objects.filter(contribution=contribution, actor=request.user.pk)
    return mine.select_related("contribution").filter(pk=int(number)).first()
