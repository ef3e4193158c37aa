"""The book: every row that scores depend on, read in five queries whatever the scorecard's size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    DecimalField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from . import periods
from .models import (
    Actual,
    CauseEffectLink,
    Freeze,
    Initiative,
    InitiativeObjective,
    Measure,
    MeasureWeight,
    Objective,
    ObjectiveTheme,
    ObjectiveWeight,
    PerspectiveWeight,
    Target,
)

DatedWeights = list[tuple[date, Decimal]]
Links = dict[str, dict[int, list[int]]]

# Where one kind of dated row lacks a column of another. PostgreSQL has to be told its type.
NO_NUMBER = Cast(Value(None), DecimalField(max_digits=18, decimal_places=4))
NO_WORDS = Value("")
NO_MOMENT = Cast(Value(None), DateTimeField())


class DatedTarget(NamedTuple):
    """Goal and red flag of a measure from a day on."""

    valid_from: date
    goal: Decimal
    red_flag: Decimal


class DatedActual(NamedTuple):
    """The value of a measure that is in force for a period."""

    period_start: date
    value: Decimal
    comment: str
    entered_at: datetime


@dataclass(frozen=True)
class Dated:
    """What is known from a day on or for a period, by the id of what it belongs to, oldest first.

    Weights also have their level: ``perspective``, ``objective`` or ``measure``.
    """

    targets: Mapping[int, list[DatedTarget]]
    actuals: Mapping[int, list[DatedActual]]
    weights: Mapping[tuple[str, int], DatedWeights]


@dataclass(frozen=True)
class Book:
    """Children by the id of their parent, in order.

    `links` holds, by the id of an objective: its ``themes``, ``effects`` and ``causes``, and its
    initiatives, ``running`` and ``finished``. `freezes` are all frozen periods, oldest first; those
    that no day of the reader's lies in came without their `contents`.
    """

    objectives: list[Objective]
    measures: Mapping[int, list[Measure]]
    dated: Dated
    links: Mapping[str, Mapping[int, list[int]]]
    freezes: list[Freeze] = field(default_factory=list)


def read_book(days: Collection[date], links: Links | None = None) -> Book:
    """The whole book, for whoever asks what was on `days`, trends included.

    Args:
        days: at least one.
        links: those of `read_links`, where the caller has them already.
    """
    objectives = Objective.objects.select_related("owner", "perspective__scorecard__unit").order_by(
        "perspective__scorecard__unit__path", "perspective__position", "perspective", "code"
    )
    return Book(
        objectives=list(objectives),
        measures=_grouped(Measure.objects.order_by("code"), "objective_id"),
        dated=_read_dated(),
        links=read_links() if links is None else links,
        freezes=_read_freezes(days),
    )


def _read_freezes(days: Collection[date]) -> list[Freeze]:
    """Every frozen period in one query, with the contents of those alone that are asked about."""
    is_asked = Q()
    for day in {*days, *(periods.months_before(day, periods.TREND_MONTHS) for day in days)}:
        is_asked |= Q(first__lte=day, last__gte=day)
    found = Freeze.objects.defer("contents").select_related("scorecard__unit", "frozen_by")
    freezes: list[Freeze] = []
    for freeze in found.annotate(asked=Case(When(is_asked, then=F("contents")))).order_by("first"):
        if freeze.asked is not None:
            freeze.contents = freeze.asked
        freezes.append(freeze)
    return freezes


def _read_dated() -> Dated:
    """All of it in one query: five kinds of rows that each say what holds on a day."""
    targets = _part("target", Target.objects.all(), "measure", "valid_from", "goal", F("red_flag"))
    actuals = _part(
        "actual",
        Actual.objects.filter(is_current=True),
        "measure",
        "period_start",
        "value",
        comment=F("comment"),
        entered_at=F("entered_at"),
    )
    weights = [
        _part(level, rows, level, "valid_from", "weight")
        for level, rows in (
            ("perspective", PerspectiveWeight.objects.all()),
            ("objective", ObjectiveWeight.objects.all()),
            ("measure", MeasureWeight.objects.all()),
        )
    ]
    dated = Dated(defaultdict(list), defaultdict(list), defaultdict(list))
    # The targets come first: their columns tell Django how to read those of the others. Their
    # order is none of the whole.
    rows = targets.union(actuals, *weights, all=True).order_by()
    for kind, key, day, number, other, comment, entered_at in sorted(rows, key=_day):
        if kind == "target":
            dated.targets[key].append(DatedTarget(day, number, other))
        elif kind == "actual":
            dated.actuals[key].append(DatedActual(day, number, comment, entered_at))
        else:
            dated.weights[kind, key].append((day, number))
    return dated


def _part(
    kind: str,
    rows: QuerySet[Any],
    owner: str,
    day: str,
    number: str,
    other: Any = NO_NUMBER,
    *,
    comment: Any = NO_WORDS,
    entered_at: Any = NO_MOMENT,
) -> Any:
    """One kind of dated row, in the columns that all kinds share."""
    columns = (F(f"{owner}_id"), F(day), F(number), other, comment, entered_at)
    return rows.order_by().values_list(Value(kind), *columns)


def _day(row: Any) -> date:
    day: date = row[2]
    return day


def read_links() -> Links:
    """Themes, effects, causes and initiatives of each objective, by its id, in one query."""
    serves = ObjectiveTheme.objects.annotate(kind=Value("themes"))
    drives = CauseEffectLink.objects.annotate(kind=Value("effects"))
    moves = InitiativeObjective.objects.annotate(
        kind=Case(
            When(initiative__state__in=Initiative.OVER, then=Value("finished")),
            default=Value("running"),
            output_field=CharField(),
        )
    )
    rows = serves.values_list("kind", "objective_id", "theme_id").union(
        drives.values_list("kind", "cause_id", "effect_id"),
        moves.values_list("kind", "objective_id", "initiative_id"),
        all=True,
    )
    kinds = ("themes", "effects", "causes", "running", "finished")
    links: Links = {kind: defaultdict(list) for kind in kinds}
    for kind, start, end in sorted(rows):
        links[kind][start].append(end)
        if kind == "effects":
            links["causes"][end].append(start)
    return links


def _grouped(rows: Iterable[Any], by: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups
