"""What the two executives say, and what stands behind them while they say it.

Figures come from the scorecard's file, so that the videos and the dashboard tell the same story.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

SCORECARD = Path(__file__).parents[1] / "content" / "scorecard.toml"

Scene = Literal["title", "chart", "points", "number", "question"]


@dataclass(frozen=True)
class Line:
    """One sentence: its caption, how it is spoken, the scene it belongs to."""

    caption: str
    scene: Scene
    spoken: str = ""
    # On a "points" scene: the point that appears with this sentence.
    point: str = ""


@dataclass(frozen=True)
class Story:
    slug: str
    title: str
    subtitle: str
    speaker: str
    role: str
    voice: str
    pitch: int
    chart_title: str
    chart_unit: str
    values: tuple[float, ...]
    goal: float
    number: str
    number_label: str
    question: str
    lines: tuple[Line, ...]
    points_title: str
    good_is_up: bool = field(default=True)


def _measures() -> dict[str, dict[str, Any]]:
    with SCORECARD.open("rb") as file:
        return {row["code"]: row for row in tomllib.load(file)["measure"]}


def stories() -> tuple[Story, ...]:
    measures = _measures()
    days, again, first_pass = (measures[code] for code in ("M12", "M13", "M19"))
    return (
        Story(
            slug="warm-by-evening",
            title="Warm by evening",
            subtitle="Where we stand, half-way",
            speaker="Ingrid Oyelaran",
            role="Chief Executive",
            voice="en-gb-x-rp+f3",
            pitch=42,
            chart_title="Working days per installation",
            chart_unit="days",
            values=tuple(days["actuals"]),
            goal=days["goal"],
            good_is_up=False,
            number=f"{again['actuals'][-1]} %",
            number_label="of installations still need a second visit",
            points_title="What got us here",
            question="What would you change tomorrow, if it were your house?",
            lines=(
                Line("Hello everyone.", "title"),
                Line(
                    "Eighteen months ago we made one promise: a new heat pump, and the house warm"
                    " by evening.",
                    "title",
                ),
                Line(
                    f"Back then, an installation took {days['actuals'][0]} working days.",
                    "chart",
                    "Back then, an installation took two point six working days.",
                ),
                Line(
                    f"Last month it took {days['actuals'][-1]}.",
                    "chart",
                    "Last month it took one point six.",
                ),
                Line("Three things got us here.", "points"),
                Line(
                    "A hose kit, packed for each house.",
                    "points",
                    point="A hose kit for each house",
                ),
                Line(
                    "A survey by video, before anybody drives.",
                    "points",
                    point="A survey by video, before anybody drives",
                ),
                Line(
                    "And crews who tell us what wasted their time.",
                    "points",
                    point="Crews who say what wasted their time",
                ),
                Line(
                    "We are not there yet. One house in four still needs a second visit.",
                    "number",
                ),
                Line(
                    "So here is my question. What would you change tomorrow, if it were your"
                    " house?",
                    "question",
                ),
                Line("Write it below. I read every answer.", "question"),
            ),
        ),
        Story(
            slug="line-three",
            title="Line three, honestly",
            subtitle="What slipped in Porto, and what we do",
            speaker="Tomás Brandvik",
            role="Chief Operating Officer",
            voice="en-gb+m3",
            pitch=36,
            chart_title="First pass yield in Porto",
            chart_unit="%",
            values=tuple(first_pass["actuals"]),
            goal=first_pass["goal"],
            number="95 %",
            number_label="before we add a second shift on line three",
            points_title="What we do now",
            question="What do I still not see?",
            lines=(
                Line("I want to talk about line three, and I want to be honest.", "title"),
                Line(
                    "Since it builds the R290 machine, our first pass yield has slipped,"
                    " from 96 per cent to 91.",
                    "chart",
                    "Since it builds the R, two ninety machine, our first pass yield has slipped,"
                    " from ninety six per cent, to ninety one.",
                ),
                Line(
                    "The people on the line saw it first. They wrote it here, and they were right.",
                    "chart",
                ),
                Line("So we do three things.", "points"),
                Line(
                    "Anybody may stop the line when a brazed joint is in doubt.",
                    "points",
                    point="Anybody may stop the line",
                ),
                Line(
                    "Each new colleague works ten days beside an experienced one.",
                    "points",
                    point="Ten days beside an experienced colleague",
                ),
                Line(
                    "And design sits in Porto until the manifold is easy to build.",
                    "points",
                    point="Design sits in Porto",
                ),
                Line(
                    "Until we are back at 95, I would rather ship late than ship leaks.",
                    "number",
                    "Until we are back at ninety five, I would rather ship late, than ship leaks.",
                ),
                Line("Tell me what I still do not see.", "question"),
            ),
        ),
    )
