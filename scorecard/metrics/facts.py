"""What the metrics are computed from: read once for all groups of a screen, in two queries.

People are always read and disclosed for all of a viewer's themes together, also where a screen
shows one: figures that each are harmless alone can give a group away when they are laid together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils import timezone

from discussions.models import Post
from themes.models import Contribution
from themes.querysets import is_anonymous

from ..conf import hub_settings
from ..disclosure import Disclosure
from .groups import ALL, Group
from .protection import protect
from .registry import Cell, get_metric
from .turnout import Headcount, Presence, Turnout, read_turnout


@dataclass(frozen=True)
class Waits:
    """The two waits of a contribution by the end of the window, for the clocks to count.

    Attributes:
        place: whose public holidays are no working days.
        until: the last day that is looked at.
    """

    place: str
    received: date
    thanked: date | None
    decided: date | None
    until: date
    is_in_window: bool
    # Somebody waits for thanks or a decision; and longer than was promised.
    is_open: bool
    is_overdue: bool


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
    waits: Waits


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
        until = min(end, timezone.now())
        # What still waits was perhaps received long before.
        contributions = Contribution.objects.visible_to(self.person).filter(
            Q(received_at__gte=first) | Q(due_at__isnull=False),
            theme_id__in=self.theme_ids,
            received_at__lt=end,
        )
        named = contributions.annotate(
            named_id=Case(When(is_anonymous(), then=None), default=F("contributor_id"))
        )
        rows = named.values_list(*COLUMNS, named=True)
        return [_answer(row, first=first, until=until) for row in rows]

    def answers(self, group: Group) -> list[Answer]:
        return [answer for answer in self.waiting_or_recent(group) if answer.waits.is_in_window]

    def waiting_or_recent(self, group: Group) -> list[Answer]:
        """Those of `answers`, and what was received before and still waits."""
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


COLUMNS = (
    "theme_id",
    "named_id",
    "owner_id",
    "state",
    "received_at",
    "thanked_at",
    "decided_at",
    "holidays_of",
    "thanks_due_at",
    "decision_due_at",
    "due_at",
    "paused_at",
    "post__state",
)


def _answer(row: Any, *, first: datetime, until: datetime) -> Answer:
    """Of a row of `COLUMNS`."""
    thanked, decided = (
        at if at and at <= until else None for at in (row.thanked_at, row.decided_at)
    )
    answered = min((at for at in (thanked, decided) if at), default=None)
    is_shown = row.post__state == Post.State.VISIBLE
    is_overdue = is_shown and _is_overdue(row, thanked, decided, until)
    return Answer(
        theme_id=row.theme_id,
        contributor_id=row.named_id,
        has_owner=row.owner_id is not None,
        is_thanked=thanked is not None,
        is_decided=decided is not None,
        days=_days(row.received_at, answered) if answered else None,
        days_watched=_days(row.received_at, until),
        waits=Waits(
            place=row.holidays_of,
            received=_day(row.received_at),
            thanked=_day(thanked) if thanked else None,
            decided=_day(decided) if decided else None,
            until=_day(until),
            is_in_window=row.received_at >= first,
            is_open=is_overdue or (is_shown and decided is None),
            is_overdue=is_overdue,
        ),
    )


def _is_overdue(
    row: Any, thanked: datetime | None, decided: datetime | None, until: datetime
) -> bool:
    """As the desk says it now; for an earlier day, by the days that were promised in the end."""
    if row.due_at is not None and row.due_at <= until:
        return True
    if decided or (row.paused_at and row.paused_at <= until):
        return False
    dues = [row.decision_due_at] if thanked else [row.decision_due_at, row.thanks_due_at]
    return any(due is not None and due <= until for due in dues)


def _day(moment: datetime) -> date:
    return moment.astimezone(timezone.get_default_timezone()).date()


def _days(start: datetime, end: datetime) -> float:
    return max((end - start) / timedelta(days=1), 0.0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
