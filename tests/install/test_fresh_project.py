"""A project fresh from `wagtail start` gets the hub by README's six steps, and nothing else."""

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import ROOT
from .readme import Step, run_command, steps_of, write_code

pytestmark = pytest.mark.install
# Done by the test in another way: the wheel is on the path, and nothing is left running.
STAND_INS = ("pip install", "python manage.py runserver")
PRODUCTION = 'SECRET_KEY = "x1!" * 20\nALLOWED_HOSTS = ["hub.example.com"]\n'
# What the host's own application answers to a socket where there is none.
KNOCK = """
import asyncio

from mysite.asgi import application


async def knock():
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    await application({"type": "websocket", "path": "/nowhere/", "headers": []}, receive, send)
    return sent


print("knocked:", asyncio.run(knock()))
"""

ASK = """
from django.contrib.auth.models import User
from django.test import Client
from strategy_hub.models import HubHomePage

home = HubHomePage.objects.get()
visitor = Client()
print("visitor:", visitor.get(home.url).status_code, visitor.get("/healthz/").status_code)
reader = Client()
reader.force_login(User.objects.create_user("reader"))
print("reader:", reader.get(home.url).status_code)
"""


@dataclass(frozen=True)
class Project:
    directory: Path
    environment: dict[str, str]
    steps: list[Step]

    def manage(self, *command: str, settings: str = "mysite.settings.dev") -> str:
        result = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=self.directory,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": settings},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout + result.stderr


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    directory = tmp_path_factory.mktemp("fresh")
    site_packages = directory / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site_packages)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"}
    }
    environment["PYTHONPATH"] = str(site_packages)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run_command("wagtail start mysite .", directory, environment)
    steps = steps_of((ROOT / "README.md").read_text())
    for step in steps:
        if step.code:
            write_code(step, directory)
        for command in step.commands:
            if not command.startswith(STAND_INS):
                run_command(command, directory, environment)
    return Project(directory, environment, steps)


def test_there_are_six_steps(project: Project) -> None:
    assert [step.number for step in project.steps] == [1, 2, 3, 4, 5, 6]


def test_the_wheel_and_not_the_working_tree_is_what_runs(project: Project) -> None:
    printed = project.manage("shell", "--no-imports", "-c", "import themes; print(themes.__file__)")
    assert str(project.directory) in printed


def test_the_checks_find_nothing(project: Project) -> None:
    assert "no issues" in project.manage("check")


def test_check_deploy_finds_nothing_of_ours(project: Project) -> None:
    (project.directory / "mysite/settings/local.py").write_text(PRODUCTION)
    try:
        printed = project.manage("check", "--deploy", settings="mysite.settings.production")
    finally:
        (project.directory / "mysite/settings/local.py").unlink()
    assert "strategy_hub." not in printed


def test_the_models_agree_with_the_migrations(project: Project) -> None:
    assert "No changes" in project.manage("makemigrations", "--check", "--dry-run")


def test_setting_up_again_changes_nothing(project: Project) -> None:
    assert "0 made" in project.manage("setup_strategy_hub")


def test_visitors_are_sent_to_the_login_and_readers_are_let_in(project: Project) -> None:
    printed = project.manage("shell", "--no-imports", "-c", ASK)
    assert "visitor: 302 200" in printed
    assert "reader: 200" in printed


def test_the_asgi_application_answers_sockets(project: Project) -> None:
    printed = project.manage("shell", "--no-imports", "-c", KNOCK)
    assert "knocked: ['websocket.close']" in printed
