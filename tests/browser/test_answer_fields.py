"""Answering with fields: by the keyboard alone, with a draft that survives, beside replies."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import Post
from tests.cast import Cast, Hub

from .barriers import barriers
from .test_loop import post_with
from .test_reading import open_live

pytestmark = pytest.mark.browser


def test_an_answer_with_fields_is_written_with_the_keyboard_alone(
    visit: Callable[..., Page], cast: Cast, hub: Hub
) -> None:
    question = hub.question_page
    question.answer_fields, question.example_answer = ["why", "effort"], "Drop the second one."
    question.save()
    discussion = question.primary_discussion
    actions.create_post(discussion, author=cast.colleague, body="Why five?", kind="question")
    page = visit(cast.employee)
    open_live(page, question.get_url())
    text, why = page.locator("[data-composer-text]"), page.get_by_label("Why", exact=True)
    text.focus()
    page.keyboard.type("Send offers from the phone.")
    while not why.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("Two days are lost at the desk.")
    page.keyboard.press("Tab")
    page.keyboard.type("Medium")
    expect(page.locator("[data-composer-draft]")).to_have_text("Draft kept.")
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        assert barriers(page) == []

    open_live(page, question.get_url())
    expect(why).to_have_value("Two days are lost at the desk.")
    post_with(page, "Why five?").get_by_role("link", name="Reply", exact=True).click()
    expect(why).to_be_hidden()
    page.keyboard.press("Escape")
    expect(why).to_have_value("Two days are lost at the desk.")
    expect(page.get_by_label("Effort")).to_have_value("weeks")
    text.focus()
    page.keyboard.press("Control+Enter")
    expect(post_with(page, "Send offers")).to_contain_text("Medium: weeks")
    expect(why).to_have_value("")
    assert Post.objects.get(author=cast.employee).answer_values == {
        "text": "Send offers from the phone.",
        "why": "Two days are lost at the desk.",
        "effort": "weeks",
    }
