import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.install
APPS = {"strategy_hub", "scorecard", "themes", "discussions"}
SHIPPED = {".py", ".html", ".txt", ".css", ".js", ".svg", ".woff2", ".png", ".mo", ".po"}


@pytest.fixture
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_four_apps_and_nothing_else(names: set[str]) -> None:
    folders = {name.split("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == APPS


def test_it_holds_every_module_template_and_asset_of_the_apps(
    names: set[str], source: Path
) -> None:
    ours = {
        str(path.relative_to(source))
        for app in APPS
        for path in (source / app).rglob("*")
        if path.suffix in SHIPPED or path.name == "py.typed"
    }
    assert ours
    assert ours - names == set()


def test_every_app_ships_its_templates_assets_and_types(names: set[str]) -> None:
    for app in APPS:
        assert f"{app}/py.typed" in names
        for room in ("migrations", "templates", "static"):
            assert any(name.startswith(f"{app}/{room}/") for name in names), (app, room)
