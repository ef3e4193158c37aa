"""A host with a base page of its own (WAGTAIL_PAGE_MODEL, Wagtail 8): in processes of their own,
because a process has one base page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .leaks import ROOT

OPEN_HOME = """
from django.contrib.auth.models import User
from django.test import Client
from strategy_hub.models import HubHomePage

home = HubHomePage.objects.get()
print("base page:", home.base_page_model._meta.label)
client = Client()
client.force_login(User.objects.create_user("reader"))
print("home:", client.get(home.url).status_code)
"""


class Host:
    def __init__(self, directory: Path) -> None:
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.testapp.custom_page.settings",
            "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3",
            "STRATEGY_TEST_MEDIA": str(directory / "media"),
        }

    def run(self, *command: str) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "tests.host", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host whose database has been migrated and set up."""
    host = Host(tmp_path_factory.mktemp("custom_page"))
    host.run("migrate", "--verbosity", "0")
    host.run("setup_strategy_hub")
    return host


def test_the_checks_find_nothing(host: Host) -> None:
    assert "no issues" in host.run("check")


def test_the_models_agree_with_the_migrations(host: Host) -> None:
    assert "No changes detected" in host.run("makemigrations", "--check", "--dry-run")


def test_our_page_types_are_pages_of_the_host(host: Host) -> None:
    printed = host.run("shell", "--no-imports", "--command", OPEN_HOME)
    assert "base page: custom_page.BasePage" in printed
    assert "home: 200" in printed
