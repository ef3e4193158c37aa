"""Reading a discussion: nothing moves under one's eyes, and everything can be found again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import Post, Readership
from tests.cast import Cast, Hub

from .barriers import barriers
from .test_loop import _without_noise, post_with, write

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
LONG = "\n\n".join(["A paragraph that takes some room on the screen."] * 4)


@pytest.fixture
def talk(cast: Cast, hub: Hub) -> list[Post]:
    """Eight conversations, the oldest first; the last one has two replies."""
    people = [cast.employee, cast.colleague, cast.member]
    posts = [
        actions.create_post(hub.discussion, author=people[n % 3], body=f"Talk {n}\n\n{LONG}")
        for n in range(8)
    ]
    for name in ("First", "Second"):
        actions.create_post(
            hub.discussion, author=cast.owner, body=f"{name} reply", parent=posts[-1]
        )
    return posts


def open_live(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-live", "on")


def top_of(post: Any) -> float:
    return float(post.evaluate("post => post.getBoundingClientRect().top"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-post]')?.id ?? ''"))


def test_new_posts_wait_behind_a_pill_and_move_nothing(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    reader, writer = visit(cast.facilitator), visit(cast.colleague)
    for page in (reader, writer):
        open_live(page, hub.theme_page.get_url())
    read = post_with(reader, "Talk 1")
    read.scroll_into_view_if_needed()
    reader.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    before = top_of(read)
    pill = reader.locator("[data-pill]")
    write(writer, "News from above")
    expect(pill).to_have_text("1 new post")
    write(writer, "More news")
    expect(pill).to_have_text("2 new posts")
    # One by one or together, as they came within a moment or not.
    expect(reader.locator("[data-announce]")).to_have_text(re.compile("new posts?", re.I))
    post_with(writer, "Talk 1").get_by_role("button", name="Support").click()
    expect(read.locator(".support__count")).to_have_text("1")
    assert post_with(reader, "News from above").count() == 0
    assert abs(top_of(read) - before) < 1
    pill.focus()
    reader.keyboard.press("Enter")
    expect(post_with(reader, "News from above")).to_be_visible()
    expect(pill).to_be_hidden()
    assert focused(reader) == post_with(reader, "More news").get_attribute("id")
    reader.locator("[data-thread-search]").focus()
    live = _without_noise(reader.locator("[data-posts]").inner_html())
    with reader.expect_response("**/seen/"):
        reader.evaluate("dispatchEvent(new Event('beforeunload'))")
    open_live(reader, hub.theme_page.get_url())
    fresh = _without_noise(reader.locator("[data-posts]").inner_html())
    assert fresh == live


def test_in_another_order_new_posts_wait_as_well(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    reader, writer = visit(cast.facilitator), visit(cast.colleague)
    open_live(reader, f"{hub.theme_page.get_url()}?order=supported")
    open_live(writer, hub.theme_page.get_url())
    write(writer, "Where would this go?")
    reader.get_by_role("button", name="1 new post").click()
    expect(post_with(reader, "Where would this go?")).to_be_visible()
    assert "order=supported" in reader.url


def test_own_posts_appear_at_once_and_focus_stays_where_one_writes(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    reader, writer = visit(cast.facilitator), visit(cast.colleague)
    for page in (reader, writer):
        open_live(page, hub.theme_page.get_url())
    text = reader.locator("[data-composer-text]")
    text.fill("Half a sent")
    write(writer, "Something meanwhile")
    expect(post_with(reader, "Something meanwhile")).to_be_visible()
    expect(reader.locator("[data-announce]")).to_have_text("New post by Carl Colleague")
    expect(text).to_be_focused()
    write(reader, "Mine, below what I answer")
    expect(post_with(reader, "Mine, below what I answer")).to_be_visible()
    expect(reader.locator("[data-pill]")).to_be_hidden()


def test_what_was_shown_live_is_not_new_at_the_next_visit(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    reader, writer = visit(cast.facilitator), visit(cast.colleague)
    for page in (reader, writer):
        open_live(page, hub.theme_page.get_url())
    with reader.expect_response("**/seen/"):
        write(writer, "Seen as it came")
    expect(post_with(reader, "Seen as it came")).to_be_visible()
    reader.goto(hub.themes.get_url())
    expect(reader.locator("main")).not_to_contain_text("new post")
    write(writer, "While the reader was away")
    expect(post_with(writer, "While the reader was away")).to_be_visible()
    reader.reload()
    expect(reader.locator("main")).to_contain_text("1 new post")
    open_live(reader, hub.theme_page.get_url())
    expect(reader.locator("[data-new-line]:visible")).to_have_count(1)
    expect(post_with(reader, "While the reader").locator("[data-new]")).to_be_visible()


def test_a_folded_conversation_stays_folded_and_counts_its_replies(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    reader, writer = visit(cast.facilitator), visit(cast.colleague)
    for page in (reader, writer):
        open_live(page, hub.theme_page.get_url())
    fold = post_with(reader, "Talk 7").locator("[data-fold]")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.focus()
    reader.keyboard.press("Enter")
    expect(post_with(reader, "First reply")).to_be_hidden()
    expect(fold).to_have_text("Show 2 replies")
    post_with(writer, "Talk 7").get_by_role("link", name="Reply").click()
    write(writer, "Third reply", kind="comment")
    expect(fold).to_have_text("Show 3 replies")
    reader.reload()
    expect(post_with(reader, "Third reply")).to_be_hidden()
    reply = Post.objects.get(body="First reply")
    reader.goto(reverse("strategy_discussions:post", args=[reply.pk]))
    expect(post_with(reader, "First reply")).to_be_visible()


def test_slash_goes_to_the_search_and_a_result_to_its_post(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    page = visit(cast.facilitator)
    open_live(page, hub.theme_page.get_url())
    page.keyboard.press("/")
    expect(page.locator("[data-thread-search]")).to_be_focused()
    page.keyboard.type("second rep")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("Second")
    page.get_by_role("link", name="Omar Owner wrote").click()
    target = page.locator(":target")
    expect(target).to_contain_text("Second reply")
    expect(target).to_be_in_viewport()


def test_following_and_muting_change_in_place(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    page = visit(cast.facilitator)
    open_live(page, hub.theme_page.get_url())
    follow = page.get_by_role("button", name="Follow", exact=True)
    mute = page.get_by_role("button", name="Mute", exact=True)
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-announce]")).to_contain_text("You follow this discussion")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    expect(follow).to_have_attribute("aria-pressed", "false")
    assert Readership.objects.get(person=cast.facilitator).level == "muted"
    page.reload()
    expect(page.get_by_role("button", name="Mute", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_readers_without_scripts_can_do_the_same(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    page = visit(cast.facilitator, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    actions.create_post(hub.discussion, author=cast.employee, body="Since you were here")
    page.goto(hub.theme_page.get_url())
    expect(page.locator("[data-new-line]:visible")).to_have_text("New since you were here")
    page.get_by_role("link", name="Unanswered").click()
    expect(post_with(page, "Talk 0")).to_be_visible()
    assert post_with(page, "Talk 7").count() == 0
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("searchbox").fill("talk 3")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".found__post")).to_have_count(1)


def test_going_back_leads_to_where_one_was(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post]
) -> None:
    page = visit(cast.facilitator)
    open_live(page, hub.theme_page.get_url())
    post = post_with(page, "Talk 2")
    post.evaluate("post => post.scrollIntoView({behavior: 'instant'})")
    before = top_of(post)
    page.goto(hub.themes.get_url())
    page.go_back()
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    page.wait_for_function("scrollY > 0")
    assert abs(top_of(post_with(page, "Talk 2")) - before) < 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_a_discussion_bars_anybody(
    visit: Visit, cast: Cast, hub: Hub, talk: list[Post], scheme: Any, width: int
) -> None:
    actions.choose_level(hub.discussion, person=cast.facilitator, level="following")
    page = visit(cast.facilitator, color_scheme=scheme, viewport={"width": width, "height": 900})
    theme, found = hub.theme_page.get_url(), "strategy_discussions:search"
    open_live(page, theme)
    actions.create_post(hub.discussion, author=cast.employee, body="New **since**", parent=talk[0])
    for address in (
        theme,
        f"{theme}?order=answered",
        f"{reverse(found, args=[hub.discussion.pk])}?q=talk",
    ):
        open_live(page, address)
        assert barriers(page) == [], address
