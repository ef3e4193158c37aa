"""Line plots as plain numbers: the template draws them as SVG, the stylesheet colours them.

A plotting library would bring its own styles and scripts into the page, which the content security
policy refuses; and a plot here is one template and this arithmetic.

Every plot is drawn twice, for wide and for narrow places; the stylesheet shows the one that fits.
Scaled down to a phone, the wide one would have labels that nobody can read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.formats import number_format

TICKS = 4
# Steps between the labels below the axis: of months, weeks and quarters these make round spans.
STRIDES = (1, 2, 3, 4, 6, 12, 24, 52)
MOST_DECIMALS = 6
# Figures that differ by less are one: below the last decimal that is ever written.
FINEST = 1e-9


@dataclass(frozen=True)
class Frame:
    """The room of a drawing, in units of its own view box; charts.css sets the size of its text."""

    name: str
    width: int
    height: int
    right: int
    top: int = 12
    bottom: int = 28
    # Between the scale and the lines, and how wide a figure of the scale is at its largest.
    gap: int = 8
    letter: float = 8.4
    label: int = 76


WIDE = Frame("wide", 640, 240, right=14)
NARROW = Frame("narrow", 320, 200, right=10)


@dataclass(frozen=True)
class Series:
    """One value for each place along the axis; None leaves a gap."""

    name: str
    values: Sequence[float | None]
    is_target: bool = False
    is_red_flag: bool = False


@dataclass(frozen=True)
class Tick:
    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Curve:
    """A drawn series: an SVG path, its points, and where a point stands alone."""

    name: str
    number: int
    is_target: bool
    is_red_flag: bool
    path: str
    last: tuple[float, float] | None

    @property
    def style(self) -> str:
        """Classes of the line, in the drawing and in the legend: both must look the same."""
        if self.is_target:
            return "line line--target"
        return "line line--red-flag" if self.is_red_flag else "line"


@dataclass(frozen=True)
class Drawing:
    """One rendering: paths, labels and where they stand, for a frame."""

    frame: Frame
    left: float
    curves: list[Curve]
    across: list[Tick]
    upwards: list[Tick]

    @property
    def right(self) -> int:
        return self.frame.width - self.frame.right

    @property
    def bottom(self) -> int:
        return self.frame.height - self.frame.bottom

    @property
    def scale_at(self) -> float:
        return self.left - self.frame.gap

    @property
    def caption_at(self) -> int:
        return self.frame.height - 8


@dataclass(frozen=True)
class Plot:
    """Two drawings and the same in a table: one row for each place, one column for each series."""

    title: str
    summary: str
    wide: Drawing
    narrow: Drawing
    columns: list[str]
    rows: list[tuple[str, list[str]]]

    @property
    def drawings(self) -> tuple[Drawing, Drawing]:
        return self.wide, self.narrow


def draw(
    *,
    title: str,
    summary: str,
    places: Sequence[str],
    series: Sequence[Series],
    texts: Sequence[Sequence[str]],
    labels: Sequence[str] | None = None,
    marks: Sequence[tuple[float, str]] | None = None,
) -> Plot:
    """
    Args:
        places: what each row of the table is called, one for each value.
        texts: the values of each series as words, for the table.
        labels: shorter names of the places, to stand below the axis; by default the same.
        marks: values and words of the scale, from the lowest up; by default what the values need.
    """
    marks = marks or marks_for([v for each in series for v in each.values if v is not None])
    wide, narrow = (_drawing(frame, series, labels or places, marks) for frame in (WIDE, NARROW))
    return Plot(
        title=title,
        summary=summary,
        wide=wide,
        narrow=narrow,
        columns=[each.name for each in series],
        rows=[(place, [column[index] for column in texts]) for index, place in enumerate(places)],
    )


def scale_of(values: Sequence[float]) -> tuple[float, float, float]:
    """Lowest and highest mark and the step between marks: 1, 2, 2.5 or 5 times a power of ten."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low < FINEST:
        # One figure, or several that no reader could tell apart: it stands in the middle.
        spread = abs(low) / 2 if abs(low) > FINEST else 0.5
        low, high = low - spread, high + spread
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    return floor(low / step) * step, ceil(high / step) * step, step


def marks_for(values: Sequence[float]) -> list[tuple[float, str]]:
    """Marks of a scale that holds all values, written as the reader writes numbers."""
    low, high, step = scale_of(values)
    exponent = Decimal(f"{step:.6g}").normalize().as_tuple().exponent
    decimals = min(MOST_DECIMALS, max(0, -int(exponent)))
    marks = [low + step * number for number in range(round((high - low) / step) + 1)]
    # Plus nothing: a mark that rounds to zero must not read -0.
    return [
        (mark, number_format(round(mark, decimals) + 0.0, decimals, force_grouping=True))
        for mark in marks
    ]


def _drawing(
    frame: Frame,
    series: Sequence[Series],
    labels: Sequence[str],
    marks: Sequence[tuple[float, str]],
) -> Drawing:
    longest = max(len(text) for _mark, text in marks)
    left = min(round(frame.gap + frame.letter * longest, 1), frame.width / 3)
    room = frame.width - left - frame.right
    low, high = marks[0][0], marks[-1][0]
    numbers = iter(range(1, len(series) + 1))

    def x(index: int) -> float:
        return round(left + room * (index + 0.5) / max(len(labels), 1), 1)

    def y(value: float) -> float:
        drawn = frame.height - frame.top - frame.bottom
        return round(frame.height - frame.bottom - drawn * (value - low) / (high - low), 1)

    def curve(each: Series) -> Curve:
        points = [None if v is None else (x(i), y(v)) for i, v in enumerate(each.values)]
        drawn = [point for point in points if point]
        number = 0 if each.is_target or each.is_red_flag else next(numbers)
        last = drawn[-1] if drawn else None
        return Curve(each.name, number, each.is_target, each.is_red_flag, _path(points), last)

    def label(index: int) -> Tick:
        """Below its place; the last one keeps to the edge, for half of it would stand outside."""
        if x(index) + frame.label / 2 > frame.width:
            return Tick(frame.width, labels[index], "end")
        return Tick(x(index), labels[index])

    every = _stride(len(labels) * frame.label / room)
    return Drawing(
        frame=frame,
        left=left,
        curves=[curve(each) for each in series],
        across=[label(index) for index in range((len(labels) - 1) % every, len(labels), every)],
        upwards=[Tick(y(mark), text, "end") for mark, text in marks],
    )


def _stride(needed: float) -> int:
    return next((stride for stride in STRIDES if stride >= needed), ceil(needed))


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """``M`` begins a line after a gap and ``L`` goes on; a lone point becomes a dot (round cap)."""
    parts = []
    before = None
    for index, point in enumerate(points):
        if point:
            parts.append(f"{'L' if before else 'M'}{point[0]:g} {point[1]:g}")
            is_last = index + 1 == len(points) or points[index + 1] is None
            if not before and is_last:
                parts.append("h0.01")
        before = point
    return "".join(parts)
