"""Frozen periods: what their scores depend on, written down once and read as it was.

Kept are what goes into the scores and not the scores themselves, so that any day of the period, the
reasons of its scores and its plots can be asked about like those of an open one. Titles, owners,
themes, initiatives and arrows show as they are now: no score depends on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from .book import Book, Dated, DatedActual, DatedTarget, DatedWeights
from .models import Freeze, Measure, Objective, Perspective, Scorecard

Row = dict[str, Any]


@dataclass(frozen=True)
class Chapter:
    """What the scores of one scorecard depend on: as it is now, or as it was frozen."""

    scorecard: Scorecard
    objectives: list[Objective]
    measures: Mapping[int, list[Measure]]
    dated: Dated
    links: Mapping[str, Mapping[int, list[int]]]
    freeze: Freeze | None = None


def chapters(book: Book, on: date) -> list[Chapter]:
    """The chapter that holds on a day for each scorecard, that of the highest unit first."""
    frozen = [read_chapter(book, each) for each in book.freezes if _covers(each, on)]
    cards = {each.scorecard.pk for each in frozen}
    found = [*frozen, *(each for each in open_chapters(book) if each.scorecard.pk not in cards)]
    return sorted(found, key=lambda each: each.scorecard.unit.path)


def open_chapters(book: Book) -> list[Chapter]:
    """Every scorecard as it is now."""
    by_card = groupby(book.objectives, key=lambda each: each.perspective.scorecard)
    return [
        Chapter(card, list(objectives), book.measures, book.dated, book.links)
        for card, objectives in by_card
    ]


def frozen_chapter(book: Book, scorecard: Scorecard, on: date) -> Chapter | None:
    """The scorecard as it was frozen for a day, if it was."""
    for each in book.freezes:
        if each.scorecard_id == scorecard.pk and _covers(each, on):
            return read_chapter(book, each)
    return None


def _covers(freeze: Freeze, on: date) -> bool:
    return freeze.first <= on <= freeze.last


def write_contents(chapter: Chapter, until: date) -> dict[str, Any]:
    """All that the scores of the chapter up to a day depend on, in types that JSON has."""
    by_perspective = groupby(chapter.objectives, key=lambda each: each.perspective)
    return {
        "version": 1,
        "perspectives": [
            {
                "id": perspective.pk,
                "name": perspective.name,
                "weights": _weights(chapter, "perspective", perspective.pk),
                "objectives": [_objective_row(chapter, each, until) for each in objectives],
            }
            for perspective, objectives in by_perspective
        ],
    }


def _objective_row(chapter: Chapter, objective: Objective, until: date) -> Row:
    measures = chapter.measures.get(objective.pk, ())
    return {
        "id": objective.pk,
        "weights": _weights(chapter, "objective", objective.pk),
        "measures": [_measure_row(chapter, each, until) for each in measures],
    }


def _measure_row(chapter: Chapter, measure: Measure, until: date) -> Row:
    dated = chapter.dated
    return {
        "id": measure.pk,
        "type": measure.type,
        "frequency": measure.frequency,
        "unit": measure.unit,
        "weights": _weights(chapter, "measure", measure.pk),
        "targets": [
            [each.valid_from.isoformat(), str(each.goal), str(each.red_flag)]
            for each in dated.targets.get(measure.pk, ())
        ],
        "actuals": [
            [
                each.period_start.isoformat(),
                str(each.value),
                each.comment,
                each.entered_at.isoformat(),
            ]
            for each in dated.actuals.get(measure.pk, ())
            if each.period_start <= until
        ],
    }


def _weights(chapter: Chapter, level: str, key: int) -> list[list[str]]:
    found = chapter.dated.weights.get((level, key), ())
    return [[since.isoformat(), str(weight)] for since, weight in found]


def read_chapter(book: Book, freeze: Freeze) -> Chapter:
    """The scorecard as it was frozen. Its objectives and measures exist: none can be deleted.

    Raises:
        LookupError: the book was read for other days.
    """
    if "contents" in freeze.get_deferred_fields():
        raise LookupError(f"the book was read without the period {freeze}")
    objectives = {each.pk: each for each in book.objectives}
    known = {each.pk: each for group in book.measures.values() for each in group}
    dated = Dated(defaultdict(list), defaultdict(list), defaultdict(list))
    chapter = Chapter(freeze.scorecard, [], defaultdict(list), dated, book.links, freeze)
    perspectives = {each.perspective_id: each.perspective for each in book.objectives}
    for row in freeze.contents["perspectives"]:
        # One that has lost all its objectives since may be gone.
        perspective = copy(perspectives.get(row["id"]) or Perspective(pk=row["id"]))
        perspective.name, perspective.scorecard = row["name"], freeze.scorecard
        _read_weights(dated, "perspective", row)
        for each in row["objectives"]:
            objective = copy(objectives[each["id"]])
            objective.perspective = perspective
            chapter.objectives.append(objective)
            _read_weights(dated, "objective", each)
            measures = (_read_measure(known, dated, one) for one in each["measures"])
            chapter.measures[objective.pk].extend(measures)
    return chapter


def _read_measure(known: Mapping[int, Measure], dated: Dated, row: Row) -> Measure:
    measure = copy(known[row["id"]])
    for name in ("type", "frequency", "unit"):
        setattr(measure, name, row[name])
    _read_weights(dated, "measure", row)
    dated.targets[measure.pk].extend(
        DatedTarget(date.fromisoformat(day), Decimal(goal), Decimal(red_flag))
        for day, goal, red_flag in row["targets"]
    )
    dated.actuals[measure.pk].extend(
        DatedActual(date.fromisoformat(day), Decimal(value), comment, datetime.fromisoformat(at))
        for day, value, comment, at in row["actuals"]
    )
    return measure


def _read_weights(dated: Dated, level: str, row: Row) -> None:
    weights: DatedWeights = [
        (date.fromisoformat(day), Decimal(weight)) for day, weight in row["weights"]
    ]
    dated.weights[level, row["id"]].extend(weights)


def measures_of(chapter: Chapter) -> Iterable[tuple[Objective, Measure | None]]:
    """Each objective with each of its measures; with None where it has none."""
    for objective in chapter.objectives:
        for measure in chapter.measures.get(objective.pk, ()) or (None,):
            yield objective, measure
