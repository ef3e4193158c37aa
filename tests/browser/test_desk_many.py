"""Several at once, undo and reopening on the desk, with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discussions.actions import create_post
from tests.cast import Cast, Hub
from themes.actions import bulk as bulk_actions
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


def test_all_shown_are_thanked_for_in_portions(
    desk: Page, ideas: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_actions, "PORTION", 1)
    desk.keyboard.press("x")
    expect(desk.locator("[data-desk-chosen]")).to_have_text("1 / 3")
    desk.keyboard.press("a")
    expect(desk.locator("[data-desk-chosen]")).to_have_text("3 / 3")
    desk.keyboard.press("T")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Thank for 3 contributions")
    assert not Contribution.objects.exclude(thanked_at=None).exists()
    desk.get_by_role("button", name="Thank").press("Enter")
    said = desk.locator("[data-bulk-said]")
    expect(said).to_have_text("All 3 are done.")
    expect(said).to_be_focused()
    assert Contribution.objects.filter(state="thanked").count() == 3


def test_a_step_is_undone_by_its_key(desk: Page, ideas: Any) -> None:
    desk.keyboard.press("t")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[data-desk-undo]")).to_be_visible()
    desk.keyboard.press("u")
    expect(desk.locator("[data-desk-result]")).to_contain_text("Undone. It is again: “Received”.")
    expect(desk.locator("[data-desk-undo]")).to_have_count(0)
    assert Contribution.objects.get(pk=ideas[0].pk).state == "received"
