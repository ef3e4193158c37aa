"""How the videos look: colours, type and the few figures on a slide, drawn with Pillow.

Everything is drawn at twice the size and reduced once, which gives smooth edges.
"""

import math
import subprocess
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 720
FINE = 2

INK_TOP, INK_BOTTOM = (11, 42, 51), (18, 66, 74)
PAPER = (244, 240, 230)
MUTED = (155, 186, 188)
FAINT = (42, 88, 95)
EMBER = (242, 158, 84)
ALARM = (240, 106, 92)

Colour = tuple[int, int, int]
Point = tuple[float, float]


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A geometric face of the system; fontconfig names the file."""
    style = "URW Gothic:style=" + ("Demi" if bold else "Book")
    found = subprocess.run(  # noqa: S603  (a fixed command)
        ["fc-match", "--format=%{file}", style],  # noqa: S607  (found on the path)
        check=True,
        capture_output=True,
        text=True,
    )
    return ImageFont.truetype(found.stdout, size * FINE)


@cache
def _background() -> Image.Image:
    strip = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        strip.putpixel((0, y), blend(INK_TOP, INK_BOTTOM, y / HEIGHT))
    return strip.resize((WIDTH * FINE, HEIGHT * FINE))


def blend(below: Colour, above: Colour, share: float) -> Colour:
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(b + (a - b) * share) for b, a in zip(below, above, strict=True))
    return red, green, blue


def ease(share: float) -> float:
    """From 0 to 1, slow at both ends."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


class Slide:
    """One frame. Coordinates are those of the finished picture."""

    def __init__(self) -> None:
        self.image = _background().copy()
        self.draw = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def text(
        self,
        at: Point,
        words: str,
        size: int,
        *,
        colour: Colour = PAPER,
        shown: float = 1.0,
        bold: bool = False,
        anchor: str = "ls",
    ) -> None:
        """Words that fade in and rise a little; `shown` runs from 0 to 1."""
        share = ease(shown)
        if share <= 0:
            return
        place = (at[0] * FINE, (at[1] + 14 * (1 - share)) * FINE)
        fill = blend(INK_BOTTOM, colour, share)
        self.draw.text(place, words, font=font(size, bold=bold), fill=fill, anchor=anchor)

    def wrapped(self, at: Point, words: str, size: int, width: int, *, shown: float) -> None:
        face, rows = font(size, bold=True), [""]
        for word in words.split():
            longer = f"{rows[-1]} {word}".strip()
            if face.getlength(longer) <= width * FINE:
                rows[-1] = longer
            else:
                rows.append(word)
        for number, row in enumerate(rows):
            self.text((at[0], at[1] + number * size * 1.3), row, size, bold=True, shown=shown)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        if len(scaled) > 1:
            self.draw.line(scaled, fill=colour, width=round(width * FINE), joint="curve")

    def disc(self, at: Point, radius: float, colour: Colour) -> None:
        x, y, r = at[0] * FINE, at[1] * FINE, radius * FINE
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def ring(self, at: Point, radius: float, colour: Colour, width: float) -> None:
        x, y, r = at[0] * FINE, at[1] * FINE, radius * FINE
        self.draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=round(width * FINE))

    def brand(self) -> None:
        """The mark of the company: a sun going down behind a roof."""
        x, y = 84, 76
        self.disc((x, y - 6), 15, EMBER)
        self.draw.polygon(
            [(v[0] * FINE, v[1] * FINE) for v in ((x - 26, y + 14), (x, y - 8), (x + 26, y + 14))],
            fill=INK_TOP,
        )
        self.line([(x - 25, y + 13), (x, y - 8), (x + 25, y + 13)], PAPER, 4)
        self.text((x + 42, y + 10), "lumavik", 30, bold=True)

    def speaker(self, name: str, role: str, loudness: float, moment: float) -> None:
        """Who speaks, with a voice that moves: `loudness` from 0 to 1, `moment` in seconds."""
        at = (110.0, 628.0)
        self.ring(at, 41 + 9 * loudness, blend(INK_BOTTOM, EMBER, 0.25 + 0.5 * loudness), 3)
        self.disc(at, 38, EMBER)
        initials = "".join(part[0] for part in name.split())
        self.text(at, initials, 26, colour=INK_TOP, bold=True, anchor="mm")
        self.text((172, 622), name, 25, bold=True)
        self.text((172, 652), role, 20, colour=MUTED)
        for bar in range(22):
            swing = abs(math.sin(moment * 7.3 + bar * 1.7) * math.cos(moment * 3.1 - bar * 0.6))
            half = 2 + 24 * loudness * swing
            x = 1004 + bar * 9
            self.line([(x, 632 - half), (x, 632 + half)], blend(INK_BOTTOM, PAPER, 0.55), 4)

    def chart(
        self, values: Sequence[float], goal: float, unit: str, *, drawn: float, good_is_up: bool
    ) -> None:
        """A line that is drawn from left to right, with its goal as a dotted one."""
        left, right, top, bottom = 112.0, 1040.0, 250.0, 520.0
        low, high = min(*values, goal), max(*values, goal)
        room = (high - low) * 0.12
        low, high = low - room, high + room

        def y_of(value: float) -> float:
            return bottom - (value - low) / (high - low) * (bottom - top)

        steps = len(values) - 1
        points = [(left + (right - left) * i / steps, y_of(v)) for i, v in enumerate(values)]
        self.line([(left, bottom + 12), (right, bottom + 12)], FAINT, 2)
        for x in range(int(left), int(right), 18):
            self.line([(x, y_of(goal)), (x + 9, y_of(goal))], MUTED, 2)
        self.text((right + 18, y_of(goal) + 7), f"Goal {goal:g}", 20, colour=MUTED)
        self.text((left, bottom + 42), "18 months ago", 18, colour=MUTED)
        self.text((right, bottom + 42), "last month", 18, colour=MUTED, anchor="rs")

        reach = ease(drawn) * steps
        whole = int(reach)
        path = points[: whole + 1]
        if whole < steps:
            (x0, y0), (x1, y1) = points[whole], points[whole + 1]
            part = reach - whole
            path = [*path, (x0 + (x1 - x0) * part, y0 + (y1 - y0) * part)]
        colour = EMBER if (values[-1] > values[0]) == good_is_up else ALARM
        self.line(path, colour, 6)
        self.disc(path[0], 8, PAPER)
        self.disc(path[-1], 10, colour)
        above = -26 if good_is_up else -30
        self.text((points[0][0], points[0][1] + above), f"{values[0]:g} {unit}", 30, bold=True)
        if drawn > 0.6:
            beside = (right + 22, points[-1][1])
            shown = (drawn - 0.6) / 0.4
            words = f"{values[-1]:g} {unit}"
            self.text(beside, words, 36, bold=True, anchor="lm", shown=shown)

    def progress(self, share: float) -> None:
        self.line([(0, HEIGHT - 3), (WIDTH * share, HEIGHT - 3)], EMBER, 6)
