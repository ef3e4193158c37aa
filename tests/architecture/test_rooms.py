"""The same rooms in every app, and files that fit in the head."""

import ast
from pathlib import Path

import pytest

from .leaks import LAYERS, ROOT, files_of

MOST_LINES = 400
NO_ROOMS = {"utils", "helpers", "core", "services", "common", "misc"}
OURS = [*LAYERS, "tests", "deploy/site"]


def too_long(paths: list[Path]) -> list[str]:
    lines = {path: path.read_text().count("\n") for path in paths}
    return [f"{path}: {count}" for path, count in lines.items() if count > MOST_LINES]


def takes_a_request(source: str) -> list[str]:
    """Functions of a module of actions that take a request: actions know people, not HTTP."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, functions)
        and "request" in {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}
    ]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    paths = [path for app in OURS for path in files_of(app, ".py", ".html", ".css", ".js")]
    assert too_long(paths) == []


def test_a_long_file_would_be_noticed(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("pass\n" * (MOST_LINES + 1))
    assert too_long([long])


def test_no_room_has_a_name_that_says_nothing() -> None:
    names = [path for app in LAYERS for path in (ROOT / app).rglob("*") if path.stem in NO_ROOMS]
    assert names == []


@pytest.mark.parametrize("app", LAYERS)
def test_actions_know_nothing_of_requests(app: str) -> None:
    actions = [path for path in files_of(app, ".py") if "actions" in path.relative_to(ROOT).parts]
    found = {path.name: names for path in actions if (names := takes_a_request(path.read_text()))}
    assert found == {}


def test_an_action_that_takes_a_request_would_be_noticed() -> None:
    assert takes_a_request("def create_post(request, *, body): ...") == ["create_post"]


@pytest.mark.parametrize("app", LAYERS)
def test_every_app_is_marked_as_typed(app: str) -> None:
    assert (ROOT / app / "py.typed").is_file()
