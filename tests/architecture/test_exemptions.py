"""Whoever silences a check says why: beside it, or in a comment just above."""

import re
from pathlib import Path

from .leaks import LAYERS, files_of

OURS = [*LAYERS, "tests", "deploy/site"]
SILENCED = re.compile(r"# noqa\b(: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*)?(?P<reason>.*)")


def without_reason(source: str) -> list[str]:
    lines = source.splitlines()
    return [
        line.strip()
        for above, line in zip(["", *lines], lines, strict=False)
        if (found := SILENCED.search(line))
        and not found["reason"].strip()
        and not above.strip().startswith("#")
    ]


def test_every_silenced_check_has_a_reason() -> None:
    paths: list[Path] = [path for app in OURS for path in files_of(app, ".py")]
    found = {str(path): lines for path in paths if (lines := without_reason(path.read_text()))}
    assert found == {}


def test_a_check_silenced_without_a_reason_would_be_noticed() -> None:
    silenced = "import os  # no" + "qa"
    assert without_reason(f"{silenced}: F401\n{silenced}") == [f"{silenced}: F401", silenced]


def test_a_reason_beside_or_above_is_enough() -> None:
    silenced = "import os  # no" + "qa: F401"
    assert without_reason(f"{silenced}  (connects itself)\n# It connects itself.\n{silenced}") == []
