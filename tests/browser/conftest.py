"""A real server and a real Chromium: `visit(person)` opens a signed-in browser of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as host
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.cast import Cast, Hub, make_cast, make_hub
from tests.host.server import Server

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
# A busy machine may need long; what never comes still fails.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> Cast:
    """As everywhere, but committed, so that the server sees it."""
    # The server's process has a layer of its own; this one only prepares and looks.
    settings.CHANNEL_LAYERS = {}
    return make_cast()


@pytest.fixture
def hub(cast: Cast) -> Hub:
    return make_hub(cast)


@pytest.fixture
def server(hub: Hub) -> Iterator[Server]:
    running = Server()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: Playwright's loop would stand in the way of asynchronous tests."""
    if not CHROMIUM:
        pytest.fail("Chromium is missing. Install it: apt-get install chromium")
    # Playwright's loop runs in this thread; Django takes that for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: `visit(person)` is signed in, `visit(None)` is not.

    A page error or a violation of the content security policy fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_browser(person: Any, **options: Any) -> Page:
        context = chromium.new_context(base_url=server.address, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[host.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": host.SESSION_COOKIE_NAME, "value": cookie, "url": server.address}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _complain(message, complaints))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert not complaints


def _complain(message: Any, complaints: list[str]) -> None:
    if "Content Security Policy" in message.text:
        complaints.append(message.text)
