"""A long exchange between two people, on a phone and without scripts."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import Post
from tests.cast import Cast, Hub

from .test_loop import _without_noise, post_with, write
from .test_reading import open_live

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
LONG = "A sentence that is long enough to run over several lines of a phone held upright. " * 12


@pytest.fixture
def exchange(cast: Cast, hub: Hub) -> list[Post]:
    posts: list[Post] = []
    for number in range(9):
        author = (cast.employee, cast.colleague)[number % 2]
        parent = posts[-1] if posts else None
        posts.append(
            actions.create_post(
                hub.discussion, author=author, body=f"Step {number}\n\n{LONG}", parent=parent
            )
        )
    return posts


def width_of(post: Any) -> float:
    return float(post.evaluate("post => post.querySelector('.post__body').offsetWidth"))


def test_a_deep_reply_has_room_on_a_phone_and_leads_to_what_it_answers(
    visit: Visit, cast: Cast, hub: Hub, exchange: list[Post]
) -> None:
    reader, writer = visit(cast.member, viewport=PHONE), visit(cast.owner, viewport=PHONE)
    for page in (reader, writer):
        open_live(page, hub.theme_page.get_url())
    post_with(writer, "Step 8").get_by_role("link", name="Reply", exact=True).click()
    composer = writer.locator("[data-composer]")
    assert composer.evaluate("form => form.getBoundingClientRect().width") > 260
    write(writer, "Step 9", kind="comment")
    late = post_with(reader, "Step 9")
    expect(late).to_be_visible()
    assert width_of(post_with(reader, "Step 8")) == width_of(post_with(reader, "Step 4")) > 260
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390
    link = late.get_by_role("link", name="In reply to Emma Employee")
    link.click()
    answered = reader.locator(f"#post-{exchange[8].pk}")
    expect(reader.locator(":target")).to_have_id(f"post-{exchange[8].pk}")
    expect(answered).to_be_in_viewport()
    assert reader.evaluate("performance.getEntriesByType('navigation').length") == 1
    live = _without_noise(reader.locator("[data-posts]").inner_html())
    open_live(reader, hub.theme_page.get_url())
    assert _without_noise(reader.locator("[data-posts]").inner_html()) == live


def test_a_screen_reader_goes_from_post_to_post_by_headings(
    visit: Visit, cast: Cast, hub: Hub, exchange: list[Post]
) -> None:
    page = visit(cast.member, viewport=PHONE)
    open_live(page, hub.theme_page.get_url())
    posts = page.locator("[data-posts]")
    expect(posts.get_by_role("heading", level=3)).to_have_count(1)
    expect(posts.get_by_role("heading", level=4)).to_have_count(8)
    expect(posts.get_by_role("article", name="Comment by Emma Employee in reply")).to_have_count(4)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    found = page.evaluate("axe.run('[data-discussion]')")["violations"]
    assert [one["id"] for one in found] == []


def test_without_scripts_the_link_finds_the_page_of_what_was_answered(
    visit: Visit, cast: Cast, hub: Hub, exchange: list[Post]
) -> None:
    for number in range(14):
        actions.create_post(hub.discussion, author=cast.owner, body=f"Newer {number}")
    page = visit(cast.member, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{hub.theme_page.get_url()}?from={exchange[7].pk}")
    # A page that begins inside a conversation says what its first post answers.
    first = page.locator("[data-posts] > .post").first
    expect(first.get_by_role("link", name="In reply to Emma Employee")).to_be_visible()
    first.get_by_role("link", name="In reply to Emma Employee").click()
    expect(page.locator(f"#post-{exchange[6].pk}")).to_be_in_viewport()
    page.goto(reverse("strategy_discussions:post", args=[exchange[8].pk]))
    expect(page.locator(f"#post-{exchange[8].pk}")).to_be_in_viewport()
