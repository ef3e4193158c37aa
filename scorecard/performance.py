"""What every measure, objective, perspective and scorecard scores on a day.

Pure: `evaluate` works on a book that has been read, and can be asked about any day, so a trend
costs no further query. Figures are those in force now: a later correction counts for past days too,
unless they lie in a frozen period, which is scored by what it was frozen with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from . import periods
from .book import Book, DatedActual, DatedTarget
from .frozen import Chapter, chapters, frozen_chapter
from .models import Freeze, Measure, Objective, Perspective, Scorecard
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
# A smaller change of an objective's score than this is none, in its trend.
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
    freeze: Freeze | None = None

    @property
    def objectives(self) -> list[ObjectivePerformance]:
        return [each for row in self.perspectives for each in row.objectives]


def evaluate(book: Book, on: date) -> list[ScorecardPerformance]:
    """Score every scorecard on a day, that of the highest unit first, with its trends.

    Raises:
        LookupError: the book was read for other days.
    """
    return [_with_trend(book, chapter, on) for chapter in chapters(book, on)]


def _with_trend(book: Book, chapter: Chapter, on: date) -> ScorecardPerformance:
    """The trend of a frozen day compares what was frozen with it, unless the other day was too."""
    before = periods.months_before(on, periods.TREND_MONTHS)
    earlier = frozen_chapter(book, chapter.scorecard, before) or chapter
    then = {each.objective.pk: each.result for each in _evaluate(earlier, before).objectives}
    card = _evaluate(chapter, on)
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


def _evaluate(chapter: Chapter, on: date) -> ScorecardPerformance:
    rows: dict[Perspective, list[ObjectivePerformance]] = {}
    for objective in chapter.objectives:
        rows.setdefault(objective.perspective, []).append(_objective(chapter, objective, on))
    perspectives = tuple(
        PerspectivePerformance(
            perspective,
            _weight(chapter, "perspective", perspective.pk, on),
            tuple(objectives),
            _rolled_up(objectives),
        )
        for perspective, objectives in rows.items()
    )
    return ScorecardPerformance(
        chapter.scorecard, on, perspectives, _rolled_up(perspectives), chapter.freeze
    )


def _objective(chapter: Chapter, objective: Objective, on: date) -> ObjectivePerformance:
    measures = [
        _measure(chapter, measure, on) for measure in chapter.measures.get(objective.pk, ())
    ]
    weight = _weight(chapter, "objective", objective.pk, on)
    return _linked(chapter.links, objective, weight, measures)


def absent_objective(book: Book, objective: Objective) -> ObjectivePerformance:
    """An objective that was no part of its scorecard when the day looked at was frozen."""
    return _linked(book.links, objective, Fraction(0), [])


def _linked(
    links: Mapping[str, Mapping[int, list[int]]],
    objective: Objective,
    weight: Fraction,
    measures: list[MeasurePerformance],
) -> ObjectivePerformance:
    return ObjectivePerformance(
        objective,
        weight,
        tuple(measures),
        _rolled_up(measures),
        frozenset(links["themes"].get(objective.pk, ())),
        tuple(links["effects"].get(objective.pk, ())),
        tuple(links["causes"].get(objective.pk, ())),
        tuple(links["running"].get(objective.pk, ())),
        tuple(links["finished"].get(objective.pk, ())),
    )


def _measure(chapter: Chapter, measure: Measure, on: date) -> MeasurePerformance:
    targets = chapter.dated.targets.get(measure.pk, [])
    readings = tuple(
        _reading(measure, actual, targets)
        for actual in chapter.dated.actuals.get(measure.pk, ())
        if _counts(measure, actual, on)
    )
    oldest_fresh = periods.closed_periods(measure.frequency, on, STALE_AFTER)[-1]
    is_stale = bool(readings) and readings[-1].period < oldest_fresh
    score = readings[-1].score if readings and not is_stale else None
    return MeasurePerformance(
        measure=measure,
        weight=_weight(chapter, "measure", measure.pk, on),
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


def _weight(chapter: Chapter, level: str, key: int, on: date) -> Fraction:
    """The weight in force on a day; 1 before the first."""
    in_force = [
        weight for since, weight in chapter.dated.weights.get((level, key), ()) if since <= on
    ]
    return Fraction(in_force[-1]) if in_force else Fraction(1)
