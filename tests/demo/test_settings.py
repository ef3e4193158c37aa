from importlib import import_module
from pathlib import Path

import pytest

from demo.content import load


def test_the_organisation_gives_the_hub_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SITE_NAME", raising=False)
    settings = import_module("intranet.settings.dev")
    assert settings.STRATEGY_HUB["NAME"] == load("hub")["name"]
