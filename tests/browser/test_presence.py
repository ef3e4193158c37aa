"""Who else is there, as a reader sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast, Hub

pytestmark = pytest.mark.browser


def test_readers_see_how_many_watch_and_write_and_are_not_disturbed(
    visit: Callable[..., Page], cast: Cast, hub: Hub
) -> None:
    mine = visit(cast.employee)
    mine.goto(hub.theme_page.url)
    expect(mine.locator("html")).to_have_attribute("data-live", "on")
    expect(mine.locator("[data-presence]")).to_be_hidden()
    theirs = visit(cast.colleague)
    theirs.goto(hub.theme_page.url)
    expect(mine.locator("[data-presence]")).to_have_text("2 watching")
    theirs.locator("[data-composer-text]").press_sequentially("Ask the drivers")
    expect(mine.locator("[data-presence]")).to_have_text("2 watching · 1 writing")
    expect(theirs.locator("[data-presence]")).to_have_text("2 watching")
    in_live_region = "place => place.closest('[aria-live], [role=status], [role=alert]') !== null"
    assert mine.locator("[data-presence]").evaluate(in_live_region) is False
    theirs.close()
    expect(mine.locator("[data-presence]")).to_be_hidden()


def test_a_session_that_ends_elsewhere_leads_to_the_login(
    visit: Callable[..., Page], cast: Cast, hub: Hub
) -> None:
    page = visit(cast.employee)
    page.goto(hub.theme_page.url)
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    other = page.context.new_page()
    other.goto(hub.theme_page.url)
    token = other.locator("[name=csrfmiddlewaretoken]").first.input_value()
    other.request.post("/hub/logout/", form={"csrfmiddlewaretoken": token})
    page.wait_for_url("**/login/**")
    # Chromium may never close a page that is on its way somewhere.
    other.wait_for_url("**/login/**")
