"""Writing in a real browser: versions, quotations, preview, Markdown tools, with mouse and keys."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import Post
from tests.cast import Cast, Hub

from .barriers import barriers
from .test_loop import post_with

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    body = "We *could* ask twice.\n\nOr three times."
    return actions.create_post(hub.discussion, author=cast.employee, body=body)


def open_theme(page: Page, hub: Hub) -> Any:
    """Opens the page and returns the text of its composer."""
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    return page.locator("[data-composer-text]")


def select(text: Any, words: str) -> None:
    text.evaluate(
        "(text, words) => { text.focus(); const at = text.value.indexOf(words);"
        " text.setSelectionRange(at, at + words.length); }",
        words,
    )


def test_a_quotation_begins_an_answer(visit: Visit, cast: Cast, hub: Hub, post: Post) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    post_with(page, "ask twice").get_by_role("link", name="Quote").click()
    expect(text).to_have_value(
        "> Emma Employee wrote:\n>\n> We *could* ask twice.\n>\n> Or three times.\n\n"
    )
    expect(text).to_be_focused()
    expect(page.locator("[data-composer-target]")).to_contain_text("Answering Emma Employee")
    page.keyboard.type("Twice will do.")
    page.keyboard.press("Control+Enter")
    answer = post_with(page, "Twice will do.").filter(has=page.locator("blockquote"))
    expect(answer.locator("blockquote em")).to_have_text("could")
    assert Post.objects.latest("pk").parent == post


def test_only_what_is_selected_is_quoted_and_undo_takes_it_back(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    shown = post_with(page, "ask twice")
    shown.locator(".post__body p").last.evaluate("words => getSelection().selectAllChildren(words)")
    shown.get_by_role("link", name="Quote").click()
    expect(text).to_have_value("> Emma Employee wrote:\n>\n> Or three times.\n\n")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("")


def test_what_is_being_written_below_a_post_outlives_its_change(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page, other = visit(cast.colleague), visit(cast.member)
    text = open_theme(page, hub)
    shown = post_with(page, "ask twice")
    shown.get_by_role("link", name="Quote").click()
    expect(text).not_to_have_value("")
    quotation = text.input_value()
    open_theme(other, hub)
    post_with(other, "ask twice").get_by_role("button", name="Support").click()
    expect(shown.locator(".support__count")).to_have_text("1")
    expect(text).to_have_value(quotation)
    expect(text).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text).to_have_value("")


def test_what_is_being_written_below_a_post_outlives_what_was_missed(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    """A gap is filled over HTTP, and not by the socket."""
    page, other = visit(cast.colleague), visit(cast.member)
    page.route_web_socket("**", lambda socket: socket.close())
    page.goto(hub.theme_page.get_url())
    text = page.locator("[data-composer-text]")
    shown = post_with(page, "ask twice")
    shown.get_by_role("link", name="Reply").click()
    page.keyboard.type("Twice")
    open_theme(other, hub)
    post_with(other, "ask twice").get_by_role("button", name="Support").click()
    expect(shown.locator(".support__count")).to_have_text("1")
    page.keyboard.type(" will do.")
    expect(text).to_have_value("Twice will do.")


def test_the_preview_shows_the_text_and_leads_back_to_it(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    text.fill("A **bold** <b>plan</b>")
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("bold")
    expect(preview).to_contain_text("<b>plan</b>")
    expect(preview).to_be_focused()
    expect(text).to_be_hidden()
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    expect(text).to_have_value("A **bold** <b>plan</b>")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Back to writing").click()
    expect(preview).to_be_hidden()
    text.fill(" ")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-composer-errors]")).to_have_text("Write something first.")
    assert Post.objects.count() == 1


def test_a_post_can_be_sent_from_its_preview(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    text.fill("Looked at first")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_focused()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(post_with(page, "Looked at first")).to_be_visible()
    expect(text).to_be_visible()
    expect(text).to_have_value("")


def test_tools_mark_what_is_selected_and_take_the_marks_away(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    text.fill("One two three")
    select(text, "two ")
    page.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("One **two** three")
    page.keyboard.press("Control+i")
    expect(text).to_have_value("One **_two_** three")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("One **two** three")
    select(text, "two")
    page.keyboard.press("Control+b")
    expect(text).to_have_value("One two three")
    select(text, "three")
    page.keyboard.press("Control+k")
    page.keyboard.type("https://example.org/")
    expect(text).to_have_value("One two [three](https://example.org/)")


def test_tools_for_lines_and_code(visit: Visit, cast: Cast, hub: Hub, post: Post) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    text.fill("First\nSecond")
    select(text, "st\nSec")
    page.get_by_role("button", name="List").click()
    expect(text).to_have_value("- First\n- Second")
    page.get_by_role("button", name="List").click()
    expect(text).to_have_value("First\nSecond")
    page.get_by_role("button", name="Quotation").click()
    expect(text).to_have_value("> First\n> Second")
    page.get_by_role("button", name="Code").click()
    expect(text).to_have_value("```\n> First\n> Second\n```")
    text.fill("")
    page.get_by_role("button", name="List").click()
    page.keyboard.type("Milk")
    expect(text).to_have_value("- Milk")


def test_the_toolbar_is_one_stop_and_arrows_go_through_it(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    text.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Code")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("so")
    expect(text).to_have_value("_so_")


def test_the_chosen_kind_is_explained_also_when_a_draft_brings_it_back(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague)
    text = open_theme(page, hub)
    kind = page.get_by_label("Kind of post")
    expect(kind).to_have_accessible_description("What you think or know about this.")
    kind.select_option("concern")
    worry = "Something that worries you, or that could go wrong."
    expect(kind).to_have_accessible_description(worry)
    text.fill("Wait")
    expect(page.locator("[data-composer-draft]")).to_have_text("Draft kept.")
    page.reload()
    expect(text).to_have_value("Wait")
    expect(kind).to_have_accessible_description(worry)


def test_writers_without_scripts_can_quote_and_preview(
    visit: Visit, cast: Cast, hub: Hub, post: Post
) -> None:
    page = visit(cast.colleague, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    expect(page.locator("[data-markdown-tools]")).to_be_hidden()
    page.get_by_text("What the kinds are for").click()
    expect(page.get_by_text("Something that worries you")).to_be_visible()
    post_with(page, "ask twice").get_by_role("link", name="Quote").click()
    text = page.locator("[data-composer-text]")
    text.fill(text.input_value() + "Twice **will** do.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview")
    expect(page.locator(".composer__preview blockquote")).to_contain_text("Emma Employee wrote:")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("li.post strong")).to_have_text("will")
    assert Post.objects.latest("pk").parent == post


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_place_of_writing_bars_anybody(
    visit: Visit, cast: Cast, hub: Hub, post: Post, scheme: Any, width: int
) -> None:
    actions.edit_post(post, actor=cast.employee, body="We could ask three times.")
    page = visit(cast.employee, color_scheme=scheme, viewport={"width": width, "height": 900})
    open_theme(page, hub).fill("A **bold** plan")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_focused()
    assert barriers(page) == []
    for name in ("history", "edit"):
        page.goto(reverse(f"strategy_discussions:{name}", args=[post.pk]))
        assert barriers(page) == []
