"""The colours of the design tokens: readable in both themes, tellable apart by everybody."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

import discussions

CSS = Path(discussions.__file__).parent / "static" / "strategy_discussions" / "css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
THEMES = ("light", "dark")

TEXT_ON_GROUND = [
    *((ink, ground) for ground in ("paper", "surface", "surface-raised", "surface-sunken")
      for ink in ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "negative")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "accent-soft"),
    *((ink, f"{tone}-soft") for tone in ("accent", "positive", "negative", "caution", "neutral")
      for ink in ("ink", "ink-soft")),
    *((tone, f"{tone}-soft") for tone in ("positive", "negative", "caution", "neutral")),
    ("on-red", "status-red"),
    ("ink", "highlight"),
    ("paper", "ink"),
]  # fmt: skip
MARK_ON_GROUND = [
    (mark, ground)
    for mark in (
        "line-strong", "accent", "status-green", "status-amber", "status-red", "status-unknown",
    )
    for ground in ("paper", "surface")
] + [(f"chart-{number}", "surface") for number in range(1, 7)]  # fmt: skip

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
Colour = tuple[float, ...]


def tokens(theme: str, file: str = "tokens.css") -> list[tuple[str, str]]:
    number = THEMES.index(theme)
    text = (CSS / file).read_text()
    return [(name, pair[number]) for name, *pair in PAIR.findall(text)]


def linear(colour: str) -> Colour:
    values = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def times(matrix: tuple[Colour, ...], colour: Colour) -> Colour:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted(
        sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True))
        for c in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def oklab(rgb: Colour) -> Colour:
    """Ottosson's perceptual space: distances in it are about as large as they look."""
    cones = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        rgb,
    )
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        tuple(cone ** (1 / 3) for cone in cones),
    )


def seen_difference(one: str, other: str, vision: str) -> float:
    seen = [
        oklab(tuple(min(1, max(0, v)) for v in times(VISION[vision], linear(colour))))
        for colour in (one, other)
    ]
    return math.dist(*seen)


def test_the_measures_agree_with_known_figures() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert seen_difference("#ffffff", "#000000", "full") == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_at_four_and_a_half_to_one(theme: str) -> None:
    colours = dict(tokens(theme))
    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXT_ON_GROUND
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_edges_of_controls_show_at_three_to_one(theme: str) -> None:
    colours = dict(tokens(theme))
    weak = {
        (mark, ground): round(contrast(colours[mark], colours[ground]), 2)
        for mark, ground in MARK_ON_GROUND
        if contrast(colours[mark], colours[ground]) < 3
    }
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_initials_read_on_every_avatar(theme: str) -> None:
    colours = tokens(theme, "components.css")
    grounds = [colour for name, colour in colours if name == "avatar-ground"]
    inks = [colour for name, colour in colours if name == "avatar-ink"]
    assert len(grounds) == len(inks) == 6
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in zip(inks, grounds, strict=True))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_chart_colours_differ_with_every_kind_of_colour_vision(theme: str, vision: str) -> None:
    colours = dict(tokens(theme))
    series = [colours[f"chart-{number}"] for number in range(1, 7)]
    assert min(seen_difference(a, b, vision) for a, b in combinations(series, 2)) >= 0.1


def test_colours_are_named_only_by_tokens() -> None:
    """Anywhere else a colour would escape the checks above; avatars have a check of their own."""
    allowed = {"tokens.css", "components.css"}
    strays = [
        (path.name, line.strip())
        for path in CSS.glob("*.css")
        if path.name not in allowed
        for line in path.read_text().splitlines()
        if re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(", line)
    ]
    assert not strays


def test_css_uses_logical_properties_only() -> None:
    physical = re.compile(
        r"^\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|width|height"
        r"|(min|max)-(width|height))\s*:"
    )
    strays = [
        (path.name, line.strip())
        for path in CSS.glob("*.css")
        for line in path.read_text().splitlines()
        if physical.match(line)
    ]
    assert not strays
