"""Pictures of the demo: ``make screenshots``.

Every view in two widths, light and dark, whole pages, into var/screenshots, to be looked at. The
first screen of a few, light and wide, into docs/screenshots, for the documentation.
"""

import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ROOT / "deploy/site/demo/content/people.toml"
LOOKED_AT = ROOT / "var/screenshots"
DOCUMENTED = ROOT / "docs/screenshots"
SIZES = {1280: 860, 390: 844}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
START_SECONDS = 300
# The wheel on a video turns on for a while when the video is there; nothing tells of its end.
WHEEL_MILLISECONDS = 3000

ADDRESSES = """
from demo.content import load
from django.urls import reverse
from scorecard.models import Objective
from strategy_hub.models import HubHomePage, UpdatePage
from themes.models import Contribution, QuestionPage, ThemePage

users = {persona["role"]: persona["user"] for persona in load("people")["persona"]}
own = Contribution.objects.filter(contributor__username=users["employee"]).order_by("pk")
theme = ThemePage.objects.live().order_by("path").first()
print("login", reverse("strategy_hub:login"))
print("home", HubHomePage.objects.get().url)
print("update", UpdatePage.objects.live().order_by("-published_on").first().url)
print("theme", theme.url)
print("question", QuestionPage.objects.live().order_by("path").first().url)
print("discussion", reverse("strategy_discussions:discussion", args=[theme.primary_discussion.pk]))
print("desk", reverse("strategy_themes:desk"))
print("dashboard", reverse("strategy_scorecard:dashboard"))
print("metrics", reverse("strategy_scorecard:metrics"))
print("notifications", reverse("strategy_hub:notifications"))
print("contributions", reverse("strategy_themes:contributions"))
print("contribution", reverse("strategy_themes:contribution", args=[own.first().pk]))
objective = Objective.objects.order_by("code").first()
print("objective", reverse("strategy_scorecard:objective", args=[objective.code]))
"""


@dataclass(frozen=True)
class Shot:
    """One view, as the persona with `role` sees it; without one, as anybody does."""

    name: str
    role: str = ""
    documented: bool = False


SHOTS = (
    Shot("login"),
    Shot("home", "employee", documented=True),
    Shot("update", "employee", documented=True),
    Shot("theme", "employee"),
    Shot("question", "employee"),
    Shot("discussion", "employee", documented=True),
    Shot("contributions", "employee"),
    Shot("contribution", "employee"),
    Shot("desk", "theme owner", documented=True),
    Shot("notifications", "theme owner"),
    Shot("dashboard", "strategy office", documented=True),
    Shot("objective", "strategy office"),
    Shot("metrics", "strategy office"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_demo() -> Iterator[str]:
    """The demo as `make demo` serves it, built first if it is not there."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, ROOT / "deploy/site/serve_demo.py"], env=environment
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("The demo did not start.")
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def answers(address: str) -> bool:
    try:
        return bool(urlopen(f"{address}/healthz/", timeout=5).status == 200)  # noqa: S310 (ours)
    except (URLError, OSError):
        return False


def addresses() -> dict[str, str]:
    """Path of each view in the demo's own database."""
    printed = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", ADDRESSES],
        cwd=ROOT / "deploy/site",
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "intranet.settings.dev"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(" ", 1) for line in printed.stdout.splitlines())


@contextmanager
def signed_in(
    browser: Browser, site: str, scheme: Scheme, user: str, password: str
) -> Iterator[Page]:
    """A browser of the person's own; of nobody's, if `user` is empty."""
    context = browser.new_context(base_url=site, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    if user:
        page.goto("/hub/login/")
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill(password)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(lambda address: "/login/" not in address)
    yield page
    context.close()


def take(page: Page, shot: Shot, path: str, scheme: Scheme) -> None:
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        response = page.goto(path)
        if response is None or response.status != 200:
            sys.exit(f"{path} answered {response and response.status}.")
        page.wait_for_load_state("networkidle")
        if page.locator("video").count():
            page.wait_for_timeout(WHEEL_MILLISECONDS)
        name = f"{shot.name}-{width}-{scheme}.png"
        if shot.documented and (width, scheme) == (1280, "light"):
            page.screenshot(path=DOCUMENTED / name)
        # As high as the page: the bar at the foot of a phone would lie across its middle.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=LOOKED_AT / name, full_page=True)


def main() -> None:
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    DOCUMENTED.mkdir(parents=True, exist_ok=True)
    chromium = subprocess.run(
        [ROOT / "deploy/find_chromium"], capture_output=True, text=True, check=True
    ).stdout.strip()
    people = tomllib.loads(PEOPLE.read_text())
    users = {persona["role"]: persona["user"] for persona in people["persona"]}
    with running_demo() as site, sync_playwright() as playwright:
        paths = addresses()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in SCHEMES:
            for role, shots in groupby(SHOTS, key=attrgetter("role")):
                user = users.get(role, "")
                with signed_in(browser, site, scheme, user, people["password"]) as page:
                    for shot in shots:
                        take(page, shot, paths[shot.name], scheme)
                sys.stdout.write(f"{scheme}: {role or 'anybody'}\n")
        browser.close()


if __name__ == "__main__":
    main()
