"""How scores of one day differ from those of another. Pure, as the scores are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .performance import (
    MeasurePerformance,
    ObjectivePerformance,
    PerspectivePerformance,
    ScorecardPerformance,
)
from .scoring import UNKNOWN, Result

Scored = ScorecardPerformance | PerspectivePerformance | ObjectivePerformance | MeasurePerformance


@dataclass(frozen=True)
class Change:
    """A score on the day looked at, `after`, and on the one that it is compared with, `before`."""

    before: Result
    after: Result

    @property
    def tenths(self) -> int | None:
        """By how many tenths the shown scores differ; None where one of them is unknown.

        Shown scores are cut to one decimal, so their difference is taken from what is shown.
        """
        if self.before.score is None or self.after.score is None:
            return None
        return int(self.after.score * 10) - int(self.before.score * 10)

    @property
    def points(self) -> Fraction:
        """How large the difference is, whichever direction it has."""
        return Fraction(abs(self.tenths or 0), 10)

    @property
    def direction(self) -> str:
        """``up``, ``down``, ``level``, or nothing where one of the scores is unknown."""
        if self.tenths is None:
            return ""
        if not self.tenths:
            return "level"
        return "up" if self.tenths > 0 else "down"


@dataclass(frozen=True)
class Line:
    """A row of the table of differences: a scorecard, perspective or objective."""

    scored: Scored
    change: Change
    level: str


class Comparison:
    """Every score of a day beside that of another day."""

    def __init__(
        self, after: list[ScorecardPerformance], before: list[ScorecardPerformance]
    ) -> None:
        self._after = {each.scorecard.pk: each for each in after}
        self._before: dict[tuple[str, int], Result] = {}
        for card in before:
            for level, key, scored in _everything(card):
                self._before[level, key] = scored.result

    def change(self, level: str, key: int, scored: Scored) -> Change:
        """`level`: ``card``, ``perspective``, ``objective`` or ``measure``; `key`: its id."""
        return Change(self._before.get((level, key), UNKNOWN), scored.result)

    def changes(self, level: str) -> Mapping[int, Change]:
        """Those of all scored things of a level, by id."""
        return {
            key: self.change(level, key, scored)
            for card in self._after.values()
            for each, key, scored in _everything(card)
            if each == level
        }

    def lines(self, card: ScorecardPerformance) -> list[Line]:
        """From the scorecard down to its objectives."""
        return [
            Line(scored, self.change(level, key, scored), level)
            for level, key, scored in _everything(card)
            if level != "measure"
        ]


def _everything(card: ScorecardPerformance) -> Iterator[tuple[str, int, Scored]]:
    yield "card", card.scorecard.pk, card
    for row in card.perspectives:
        yield "perspective", row.perspective.pk, row
        for objective in row.objectives:
            yield "objective", objective.objective.pk, objective
            for measure in objective.measures:
                yield "measure", measure.measure.pk, measure
