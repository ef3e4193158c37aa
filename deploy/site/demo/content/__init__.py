"""What the demo says, apart from how it is made: TOML for what has a shape, text for talk."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TALK = FOLDER / "talk"
ASSETS = FOLDER.parent / "assets"


def load(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
