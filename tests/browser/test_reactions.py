"""Reactions in a real browser: live for everybody, by keyboard, and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discussions.actions import create_post
from discussions.models import Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return create_post(hub.discussion, author=cast.employee, body="An idea")


def open_theme(page: Page, hub: Hub) -> Any:
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    return page.locator("li.post", has_text="An idea")


def chip(post: Any, name: str) -> Any:
    return post.get_by_role("button", name=name, exact=True)


def test_a_reaction_is_seen_by_everybody_and_undone(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    mine, theirs = open_theme(visit(cast.colleague), hub), open_theme(visit(cast.member), hub)
    mine.locator("[data-react-menu] summary").click()
    mine.get_by_role("button", name="Insight").click()
    expect(chip(mine, "1 person: Insight")).to_have_attribute("aria-pressed", "true")
    expect(chip(mine, "1 person: Insight")).to_be_focused()
    expect(chip(theirs, "1 person: Insight")).to_have_attribute("aria-pressed", "false")
    chip(theirs, "1 person: Insight").click()
    expect(chip(mine, "2 people: Insight")).to_have_attribute("aria-pressed", "true")
    chip(mine, "2 people: Insight").click()
    expect(chip(theirs, "1 person: Insight")).to_have_attribute("aria-pressed", "true")
    expect(chip(mine, "1 person: Insight")).to_have_attribute("aria-pressed", "false")
    chip(theirs, "1 person: Insight").click()
    expect(mine.locator(".reaction")).to_have_count(0)


def test_the_keyboard_reacts_and_keeps_its_place_through_the_changes_of_others(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page, other = visit(cast.colleague), visit(cast.member)
    mine, theirs = open_theme(page, hub), open_theme(other, hub)
    mine.locator("[data-react-menu] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    insight = mine.locator("[data-react-menu] [data-react=insight]")
    expect(insight).to_be_focused()
    theirs.get_by_role("button", name="Support").click()
    expect(mine.locator(".support__count")).to_have_text("1")
    expect(insight).to_be_focused()
    page.keyboard.press("Enter")
    expect(chip(mine, "1 person: Insight")).to_be_focused()
    expect(insight).to_be_hidden()


def test_reactions_work_without_scripts(visit: Visit, cast: Cast, hub: Hub, post: Post) -> None:
    page = visit(cast.colleague, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    mine = page.locator("li.post", has_text="An idea")
    mine.locator("[data-react-menu] summary").click()
    mine.get_by_role("button", name="Care").click()
    expect(chip(mine, "1 person: Care")).to_have_attribute("aria-pressed", "true")
    chip(mine, "1 person: Care").click()
    expect(mine.locator(".reaction")).to_have_count(0)
