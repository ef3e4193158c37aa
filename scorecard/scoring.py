"""How a figure becomes a score from 0 to 10, and how scores roll up. Pure: no database, no clock.

Scores are fractions, so that a figure exactly on its goal is green at every level: thirds in
floating point would turn amber somewhere on the way up.

Source of the goal and red flag rule: Spider Impact, "Goal/Red Flag" scoring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = Fraction(0), Fraction(10)
# Where amber begins: the score of a figure on its red flag.
AMBER_FROM = Fraction(10, 3)
# Where green begins: the score of a figure on its goal.
GREEN_FROM = Fraction(20, 3)


class Status(TextChoices):
    GREEN = "green", _("Green")
    AMBER = "amber", _("Amber")
    RED = "red", _("Red")
    UNKNOWN = "unknown", _("Unknown")


@dataclass(frozen=True)
class Result:
    """A score, and the share (0 to 1) of the weight below it that had one. None is unknown."""

    score: Fraction | None
    coverage: Fraction

    @property
    def status(self) -> Status:
        return status_of(self.score)


@dataclass(frozen=True)
class Part:
    """A child in a roll-up."""

    weight: Fraction
    result: Result


UNKNOWN = Result(None, Fraction(0))


def known(score: Fraction) -> Result:
    return Result(score, Fraction(1))


def status_of(score: Fraction | None) -> Status:
    """Red below 3⅓, amber from there, green from 6⅔. Unknown is not zero."""
    if score is None:
        return Status.UNKNOWN
    if score < AMBER_FROM:
        return Status.RED
    return Status.AMBER if score < GREEN_FROM else Status.GREEN


def score_goal(actual: Decimal, goal: Decimal, red_flag: Decimal) -> Fraction:
    """``clamp(10/3 · (1 + (x - R)/(G - R)), 0, 10)``: the red flag gives 3⅓ and the goal 6⅔.

    Whether more or less is better follows from which of the two is larger.

    Raises:
        ZeroDivisionError: goal and red flag are equal.
    """
    x, g, r = Fraction(actual), Fraction(goal), Fraction(red_flag)
    return _clamp(AMBER_FROM * (1 + (x - r) / (g - r)))


def score_band(actual: Decimal, one_edge: Decimal, other_edge: Decimal) -> Fraction:
    """``clamp(10 - 10/3 · d/h, 0, 10)``, d the distance to the band's middle, h half its width.

    The middle gives 10, an edge 6⅔ (still green), half a band's width beyond an edge 3⅓, and a
    whole one 0: the same slope as for goal and red flag.

    Raises:
        ZeroDivisionError: the band has no width.
    """
    x, a, b = Fraction(actual), Fraction(one_edge), Fraction(other_edge)
    return _clamp(HIGHEST - AMBER_FROM * abs(x - (a + b) / 2) / (abs(a - b) / 2))


def score_yes_no(actual: Decimal, wanted: Decimal = Decimal(1)) -> Fraction:
    """10 if the answer (1 yes, 0 no) is the wanted one, 0 if not."""
    return HIGHEST if actual == wanted else LOWEST


def roll_up(parts: Iterable[Part]) -> Result:
    """Weighted mean of the children that have a score. The others only lower the coverage."""
    children = list(parts)
    total = sum((part.weight for part in children), Fraction(0))
    if not total:
        return UNKNOWN
    coverage = sum((part.weight * part.result.coverage for part in children), Fraction(0)) / total
    scored = [
        (part.weight, part.result.score) for part in children if part.result.score is not None
    ]
    weight = sum((weight for weight, _score in scored), Fraction(0))
    if not weight:
        return Result(None, coverage)
    return Result(sum((w * score for w, score in scored), Fraction(0)) / weight, coverage)


def _clamp(score: Fraction) -> Fraction:
    return min(max(score, LOWEST), HIGHEST)
