"""The choice of a kind follows what one writes: an answer, or a beginning."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discussions import actions
from tests.cast import Cast, Hub

from .test_loop import post_with, write
from .test_reading import open_live

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def codes(choice: Any) -> list[str]:
    return list(choice.evaluate("select => [...select.options].map(({value}) => value)"))


def test_an_answer_can_be_chosen_while_one_answers(visit: Visit, cast: Cast, hub: Hub) -> None:
    actions.create_post(hub.discussion, author=cast.colleague, body="Why now?", kind="question")
    page = visit(cast.employee)
    open_live(page, hub.theme_page.get_url())
    choice = page.locator("[data-composer] select")
    assert "answer" not in codes(choice)
    choice.select_option("concern")
    post_with(page, "Why now?").get_by_role("link", name="Reply", exact=True).click()
    expect(choice).to_have_value("concern")
    choice.select_option("answer")
    expect(page.locator("[data-kinds-note]")).to_contain_text("somebody's question")
    page.get_by_role("link", name="Cancel").click()
    expect(choice).to_have_value("comment")
    assert "answer" not in codes(choice)
    expect(page.locator("[data-kinds-note]")).to_contain_text("What you think")
    post_with(page, "Why now?").get_by_role("link", name="Reply", exact=True).click()
    write(page, "Because the year is over.", kind="answer")
    expect(post_with(page, "Because the year").locator("[data-kind=answer].tag")).to_be_visible()
    assert "answer" not in codes(choice)
