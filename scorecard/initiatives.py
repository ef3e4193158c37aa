"""How far initiatives are on a day, and which contributions they grew from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from discussions.models import Post
from themes.initiatives import Initiative as Choice
from themes.initiatives import InitiativeRegister, use_register
from themes.models import Contribution, Theme

from . import access
from .actions import link_contribution
from .models import Initiative, InitiativeContribution, Milestone

State = Initiative.State


@dataclass(frozen=True)
class MilestoneProgress:
    milestone: Milestone
    is_done: bool
    is_overdue: bool


@dataclass(frozen=True)
class InitiativeProgress:
    """An initiative on a day. `contributions` are those that the person it was read for may see."""

    initiative: Initiative
    milestones: tuple[MilestoneProgress, ...]
    contributions: tuple[Contribution, ...] = ()

    @property
    def done(self) -> int:
        return sum(1 for each in self.milestones if each.is_done)

    @property
    def overdue(self) -> int:
        return sum(1 for each in self.milestones if each.is_overdue)

    @property
    def tone(self) -> str:
        tones = {State.ACTIVE: "progress", State.DONE: "positive"}
        return tones.get(State(self.initiative.state), "neutral")


def progress_of(
    initiative: Initiative, on: date, contributions: Collection[Contribution] = ()
) -> InitiativeProgress:
    """Milestones as they stood on a day; one is overdue when its due day has passed without it.

    Of an initiative that is over, nothing is overdue any more.
    """
    is_over = initiative.state in Initiative.OVER
    milestones = []
    for each in initiative.milestones.all():
        is_done = each.done_on is not None and each.done_on <= on
        is_overdue = not is_done and not is_over and each.due < on
        milestones.append(MilestoneProgress(each, is_done, is_overdue))
    return InitiativeProgress(initiative, tuple(milestones), tuple(contributions))


def read_initiatives(keys: Collection[int], *, on: date, person: Any) -> list[InitiativeProgress]:
    """Those initiatives, the running ones first, in three queries; none where there is no key."""
    if not keys:
        return []
    initiatives = Initiative.objects.filter(pk__in=keys).select_related("owner")
    grown = _contributions(keys, person)
    found = [
        progress_of(each, on, grown[each.pk]) for each in initiatives.prefetch_related("milestones")
    ]
    order = [State.ACTIVE, State.ON_HOLD, State.PLANNED, State.DONE, State.STOPPED]
    return sorted(found, key=lambda each: order.index(State(each.initiative.state)))


def _contributions(keys: Collection[int], person: Any) -> dict[int, list[Contribution]]:
    """What each initiative grew from, as far as the person may read it."""
    seen = Contribution.objects.visible_to(person).filter(post__state=Post.State.VISIBLE)
    links = InitiativeContribution.objects.filter(initiative__in=keys, contribution__in=seen)
    grown: dict[int, list[Contribution]] = defaultdict(list)
    for link in links.select_related("contribution__post").order_by("linked_at", "pk"):
        grown[link.initiative_id].append(link.contribution)
    return grown


def fill_register() -> None:
    """Let `themes` offer initiatives where work on a contribution starts."""
    use_register(InitiativeRegister(_offered, _linked, _link, _linked_to_any))


def _offered(person: Any, contribution: Contribution) -> list[Choice]:
    return [_choice(each) for each in access.initiatives_to_link(person, contribution)]


def _linked(person: Any, contribution: Contribution) -> list[Choice]:
    return _linked_to_any(person, [contribution])


def _linked_to_any(person: Any, contributions: Sequence[Contribution]) -> list[Choice]:
    """For those who may read about initiatives: whoever sees a theme."""
    is_member = person.is_authenticated and person.is_active
    if not (is_member and Theme.objects.visible_to(person).exists()):
        return []
    links = InitiativeContribution.objects.filter(contribution__in=contributions)
    initiatives = Initiative.objects.filter(pk__in=links.values("initiative"))
    return [_choice(each) for each in initiatives.prefetch_related("objectives")]


def _link(contribution: Contribution, key: int, actor: Any) -> None:
    initiative = Initiative.objects.filter(pk=key).first()
    if initiative is None:
        raise PermissionDenied
    link_contribution(initiative, contribution, actor=actor)


def _choice(initiative: Initiative) -> Choice:
    codes = sorted(objective.code for objective in initiative.objectives.all())
    address = reverse("strategy_scorecard:objective", args=codes[:1]) if codes else ""
    return Choice(initiative.pk, initiative.title, f"{address}#initiative-{initiative.pk}")
