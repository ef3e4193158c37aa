"""A discussion that closes and opens again under the eyes of its readers."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discussions.actions import close_discussion, create_post, reopen_discussion
from discussions.models import Discussion
from tests.cast import Cast, Hub

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def discussion(cast: Cast, hub: Hub) -> Discussion:
    create_post(hub.discussion, author=cast.employee, body="An idea")
    return hub.discussion


def open_theme(page: Page, hub: Hub) -> Any:
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    return page.locator("li.post", has_text="An idea")


def offers(post: Any) -> list[Any]:
    return [post.get_by_role("link", name="Reply"), post.locator("[data-react-menu]")]


def test_what_a_closed_discussion_refuses_is_no_longer_offered_and_comes_back(
    visit: Visit, cast: Cast, hub: Hub, discussion: Discussion
) -> None:
    reader, writer = visit(cast.colleague), visit(cast.employee)
    read, written = open_theme(reader, hub), open_theme(writer, hub)
    writer.locator("[data-composer-text]").fill("Half a thought")

    close_discussion(discussion, actor=cast.owner)

    for page, post in ((reader, read), (writer, written)):
        expect(page.locator("[data-closed]")).to_be_visible()
        expect(post.locator("[data-support]")).to_be_disabled()
        for offer in offers(post):
            expect(offer).to_be_hidden()
    expect(written.get_by_role("link", name="Edit")).to_be_hidden()
    expect(reader.locator("[data-composer]")).to_be_hidden()
    # What somebody is writing stays before their eyes.
    expect(writer.locator("[data-composer-text]")).to_have_value("Half a thought")
    expect(writer.locator("[data-composer]")).to_be_visible()

    reopen_discussion(discussion, actor=cast.owner)

    for page, post in ((reader, read), (writer, written)):
        expect(page.locator("[data-closed]")).to_be_hidden()
        expect(page.locator("[data-composer]")).to_be_visible()
        expect(post.locator("[data-support]")).to_be_enabled()
        for offer in offers(post):
            expect(offer).to_be_visible()
    expect(written.get_by_role("link", name="Edit")).to_be_visible()


def test_a_page_that_was_closed_opens_with_the_discussion(
    visit: Visit, cast: Cast, hub: Hub, discussion: Discussion
) -> None:
    close_discussion(discussion, actor=cast.owner)
    reader = visit(cast.colleague)
    read = open_theme(reader, hub)
    for offer in offers(read):
        expect(offer).to_be_hidden()
    reopen_discussion(discussion, actor=cast.owner)
    expect(reader.locator("[data-composer]")).to_be_visible()
    for offer in offers(read):
        expect(offer).to_be_visible()
