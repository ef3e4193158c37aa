"""What the metrics are computed from: read once for all groups of a screen, in two queries.

People are always read and disclosed for all of a viewer's themes together, also where a screen
shows one: figures that each are harmless alone can give a group away when they are laid together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, F, When
from django.utils import timezone

from themes.models import Contribution
from themes.querysets import is_anonymous

from ..conf import hub_settings
from ..disclosure import Disclosure
from .groups import ALL, Group
from .protection import protect
from .registry import Cell, get_metric
from .turnout import Headcount, Presence, Turnout, read_turnout


@dataclass(frozen=True)
class Answer:
    """A contribution and what had become of it by the end of the window."""

    theme_id: int
    # None: an anonymous one.
    contributor_id: int | None
    has_owner: bool
    is_thanked: bool
    is_decided: bool
    # Days until the first thanks or decision; None while there was neither.
    days: float | None
    # Days from receipt to the end of the window.
    days_watched: float


class Facts:
    """Participation and answers in the weeks up to a day, as far as one person may see them."""

    def __init__(
        self,
        person: Any,
        on: date,
        *,
        theme_ids: Collection[int],
        serves: Mapping[int, Collection[int]],
    ) -> None:
        """
        Args:
            theme_ids: the themes that `person` may see; nothing else is counted.
            serves: the ids of the themes of each objective, by its id.
        """
        self.person = person
        self.on = on
        self.theme_ids = frozenset(theme_ids)
        visible = {key: self.theme_ids.intersection(themes) for key, themes in serves.items()}
        self.serves: dict[int | date, frozenset[int]] = {
            key: themes for key, themes in visible.items() if themes
        }
        monday = on - timedelta(days=on.weekday())
        self.weeks = [
            monday - timedelta(weeks=back)
            for back in reversed(range(int(hub_settings.FIGURES_WEEKS)))
        ]

    def cell(self, name: str, group: Group) -> Cell:
        """The metric `name` for a group, withheld if it would tell on too few people."""
        metric = get_metric(name)
        about = self.standing_for(group)
        if not self.disclosure.shows(*((about, count) for count in metric.reveals)):
            return Cell(metric, None)
        return Cell(metric, metric.compute(self, group))

    @cached_property
    def disclosure(self) -> Disclosure:
        return protect(self)

    @cached_property
    def _turnout(self) -> Turnout:
        standing = {self.standing_for(Group("objective", key)) for key in self.serves}
        return read_turnout(
            self.weeks,
            self.on,
            theme_ids=self.theme_ids,
            objective_ids=[group.key for group in standing if group.kind == "objective"],
        )

    @property
    def headcount(self) -> Headcount:
        return self._turnout.headcount

    def presence(self, group: Group) -> Presence:
        return self._turnout.presence.get(self.standing_for(group), Presence())

    @cached_property
    def _answers(self) -> list[Answer]:
        first, end = _midnight(self.weeks[0]), _midnight(self.on + timedelta(days=1))
        contributions = Contribution.objects.visible_to(self.person).filter(
            theme_id__in=self.theme_ids, received_at__gte=first, received_at__lt=end
        )
        until = min(end, timezone.now())
        named = contributions.annotate(
            named_id=Case(When(is_anonymous(), then=None), default=F("contributor_id"))
        )
        return [
            _answer(*row, until=until)
            for row in named.values_list(
                "theme_id", "named_id", "owner_id", "received_at", "thanked_at", "decided_at"
            )
        ]

    def answers(self, group: Group) -> list[Answer]:
        themes = {theme.key for theme in self.themes_in(group)}
        return [answer for answer in self._answers if answer.theme_id in themes]

    def contributors(self, group: Group) -> int:
        """People who contributed under their name: how many the others are, nobody knows."""
        return len({answer.contributor_id for answer in self.answers(group)} - {None})

    def themes_in(self, group: Group) -> list[Group]:
        """The visible themes that a theme, an objective or everybody stands for."""
        if group.kind == "theme":
            return [group]
        keys = self.theme_ids if group == ALL else self.serves.get(group.key, frozenset())
        return [Group("theme", key) for key in sorted(keys)]

    def standing_for(self, group: Group) -> Group:
        """The group whose people are counted and disclosed: objectives often share themes."""
        if group.kind != "objective":
            return group
        return self._first_with.get(self.serves.get(group.key, frozenset()), group)

    @cached_property
    def _first_with(self) -> dict[frozenset[int], Group]:
        first: dict[frozenset[int], Group] = {}
        for key in sorted(self.theme_ids):
            first[frozenset({key})] = Group("theme", key)
        first.setdefault(self.theme_ids, ALL)
        for objective, themes in self.serves.items():
            first.setdefault(themes, Group("objective", objective))
        return first


def _answer(
    theme_id: int,
    contributor_id: int | None,
    owner_id: int | None,
    received_at: datetime,
    thanked_at: datetime | None,
    decided_at: datetime | None,
    *,
    until: datetime,
) -> Answer:
    thanked, decided = (at if at and at <= until else None for at in (thanked_at, decided_at))
    answered = min((at for at in (thanked, decided) if at), default=None)
    return Answer(
        theme_id=theme_id,
        contributor_id=contributor_id,
        has_owner=owner_id is not None,
        is_thanked=thanked is not None,
        is_decided=decided is not None,
        days=_days(received_at, answered) if answered else None,
        days_watched=_days(received_at, until),
    )


def _days(start: datetime, end: datetime) -> float:
    return max((end - start) / timedelta(days=1), 0.0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
