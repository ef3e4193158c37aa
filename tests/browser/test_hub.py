"""The hub's own pages in a real browser, under the real policy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, Response, expect
from wagtail.models import Collection

from discussions.actions import create_post
from strategy_hub.models import HubMedia
from tests.cast import Cast, Hub
from themes.actions import thank_contribution

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parents[2] / "deploy" / "site" / "demo" / "assets"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:05.000\nHalf the year is over.\n"

# Plays from the middle, which takes a byte range, and says how far it got.
PLAY = """async video => {
  if (video.readyState < HTMLMediaElement.HAVE_METADATA)
    await new Promise((known) => video.addEventListener("loadedmetadata", known));
  video.muted = true;
  video.currentTime = video.duration / 2;
  const start = video.currentTime;
  await video.play();
  while (video.currentTime <= start) await new Promise(requestAnimationFrame);
  return {duration: video.duration, from: start};
}"""


@pytest.fixture
def filmed(hub: Hub) -> Hub:
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    video = HubMedia(title="Talk", type="video", duration=5, width=1280, height=720)
    data = (ASSETS / "line-three.mp4").read_bytes()
    video.file.save("talk.mp4", ContentFile(data), save=False)
    poster = (ASSETS / "line-three.jpg").read_bytes()
    video.thumbnail.save("talk.jpg", ContentFile(poster), save=False)
    video.save()
    hub.update.video = video
    hub.update.captions.save("talk.vtt", ContentFile(CAPTIONS), save=False)
    hub.update.transcript = "<p>Half the year is over.</p>"
    hub.update.save()
    return hub


def test_an_employee_watches_the_update(visit: Callable[..., Page], cast: Cast, filmed: Hub):
    page = visit(cast.employee)
    parts: list[int] = []

    def note(answer: Response) -> None:
        if "/files/" in answer.url:
            parts.append(answer.status)

    page.on("response", note)

    page.goto(filmed.home.url)
    page.get_by_role("link", name="Watch and discuss").click()
    played = page.locator("video").evaluate(PLAY)

    assert played["from"] > 1
    assert 206 in parts
    assert page.locator("track").evaluate("track => track.track.cues.length") == 1
    expect(page.locator(".live[data-state=on]")).to_be_visible()


def test_the_bell_rings_without_reloading(visit: Callable[..., Page], cast: Cast, hub: Hub):
    post = create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    page = visit(cast.employee)
    page.goto(hub.home.url)
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    expect(page.locator("[data-bell-count]")).to_be_hidden()

    reply_from_browser(visit, cast.colleague, post)

    expect(page.locator("[data-bell-count]")).to_have_text("1")
    expect(page.locator("[data-toasts]")).to_contain_text("Carl Colleague answered you")
    page.locator("[data-bell] summary").click()
    page.locator("[data-bell-list] a").click()
    expect(page.locator("#content").get_by_text("They would know.")).to_be_visible()
    expect(page.locator("[data-bell-count]")).to_be_hidden()


def reply_from_browser(visit: Callable[..., Page], person: Any, post: Any) -> None:
    """Through the server, whose layer it is that pokes."""
    page = visit(person)
    page.goto(f"/hub/discussions/posts/{post.pk}/")
    page.locator(f"#post-{post.pk} [data-reply]").click()
    page.locator("[data-composer-text]").fill("They would know.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("They would know.")).to_be_visible()


def test_a_wide_screen_shows_both_halves_of_the_desk_and_a_phone_one(
    visit: Callable[..., Page], cast: Cast, hub: Hub
):
    create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.", kind="idea")
    page = visit(cast.owner, viewport={"width": 1280, "height": 800})
    entry, opened = page.locator(".desk-item a"), page.locator("#desk-read-title")

    page.goto("/hub/desk/")
    expect(entry).to_have_attribute("aria-current", "true")
    expect(opened).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(opened).to_be_hidden()
    entry.click()
    expect(opened).to_be_visible()
    expect(entry).to_be_hidden()


def test_an_editor_works_under_the_policy(
    visit: Callable[..., Page], admin_user: Any, cast: Cast, filmed: Hub
):
    page = visit(admin_user)
    for address in (
        filmed.update.url,
        "/admin/",
        f"/admin/pages/{filmed.update.pk}/edit/",
        "/admin/media/",
    ):
        page.goto(address, wait_until="networkidle")


def test_the_bell_is_a_menu_without_scripts(visit: Callable[..., Page], cast: Cast, hub: Hub):
    post = create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    thank_contribution(post.contribution, actor=cast.owner, message="Thank you, Emma.")
    page = visit(cast.employee, java_script_enabled=False)

    page.goto(hub.home.url)
    page.locator("[data-bell] summary").click()
    page.locator("[data-bell-list] a").click()

    expect(page.locator("#content").get_by_text("Thank you, Emma.")).to_be_visible()
