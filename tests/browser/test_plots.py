"""A plot can be read on every screen: its text is large enough, and no label covers another."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser

import discussions
from scorecard import periods
from scorecard.plots import Series, draw

pytestmark = pytest.mark.browser

CSS = Path(discussions.__file__).parent / "static" / "strategy_discussions" / "css"
SMALLEST = 11
TEXTS = """() => [...document.querySelectorAll("figure > svg")]
  .filter((svg) => svg.checkVisibility())
  .flatMap((svg) => [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect();
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    return { text: text.textContent, size, left: box.left, right: box.right, top: box.top,
             bottom: box.bottom };
  }))"""


def a_year_and_a_half() -> str:
    starts = [periods.shift("month", date(2026, 10, 1), -back) for back in reversed(range(18))]
    names = [periods.short_name_of("month", start) for start in starts]
    plot = draw(
        title="Sales",
        summary="",
        places=names,
        series=[Series("Actual", [10_000 + 100 * number for number in range(18)])],
        texts=[names],
    )
    return render_to_string("strategy_scorecard/includes/plot.html", {"plot": plot})


def is_apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["right"] < other["left"]
        or other["right"] < one["left"]
        or one["bottom"] < other["top"]
        or other["bottom"] < one["top"]
    )


@pytest.mark.parametrize("width", [240, 288, 308, 352, 480, 543, 720, 1200])
def test_the_labels_of_a_plot_are_large_enough_and_apart(chromium: Browser, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(a_year_and_a_half())
    for name in ("tokens.css", "base.css", "charts.css"):
        page.add_style_tag(path=CSS / name)
    page.add_style_tag(content="figure { inline-size: 100vw; }")
    texts = page.evaluate(TEXTS)
    page.close()
    assert len(texts) > 5
    assert min(text["size"] for text in texts) >= SMALLEST
    # Half a hair more at the edge is the rounding of the browser.
    outside = [text for text in texts if text["left"] < -0.5 or text["right"] > width + 0.5]
    assert not outside
    for number, text in enumerate(texts):
        assert all(is_apart(text, other) for other in texts[number + 1 :])
