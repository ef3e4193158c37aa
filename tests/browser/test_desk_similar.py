"""Similar contributions come to the open one, and one of them is chosen to merge with."""

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
    said = ["More bicycle racks at the entrance.", "A roof for the bicycle racks.", "Soup, please."]
    posts = [
        create_post(hub.discussion, author=cast.employee, body=body, kind="idea") for body in said
    ]
    return [Contribution.objects.get(post=post) for post in posts]


def test_one_is_chosen_and_what_is_written_stays(
    visit: Callable[..., Page], cast: Cast, ideas: list[Contribution]
) -> None:
    racks, roof, _soup = ideas
    page = visit(cast.owner, viewport={"width": 1280, "height": 900})
    page.goto(f"/hub/desk/{racks.pk}/")
    page.keyboard.press("m")
    page.locator("#step-merge textarea").fill("They ask for the same.")
    similar = page.locator("[data-desk-similar]")
    similar.scroll_into_view_if_needed()
    expect(similar.get_by_role("listitem")).to_have_count(1)
    expect(similar).to_contain_text("A roof for the bicycle racks.")
    similar.get_by_role("searchbox").fill("soup")
    similar.get_by_role("searchbox").press("Enter")
    expect(similar).to_contain_text("Soup, please.")
    similar.get_by_role("link", name="Similar ones again").click()
    similar.get_by_role("link", name=f"Merge into {roof.pk}…").click()
    expect(page.locator("#step-merge textarea")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-desk-result]")).to_contain_text("Merged.")
    stored: Any = Contribution.objects.get(pk=racks.pk)
    assert (stored.merged_into, stored.decision_reason) == (roof, "They ask for the same.")
