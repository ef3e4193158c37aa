"""strategy_hub -> scorecard -> themes -> discussions, and never the other way."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from .leaks import (
    LAYERS,
    ROOT,
    files_of,
    migrations_upward,
    named_above,
    relations_upward,
    strings_naming_above,
)


def lint_imports(directory: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(
        [sys.executable, "-c", command, *options], cwd=directory, capture_output=True, text=True
    )


def test_no_app_imports_one_above_it() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_import_upward_would_be_noticed(tmp_path: Path) -> None:
    for app in LAYERS:
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "discussions" / "posting.py").write_text("import themes\n")
    result = lint_imports(tmp_path)
    assert result.returncode == 1
    assert "discussions.posting -> themes" in result.stdout


def test_no_model_points_to_a_layer_above() -> None:
    assert relations_upward(apps.get_models(include_auto_created=True)) == []


@isolate_apps("discussions", "themes")
def test_a_foreign_key_upward_would_be_noticed() -> None:
    class Theme(models.Model):
        class Meta:
            app_label = "strategy_themes"

    class Note(models.Model):
        theme = models.ForeignKey(Theme, on_delete=models.CASCADE)

        class Meta:
            app_label = "strategy_discussions"

    assert relations_upward([Theme, Note]) == [
        "strategy_discussions.Note.theme -> strategy_themes.Theme"
    ]


@isolate_apps("discussions", "themes")
def test_a_many_to_many_through_a_table_above_would_be_noticed() -> None:
    class Label(models.Model):
        class Meta:
            app_label = "strategy_discussions"

    class Labelling(models.Model):
        label = models.ForeignKey(Label, on_delete=models.CASCADE)
        note = models.ForeignKey("strategy_discussions.Note", on_delete=models.CASCADE)

        class Meta:
            app_label = "strategy_themes"

    class Note(models.Model):
        labels = models.ManyToManyField(Label, through=Labelling)

        class Meta:
            app_label = "strategy_discussions"

    assert relations_upward([Label, Labelling, Note]) == [
        "strategy_discussions.Note.labels -> strategy_themes.Labelling"
    ]


def test_no_migration_waits_for_a_layer_above() -> None:
    loader = MigrationLoader(None)
    assert migrations_upward(loader.disk_migrations.values()) == []


def test_a_migration_that_waits_upward_would_be_noticed() -> None:
    class Extra(Migration):
        dependencies = [("strategy_scorecard", "0001_initial"), ("auth", "0001_initial")]

    assert migrations_upward([Extra("0002_extra", "strategy_themes")]) == [
        "strategy_themes.0002_extra -> strategy_scorecard.0001_initial"
    ]


@pytest.mark.parametrize("app", LAYERS)
def test_no_template_or_asset_names_an_app_above(app: str) -> None:
    leaks = {
        str(path.relative_to(ROOT)): names
        for path in files_of(app, ".html", ".txt", ".css", ".js", ".svg")
        if (names := named_above(path.read_text(), app))
    }
    assert leaks == {}


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "strategy_hub/base.html" %}',
        '{% include "strategy_themes/includes/theme.html" %}',
        "{% load strategy_themes %}",
        "{% static 'strategy_scorecard/map.css' %}",
        '{% url "strategy_themes:desk" %}',
        'import { bell } from "../../strategy_hub/js/bell.js";',
    ],
)
def test_a_template_that_names_an_app_above_would_be_noticed(text: str) -> None:
    assert named_above(text, "discussions")


@pytest.mark.parametrize("app", LAYERS)
def test_no_string_in_python_names_an_app_above(app: str) -> None:
    leaks = {
        str(path.relative_to(ROOT)): strings
        for path in files_of(app, ".py")
        if (strings := strings_naming_above(path.read_text(), app))
    }
    assert leaks == {}


@pytest.mark.parametrize(
    "source",
    [
        'reverse("strategy_themes:desk")',
        'apps.get_model("strategy_hub", "Notification")',
        'models.ForeignKey("strategy_scorecard.Objective", models.CASCADE)',
        'import_string("themes.actions.thank_contribution")',
        'person.has_perm("strategy_themes.own_theme")',
    ],
)
def test_a_string_that_names_an_app_above_would_be_noticed(source: str) -> None:
    assert strings_naming_above(source, "discussions")


def test_naming_an_app_below_or_explaining_one_above_is_allowed() -> None:
    assert not strings_naming_above('reverse("strategy_discussions:post")', "themes")
    assert not strings_naming_above('"""Filled by strategy_themes from ready()."""', "discussions")
