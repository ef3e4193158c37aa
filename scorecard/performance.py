"""What every measure, objective, perspective and scorecard scores on a day.

Pure: `evaluate` works on a book that has been read, and can be asked about any day, so a trend
costs no further query. Figures are those in force now: a later correction counts for past days too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from . import periods
from .book import Book, DatedActual, DatedTarget
from .models import Measure, Objective, Perspective, Scorecard
from .scoring import (
    UNKNOWN,
    Part,
    Result,
    Status,
    known,
    roll_up,
    score_band,
    score_goal,
    score_yes_no,
    status_of,
)

# A figure is stale when none of this many latest closed periods has one.
STALE_AFTER = 2
# The trend of an objective compares with this many months ago …
TREND_MONTHS = 3
# … and a smaller change of its score than this is none.
TREND_STEP = Fraction(1, 5)


@dataclass(frozen=True)
class Reading:
    """The figure of one period, with the target that was in force when the period ended."""

    period: date
    value: Decimal
    target: DatedTarget | None
    score: Fraction | None
    comment: str

    @property
    def status(self) -> Status:
        return status_of(self.score)


@dataclass(frozen=True)
class MeasurePerformance:
    measure: Measure
    weight: Fraction
    readings: tuple[Reading, ...]
    result: Result
    is_stale: bool
    since: date | None

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None


@dataclass(frozen=True)
class ObjectivePerformance:
    objective: Objective
    weight: Fraction
    measures: tuple[MeasurePerformance, ...]
    result: Result
    theme_ids: frozenset[int]
    effect_ids: tuple[int, ...]
    cause_ids: tuple[int, ...]
    running_ids: tuple[int, ...] = ()
    finished_ids: tuple[int, ...] = ()
    earlier: Result = UNKNOWN

    @property
    def trend(self) -> str:
        """``up``, ``down``, ``level``, or nothing when one of the two days has no score."""
        if self.result.score is None or self.earlier.score is None:
            return ""
        change = self.result.score - self.earlier.score
        if abs(change) < TREND_STEP:
            return "level"
        return "up" if change > 0 else "down"


@dataclass(frozen=True)
class PerspectivePerformance:
    perspective: Perspective
    weight: Fraction
    objectives: tuple[ObjectivePerformance, ...]
    result: Result


@dataclass(frozen=True)
class ScorecardPerformance:
    scorecard: Scorecard
    on: date
    perspectives: tuple[PerspectivePerformance, ...]
    result: Result

    @property
    def objectives(self) -> list[ObjectivePerformance]:
        return [each for row in self.perspectives for each in row.objectives]


def evaluate(book: Book, on: date) -> list[ScorecardPerformance]:
    """Score every scorecard on a day, that of the highest unit first, with its trends."""
    then = {
        objective.objective.pk: objective.result
        for card in _evaluate(book, periods.months_before(on, TREND_MONTHS))
        for objective in card.objectives
    }
    return [_with_trend(card, then) for card in _evaluate(book, on)]


def _evaluate(book: Book, on: date) -> list[ScorecardPerformance]:
    scorecards: dict[Scorecard, dict[Perspective, list[ObjectivePerformance]]] = {}
    for objective in book.objectives:
        rows = scorecards.setdefault(objective.perspective.scorecard, {})
        rows.setdefault(objective.perspective, []).append(_objective(book, objective, on))
    return [_scorecard(book, card, rows, on) for card, rows in scorecards.items()]


def _scorecard(
    book: Book, card: Scorecard, rows: Mapping[Perspective, list[ObjectivePerformance]], on: date
) -> ScorecardPerformance:
    perspectives = tuple(
        PerspectivePerformance(
            perspective,
            _weight(book, "perspective", perspective.pk, on),
            tuple(objectives),
            _rolled_up(objectives),
        )
        for perspective, objectives in rows.items()
    )
    return ScorecardPerformance(card, on, perspectives, _rolled_up(perspectives))


def _objective(book: Book, objective: Objective, on: date) -> ObjectivePerformance:
    measures = [_measure(book, measure, on) for measure in book.measures.get(objective.pk, ())]
    return ObjectivePerformance(
        objective,
        _weight(book, "objective", objective.pk, on),
        tuple(measures),
        _rolled_up(measures),
        frozenset(book.links["themes"].get(objective.pk, ())),
        tuple(book.links["effects"].get(objective.pk, ())),
        tuple(book.links["causes"].get(objective.pk, ())),
        tuple(book.links["running"].get(objective.pk, ())),
        tuple(book.links["finished"].get(objective.pk, ())),
    )


def _measure(book: Book, measure: Measure, on: date) -> MeasurePerformance:
    targets = book.dated.targets.get(measure.pk, [])
    readings = tuple(
        _reading(measure, actual, targets)
        for actual in book.dated.actuals.get(measure.pk, ())
        if _counts(measure, actual, on)
    )
    oldest_fresh = periods.closed_periods(measure.frequency, on, STALE_AFTER)[-1]
    is_stale = bool(readings) and readings[-1].period < oldest_fresh
    score = readings[-1].score if readings and not is_stale else None
    return MeasurePerformance(
        measure=measure,
        weight=_weight(book, "measure", measure.pk, on),
        readings=readings,
        result=UNKNOWN if score is None else known(score),
        is_stale=is_stale,
        since=_since(readings),
    )


def _counts(measure: Measure, actual: DatedActual, on: date) -> bool:
    """From the end of its period, however late it came; or earlier, from the day of its entry."""
    if periods.last_day(measure.frequency, actual.period_start) <= on:
        return True
    entered = timezone.localdate(actual.entered_at, timezone.get_default_timezone())
    return actual.period_start <= on and entered <= on


def _reading(measure: Measure, actual: DatedActual, targets: list[DatedTarget]) -> Reading:
    end = periods.last_day(measure.frequency, actual.period_start)
    target = next((each for each in reversed(targets) if each.valid_from <= end), None)
    score = _score(measure.type, actual.value, target)
    return Reading(actual.period_start, actual.value, target, score, actual.comment)


def _score(kind: str, value: Decimal, target: DatedTarget | None) -> Fraction | None:
    if kind == Measure.Type.YES_NO:
        return score_yes_no(value, target.goal if target else Decimal(1))
    if target is None:
        return None
    rule = score_band if kind == Measure.Type.BAND else score_goal
    return rule(value, target.goal, target.red_flag)


def _since(readings: tuple[Reading, ...]) -> date | None:
    """First period of the unbroken run, up to the latest reading, with the same status."""
    first = None
    for reading in reversed(readings):
        if reading.status != readings[-1].status:
            break
        first = reading.period
    return first


def _rolled_up(
    children: Iterable[MeasurePerformance | ObjectivePerformance | PerspectivePerformance],
) -> Result:
    return roll_up(Part(child.weight, child.result) for child in children)


def _with_trend(card: ScorecardPerformance, then: Mapping[int, Result]) -> ScorecardPerformance:
    rows = (
        replace(
            row,
            objectives=tuple(
                replace(each, earlier=then.get(each.objective.pk, UNKNOWN))
                for each in row.objectives
            ),
        )
        for row in card.perspectives
    )
    return replace(card, perspectives=tuple(rows))


def _weight(book: Book, level: str, key: int, on: date) -> Fraction:
    """The weight in force on a day; 1 before the first."""
    in_force = [weight for since, weight in book.dated.weights.get((level, key), ()) if since <= on]
    return Fraction(in_force[-1]) if in_force else Fraction(1)
