"""Mentioning somebody in a real browser: found by keys, mouse or touch, told without reloading."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import Mention, Post
from tests.cast import Cast, Hub

from .barriers import barriers
from .test_loop import post_with
from .test_writing_tools import open_theme

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def staff(cast: Cast) -> list[User]:
    people = []
    for number, name in enumerate(("Celia", "Cem", "Cleo", "Cora", "Cyrus")):
        person = User.objects.create_user(f"c{number}", first_name=name, last_name="Colleague")
        person.groups.add(Group.objects.get(name="Staff"))
        people.append(person)
    return people


def offered(page: Page) -> Any:
    return page.get_by_role("listbox").get_by_role("option")


def test_a_person_is_chosen_by_keys_and_told_without_reloading(
    visit: Visit, cast: Cast, hub: Hub, staff: list[User]
) -> None:
    colleague = visit(cast.colleague)
    colleague.goto(hub.theme_page.get_url())
    expect(colleague.locator("html")).to_have_attribute("data-live", "on")
    page = visit(cast.employee)
    text = open_theme(page, hub)
    text.focus()
    page.keyboard.type("Ask @c")
    expect(offered(page)).to_have_count(6)
    combobox = page.get_by_role("combobox", expanded=True)
    expect(combobox).to_be_focused()
    expect(page.locator("[data-mentions-status]")).to_have_text("6 people found")
    page.keyboard.type("ol")
    expect(offered(page)).to_have_count(6)
    page.keyboard.type("league ca")
    expect(offered(page)).to_have_text(["Carl Colleague"])
    expect(page.locator("[data-mentions-status]")).to_have_text("1 person found")
    chosen = offered(page).first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(combobox).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"Ask @[Carl Colleague](person:{cast.colleague.pk}) ")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox", expanded=True)).to_have_count(0)
    page.keyboard.type("first")
    page.keyboard.press("Control+Enter")

    mention = post_with(page, "first").locator(".mention")
    expect(mention).to_have_text("@Carl Colleague")
    expect(mention).not_to_have_attribute("role", "mark")
    expect(colleague.locator("[data-bell-count]")).to_have_text("1")
    mine = post_with(colleague, "first").locator(".mention")
    expect(mine).to_have_attribute("title", "You are mentioned")
    colleague.reload()
    expect(mine).to_have_class("mention mention--viewer")


def test_arrows_walk_the_list_and_escape_leaves_it_and_the_answer_alone(
    visit: Visit, cast: Cast, hub: Hub, staff: list[User]
) -> None:
    actions.create_post(hub.discussion, author=cast.colleague, body="What now?")
    page = visit(cast.employee)
    text = open_theme(page, hub)
    post_with(page, "What now?").get_by_role("link", name="Reply").click()
    page.keyboard.type("@c")
    expect(offered(page).first).to_contain_text("Carl Colleague takes part here")
    page.keyboard.press("ArrowUp")
    expect(offered(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(offered(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(text).to_be_focused()
    expect(page.locator("[data-composer-target]")).to_contain_text("Answering")
    page.keyboard.type("e")
    expect(offered(page)).to_have_text(["Celia Colleague", "Cem Colleague"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(text).to_have_value(f"@[Cem Colleague](person:{staff[1].pk}) ")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("@ce")


def test_nobody_is_offered_where_nobody_is_meant(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = visit(cast.employee)
    text = open_theme(page, hub)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "people" in request.url else None
    )
    text.focus()
    page.keyboard.type("@zzz")
    expect(page.locator("[data-mentions-status]")).to_have_text("Nobody found")
    page.keyboard.type(" nobody goes on")
    page.keyboard.press("Enter")
    page.keyboard.type("me@carl `x` @ca")
    expect(offered(page)).to_have_text(["Carl Colleague"])
    assert [address.partition("?q=")[2] for address in asked] == ["zzz", "ca"]
    text.blur()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_post_is_edited_with_a_mention_chosen_by_mouse(
    visit: Visit, cast: Cast, hub: Hub, staff: list[User]
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Ask")
    page = visit(cast.employee)
    page.goto(reverse("strategy_discussions:edit", args=[post.pk]))
    text = page.get_by_label("Your post")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" @cle")
    offered(page).get_by_text("Cleo Colleague").click()
    expect(text).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(post_with(page, "Ask").locator(".mention")).to_have_text("@Cleo Colleague")
    assert Mention.objects.get().person == staff[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_fits_the_screen_and_bars_nobody(
    visit: Visit, cast: Cast, hub: Hub, staff: list[User], scheme: Any, width: int
) -> None:
    body = f"Ask @[Emma](person:{cast.employee.pk}) and @Celia Colleague"
    actions.create_post(hub.discussion, author=cast.colleague, body=body)
    page = visit(
        cast.employee,
        color_scheme=scheme,
        viewport={"width": width, "height": 700},
        has_touch=width == 390,
    )
    text = open_theme(page, hub)
    text.fill(
        "Who knows where the end of a line on a phone is? I think that it is here, or there: "
    )
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("@c")
    expect(offered(page)).to_have_count(6)
    box = page.get_by_role("listbox").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 700
    assert barriers(page) == []
    if width == 390:
        offered(page).nth(2).tap()
        expect(text).to_be_focused()
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_writers_without_scripts_write_the_name_out(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = visit(cast.employee, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("[data-composer-text]").fill("Ask @carl colleague, please")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("li.post .mention")).to_have_text("@Carl Colleague")
    assert Post.objects.get().mentions.get().person == cast.colleague
