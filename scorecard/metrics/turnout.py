"""How many people there are and how many took part, in every group of a screen: in one query.

The parts are joined by UNION ALL instead of asked one by one, because each is a short aggregate of
the same weeks of the roll-ups, and a screen needs all of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from discussions.access import active_people

from ..models import Participation, Placement, WeeklyPresence
from .groups import Group

Kind = Participation.Kind
VOICE = (Kind.POST, Kind.CONTRIBUTION)
COLUMNS = ("group_kind", "group_key", "group_week", "people", "voices", "units")
# PostgreSQL has to be told the type of a column that is empty in a part of the union.
NO_WEEK = Cast(Value(None), DateField())
NONE = Value(0)


@dataclass(frozen=True)
class Presence:
    """Distinct people, and distinct units that they belong to."""

    reached: int = 0
    voices: int = 0
    units: int = 0

    @property
    def listeners(self) -> int:
        return self.reached - self.voices


@dataclass(frozen=True)
class Headcount:
    people: int
    units: int
    is_placed: bool


@dataclass(frozen=True)
class Turnout:
    """Everybody with a place in the organisation in these weeks, or, where no places are kept,
    everybody with an active account; and those of them who took part."""

    headcount: Headcount
    presence: Mapping[Group, Presence]


def read_turnout(
    weeks: Sequence[date], on: date, *, theme_ids: Collection[int], objective_ids: Collection[Any]
) -> Turnout:
    """
    Args:
        weeks: Mondays, in order, the last one that of the week of `on`.
        theme_ids: the themes that count; objectives are reached through these alone.
    """
    placements = Placement.objects.between(weeks[0], on)
    accounts = active_people()
    rows = _rows_of_everybody(placements, accounts).filter(
        theme_id__in=theme_ids, week__gte=weeks[0], week__lte=weeks[-1]
    )
    objective = "theme__objective_links__objective"
    parts = [
        _part(placements, "placed", people=_distinct("person"), units=_distinct("unit")),
        _part(accounts, "accounts", people=Count("pk")),
        _took_part(rows, "all"),
        _took_part(rows, "theme", group_key=F("theme_id")),
        _took_part(
            rows.filter(**{f"{objective}__in": objective_ids}),
            "objective",
            group_key=F(f"{objective}_id"),
        ),
        _took_part(rows, "week", group_week=F("week")),
    ]
    # Placements have an order of their own; what is counted has none.
    counts = parts[0].union(*parts[1:], all=True).order_by()
    found = {
        Group(kind, week or key): Presence(people, voices, units)
        for kind, key, week, people, voices, units in counts
    }
    placed = found.pop(Group("placed"), Presence())
    active = found.pop(Group("accounts"), Presence())
    if placed.reached:
        headcount = Headcount(placed.reached, placed.units, is_placed=True)
    else:
        headcount = Headcount(active.reached, 0, is_placed=False)
    return Turnout(headcount, found)


def _rows_of_everybody(
    placements: QuerySet[Placement], accounts: QuerySet[Any]
) -> QuerySet[WeeklyPresence]:
    """Rows of people who are in the headcount, so that no share exceeds the whole."""
    are_kept = Exists(placements)
    # Not a join to the accounts: where places are kept, they need not be looked at.
    is_active = Q(person__in=accounts.values("pk"))
    return WeeklyPresence.objects.filter(
        Q(are_kept, unit__isnull=False) | (Q(~are_kept) & is_active)
    )


def _took_part(rows: QuerySet[WeeklyPresence], kind: str, **group: Any) -> Any:
    return _part(
        rows,
        kind,
        people=_distinct("person"),
        voices=_distinct("person", filter=Q(kind__in=VOICE)),
        units=_distinct("unit"),
        **group,
    )


def _part(
    rows: Any,
    kind: str,
    *,
    people: Any,
    voices: Any = NONE,
    units: Any = NONE,
    group_key: Any = NONE,
    group_week: Any = NO_WEEK,
) -> Any:
    """The counts of each group of a kind, as rows of `COLUMNS`."""
    named = {"group_kind": Value(kind), "group_key": group_key, "group_week": group_week}
    counts = {"people": people, "voices": voices, "units": units}
    groups = rows.order_by().annotate(**named).values(*named)
    return groups.annotate(**counts).values_list(*COLUMNS)


def _distinct(field: str, **options: Any) -> Count:
    return Count(field, distinct=True, **options)
