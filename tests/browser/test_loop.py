"""The product's loop, played by people side by side in real browsers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions.models import Post
from tests.cast import Cast, Hub
from tests.host.server import Server
from themes.models import Contribution

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def write(page: Page, text: str, kind: str = "idea") -> None:
    composer = page.locator("[data-composer]")
    composer.locator("textarea").fill(text)
    composer.locator("select").select_option(kind)
    composer.get_by_role("button", name="Post", exact=True).click()


def post_with(page: Page, text: str) -> Any:
    return page.locator("li.post", has_text=text)


def take_step(page: Page, name: str, words: str) -> None:
    step = page.locator(f"#step-{name}")
    if not step.evaluate("step => step.open"):
        step.locator("summary").first.click()
    step.get_by_role("textbox").first.fill(words)
    step.get_by_role("button").click()
    expect(page.locator(".timeline")).to_contain_text(words)


def decide(owner: Page, contribution: Contribution, reason: str) -> None:
    """Thank and accept, at the owner's desk."""
    owner.goto(reverse("strategy_themes:desk"))
    owner.get_by_role("main").get_by_text("Let two people answer").first.click()
    expect(owner.get_by_text(f"Contribution {contribution.pk}").first).to_be_visible()
    take_step(owner, "thank", "Thank you, Emma: that is the kind of thing we need.")
    take_step(owner, "accept", reason)


def play_the_loop(visit: Visit, cast: Cast, hub: Hub, *, cut: Callable[[Page], None]) -> None:
    address = hub.theme_page.get_url()
    contributor, colleague = visit(cast.employee), visit(cast.colleague)
    contributor.goto(address)
    colleague.goto(address)
    for page in (contributor, colleague):
        expect(page.locator("html")).to_have_attribute("data-live", "on")

    cut(colleague)
    write(contributor, "Let two people answer every **offer** within a day")
    expect(post_with(contributor, "Let two people answer")).to_be_visible()
    expect(post_with(colleague, "Let two people answer")).to_be_visible(timeout=30000)
    expect(post_with(colleague, "Let two").locator("strong")).to_have_text("offer")

    contribution = Contribution.objects.get(post=Post.objects.get())
    assert contribution.owner == cast.owner
    cut(contributor)
    decide(visit(cast.owner), contribution, "We start with the twenty largest customers.")

    for page in (contributor, colleague):
        post = post_with(page, "Let two people answer")
        expect(post.locator(".badge")).to_have_text("Accepted", timeout=30000)
        expect(post).to_contain_text("We start with the twenty largest customers.")
    bell = contributor.locator("[data-bell]")
    expect(bell.locator("[data-bell-count]")).to_have_text("2", timeout=30000)
    bell.locator("summary").click()
    expect(bell).to_contain_text("We start with the twenty largest customers.")
    assert contributor.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_everybody_sees_the_loop_without_reloading(visit: Visit, cast: Cast, hub: Hub) -> None:
    play_the_loop(visit, cast, hub, cut=lambda page: None)


def test_the_loop_holds_with_the_line_cut_in_the_middle(
    visit: Visit, cast: Cast, hub: Hub, server: Server
) -> None:
    cuts: dict[Page, list[Any]] = {}

    def remember(page: Page) -> None:
        cuts[page] = []

        def connect(line: Any) -> None:
            line.connect_to_server()
            cuts[page].append(line)

        page.route_web_socket("**/ws/strategy/", connect)

    def visit_over_a_bad_line(person: Any) -> Page:
        page = visit(person)
        remember(page)
        return page

    def cut(page: Page) -> None:
        cuts[page][-1].close()
        expect(page.locator("html")).not_to_have_attribute("data-live", "on")

    play_the_loop(visit_over_a_bad_line, cast, hub, cut=cut)
    assert all(len(lines) > 1 for lines in list(cuts.values())[:2])


def test_a_dead_server_loses_no_draft_and_the_page_recovers(
    visit: Visit, cast: Cast, hub: Hub, server: Server
) -> None:
    page = visit(cast.employee)
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    server.stop()
    write(page, "Written while the server was down")
    expect(page.get_by_role("alert")).to_contain_text("Your text is kept")
    server.start()
    expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=60000)
    page.reload()
    expect(page.locator("[data-composer-text]")).to_have_value("Written while the server was down")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(post_with(page, "Written while the server was down")).to_be_visible()
    assert Post.objects.count() == 1


def test_the_discussion_works_without_javascript(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = visit(cast.employee, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    write(page, "By plain form", kind="question")
    post = post_with(page, "By plain form")
    expect(post).to_be_visible()
    support = post.get_by_role("button", name="Support")
    support.click()
    expect(post.locator(".support__count")).to_have_text("1")
    expect(support).to_have_attribute("aria-pressed", "true")
    support.click()
    expect(post.locator(".support__count")).to_have_text("0")
    post.get_by_role("link", name="Reply").click()
    write(page, "A plain reply", kind="comment")
    expect(post_with(page, "A plain reply")).to_contain_text("In reply to Emma Employee")
    page.locator("[data-composer] textarea").fill("x" * 10_001)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("over the limit")
    expect(page.locator("textarea")).to_have_value("x" * 10_001)


def test_a_reply_stands_where_a_fresh_page_shows_it(visit: Visit, cast: Cast, hub: Hub) -> None:
    writer, reader = visit(cast.employee), visit(cast.colleague)
    for page in (writer, reader):
        page.goto(hub.theme_page.get_url())
        expect(page.locator("html")).to_have_attribute("data-live", "on")
    write(writer, "First conversation")
    write(reader, "Second conversation")
    expect(post_with(writer, "Second conversation")).to_be_visible()
    post_with(reader, "First conversation").get_by_role("link", name="Reply").click()
    write(reader, "Reply to the first", kind="comment")
    post_with(writer, "First conversation").get_by_role("button", name="Support").click()
    expect(post_with(reader, "First conversation").locator(".support__count")).to_have_text("1")
    expect(post_with(writer, "Reply to the first")).to_be_visible()
    for page in (writer, reader):
        live = page.locator("[data-posts]").inner_html()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        assert _without_noise(page.locator("[data-posts]").inner_html()) == _without_noise(live)


def _without_noise(html: str) -> str:
    """Whitespace, the highlight of what is new and busy marks differ; nothing else may."""
    import re

    html = re.sub(r" post--new|post--new ", "", html)
    html = re.sub(r'(<time[^>]*?)( title="[^"]*")?>[^<]*', r"\1>", html)
    return re.sub(r"\s+", " ", html).replace("> <", "><").strip()
