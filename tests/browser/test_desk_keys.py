"""An owner works through the desk with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discussions.actions import create_post
from tests.cast import Cast, Hub
from themes.models import Contribution

pytestmark = pytest.mark.browser


@pytest.fixture
def ideas(cast: Cast, hub: Hub) -> list[Contribution]:
    posts = [
        create_post(hub.discussion, author=cast.employee, body=f"Idea number {n}.", kind="idea")
        for n in (1, 2, 3)
    ]
    return [Contribution.objects.get(post=post) for post in posts]


@pytest.fixture
def desk(visit: Callable[..., Page], cast: Cast, ideas: Any) -> Page:
    page = visit(cast.owner, viewport={"width": 1280, "height": 900})
    page.goto("/hub/desk/")
    return page


def opened(page: Page) -> Any:
    return page.locator(".desk-item__link[aria-current]")


def test_keys_lead_through_the_list_and_focus_follows(desk: Page):
    desk.keyboard.press("j")
    expect(opened(desk)).to_contain_text("Idea number 2.")
    expect(desk.locator("[data-desk-title]")).to_be_focused()
    desk.keyboard.press("k")
    expect(opened(desk)).to_contain_text("Idea number 1.")


def test_thanks_are_written_and_sent_without_a_mouse(desk: Page, ideas: Any):
    desk.keyboard.press("t")
    words = desk.locator("#step-thank textarea")
    expect(words).to_be_focused()
    words.press("End")
    desk.keyboard.type(" See you on Monday, j and k.")
    desk.keyboard.press("Control+Enter")
    result = desk.locator("[data-desk-result]")
    expect(result).to_contain_text("Your thanks are sent.")
    expect(result).to_be_focused()
    note = ideas[0].events.get(kind="thanked").note
    assert note.endswith("See you on Monday, j and k.")


def test_a_decision_leads_on_to_the_next_that_waits(desk: Page, ideas: Any):
    desk.keyboard.press("d")
    expect(desk.locator("#step-accept > summary")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("#step-decline > summary")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("We do it another way.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[data-desk-result]")).to_contain_text("not in the list “Waiting” now")
    desk.keyboard.press("j")
    expect(opened(desk)).to_contain_text("Idea number 2.")
    assert Contribution.objects.get(pk=ideas[0].pk).state == "declined"


def test_the_keys_are_shown_and_can_be_turned_off(desk: Page):
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog")
    expect(keys).to_be_visible()
    keys.get_by_label("Use these keys in this browser").uncheck()
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    desk.keyboard.press("t")
    expect(desk.locator("#step-thank textarea")).not_to_be_focused()
    desk.keyboard.press("?")
    expect(keys).to_be_visible()
