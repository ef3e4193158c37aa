"""Finders of leaks between the layers that an import linter cannot see.

Each takes its material as an argument, so that the tests can also feed it a bad sample.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Import name to label, from the lowest layer to the highest.
LAYERS = {
    "discussions": "strategy_discussions",
    "themes": "strategy_themes",
    "scorecard": "strategy_scorecard",
    "strategy_hub": "strategy_hub",
}
HEIGHT = {label: height for height, label in enumerate(LAYERS.values())}


def files_of(app: str, *endings: str) -> Iterator[Path]:
    """The files of an app, without its migrations."""
    for path in sorted((ROOT / app).rglob("*")):
        if path.suffix in endings and "migrations" not in path.parts:
            yield path


def above(app: str) -> list[str]:
    """Labels of the apps above `app`."""
    return list(LAYERS.values())[list(LAYERS).index(app) + 1 :]


def named_above(text: str, app: str) -> set[str]:
    """Labels of upper apps that occur in `text`: of a template, a stylesheet or a script."""
    return {label for label in above(app) if re.search(rf"\b{label}\b", text)}


def strings_naming_above(source: str, app: str) -> set[str]:
    """String literals of Python `source` that name an upper app: a model, address, path, module.

    Docstrings may: they explain.
    """
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    modules = [name for name, label in LAYERS.items() if label in above(app)]
    dotted = re.compile(rf"^({'|'.join(modules)})\.[a-z_]\w*") if modules else None
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and (named_above(node.value, app) or (dotted and dotted.match(node.value)))
    }


def relations_upward(models: Iterable[Any]) -> list[str]:
    """Foreign keys, many-to-manys with their tables, and parents that lie in a higher layer."""
    found = []
    for model in models:
        height = HEIGHT.get(model._meta.app_label)
        if height is None:
            continue
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        targets = {(field.name, field.related_model) for field in fields if field.related_model}
        targets |= {
            (field.name, field.remote_field.through) for field in model._meta.local_many_to_many
        }
        targets |= {("parent", parent) for parent in model._meta.parents}
        found += [
            f"{model._meta.label}.{name} -> {target._meta.label}"
            for name, target in targets
            if HEIGHT.get(target._meta.app_label, -1) > height
        ]
    return sorted(found)


def migrations_upward(migrations: Iterable[Any]) -> list[str]:
    """Migrations of a lower app that are tied to one of an upper app, before or after it."""
    return sorted(
        f"{migration.app_label}.{migration.name} -> {label}.{name}"
        for migration in migrations
        if migration.app_label in HEIGHT
        for label, name in [*migration.dependencies, *migration.run_before]
        if HEIGHT.get(label, -1) > HEIGHT[migration.app_label]
    )


def names_standard_page(migration: str) -> bool:
    """Whether the text of a migration names Wagtail's own page instead of the host's base page."""
    return bool(re.search(r"""["']wagtailcore\.page["']""", migration, re.IGNORECASE))


def imports_standard_page(source: str) -> bool:
    """Whether Python `source` imports Wagtail's `Page` for more than the type checker."""
    tree = ast.parse(source)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module in {"wagtail.models", "wagtail.models.pages"}
        and any(alias.name == "Page" for alias in node.names)
        and id(node) not in typing_only
        for node in ast.walk(tree)
    )
