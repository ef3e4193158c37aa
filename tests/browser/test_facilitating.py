"""Facilitators at work, and what everybody else sees of it, side by side in real browsers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from discussions import actions
from discussions.models import CovenantAcceptance, Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def open_talk(page: Page, hub: Hub) -> Page:
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    return page


def write(page: Page, text: str) -> None:
    page.locator("[data-composer] textarea").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()


def post_with(page: Page, text: str) -> Any:
    return page.locator("li.post", has_text=text)


def choose(page: Page, text: str, act: str) -> None:
    """An entry of the menu of a post."""
    post = post_with(page, text)
    post.locator("[data-more] > summary").click()
    post.locator("[data-more]").get_by_text(act, exact=True).click()


def test_slow_mode_says_how_long_and_keeps_the_draft(visit: Visit, cast: Cast, hub: Hub) -> None:
    page, facilitator = open_talk(visit(cast.employee), hub), visit(cast.facilitator)
    facilitator.goto(hub.theme_page.get_url())
    facilitator.get_by_role("link", name="Keep this discussion").click()
    facilitator.get_by_label("Slow mode").select_option("300")
    facilitator.get_by_role("button", name="Keep it so").click()
    expect(facilitator.get_by_text("kept that way from now on")).to_be_visible()

    expect(page.get_by_text("everybody waits 5 minutes")).to_be_visible()
    write(page, "My first thought")
    expect(post_with(page, "My first thought")).to_be_visible()
    write(page, "My second thought")
    expect(page.get_by_role("alert")).to_contain_text("You can post again in")
    page.reload()
    expect(page.locator("[data-composer-text]")).to_have_value("My second thought")

    plain = visit(cast.employee, java_script_enabled=False)
    plain.goto(hub.theme_page.get_url())
    write(plain, "Without scripts")
    expect(plain.get_by_role("alert")).to_contain_text("You can post again in")
    expect(plain.locator("textarea")).to_have_value("Without scripts")


def test_a_held_post_waits_with_its_author_until_it_is_approved_in_the_queue(
    visit: Visit, cast: Cast, hub: Hub
) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    author, reader = open_talk(visit(cast.employee), hub), open_talk(visit(cast.colleague), hub)
    write(author, "Please read this first")
    waiting = author.locator("[data-waiting]")
    expect(waiting).to_contain_text("Please read this first")
    expect(post_with(reader, "Please read this first")).to_have_count(0)

    facilitator = visit(cast.facilitator)
    facilitator.goto(hub.home.get_url())
    facilitator.get_by_role("navigation", name="Main").get_by_text("To moderate").click()
    facilitator.get_by_role("button", name="Approve").click()
    expect(facilitator.get_by_text("Nothing waits for you")).to_be_visible()
    for page in (author, reader):
        expect(post_with(page, "Please read this first")).to_be_visible()
    expect(waiting).to_be_hidden()


def test_a_reported_post_is_hidden_with_a_reason_that_everybody_reads(
    visit: Visit, cast: Cast, hub: Hub
) -> None:
    actions.create_post(hub.discussion, author=cast.employee, body="Names a customer")
    reader = open_talk(visit(cast.colleague), hub)
    choose(reader, "Names a customer", "Report")
    reader.get_by_label("What is wrong with it?").fill("It names a customer")
    reader.get_by_role("button", name="Report the post").click()
    expect(reader.locator(".toast")).to_contain_text("The moderators will look at the post")

    facilitator = visit(cast.facilitator)
    facilitator.goto(reverse("strategy_discussions:queue"))
    item = facilitator.locator(".queue__item")
    expect(item).to_contain_text("It names a customer")
    item.locator("summary", has_text="Hide the post").click()
    item.get_by_label("Why it is hidden").fill("Customers stay unnamed.")
    item.get_by_role("button", name="Hide the post").click()
    expect(reader.locator(".post--tombstone")).to_contain_text("Customers stay unnamed.")
    expect(reader.locator("[data-bell-count]")).to_have_text("1")


def test_the_covenant_is_accepted_with_the_first_post(visit: Visit, cast: Cast, hub: Hub) -> None:
    keeper = User.objects.create_superuser("keeper")
    actions.publish_covenant(text="<p>We argue kindly.</p>", actor=keeper)
    page = open_talk(visit(cast.employee), hub)
    covenant = page.locator("[data-covenant]")
    expect(covenant).to_contain_text("We argue kindly.")
    write(page, "My first word")
    expect(page.locator("[data-composer-text]")).to_have_value("My first word")
    covenant.get_by_role("checkbox").check()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(post_with(page, "My first word")).to_be_visible()
    expect(covenant).to_have_count(0)
    assert CovenantAcceptance.objects.get().person == cast.employee


def test_a_pin_appears_and_goes_on_every_open_page(visit: Visit, cast: Cast, hub: Hub) -> None:
    actions.create_post(hub.discussion, author=cast.employee, body="Read this first")
    reader = open_talk(visit(cast.colleague), hub)
    facilitator = open_talk(visit(cast.facilitator), hub)
    pins = reader.locator("[data-pins]")
    expect(pins).to_be_hidden()
    choose(facilitator, "Read this first", "Pin")
    expect(pins).to_contain_text("Read this first")
    live = pins.inner_html()
    reader.reload()
    assert "".join(pins.inner_html().split()) == "".join(live.split())
    expect(reader.locator("html")).to_have_attribute("data-live", "on")
    choose(facilitator, "Read this first", "Unpin")
    expect(pins).to_be_hidden()


def test_a_conversation_leaves_every_open_page_when_it_is_split_off(
    visit: Visit, cast: Cast, hub: Hub
) -> None:
    root = actions.create_post(hub.discussion, author=cast.employee, body="Another matter")
    actions.create_post(hub.discussion, author=cast.member, body="An answer to it", parent=root)
    actions.create_post(hub.discussion, author=cast.employee, body="What stays")
    reader = open_talk(visit(cast.colleague), hub)
    facilitator = open_talk(visit(cast.facilitator), hub)
    choose(facilitator, "Another matter", "Split off")
    facilitator.get_by_label("Title of the new discussion").fill("A matter of its own")
    facilitator.get_by_label("Reason").fill("It has nothing to do with the rest")
    facilitator.get_by_role("button", name="Split it off").click()
    expect(post_with(facilitator, "An answer to it")).to_be_visible()

    expect(post_with(reader, "Another matter")).to_have_count(0)
    expect(post_with(reader, "An answer to it")).to_have_count(0)
    expect(post_with(reader, "What stays")).to_be_visible()
    expect(reader.locator("[data-post-count]")).to_have_text("1 post")
    write(facilitator, "Here it goes on")
    reader.goto(reverse("strategy_discussions:post", args=[root.pk]))
    expect(post_with(reader, "Here it goes on")).to_be_visible()


def test_before_a_discussion_moves_one_sees_who_loses_sight_of_it(
    visit: Visit, cast: Cast, hub: Hub
) -> None:
    both = User.objects.create_superuser("both")
    actions.create_post(hub.discussion, author=cast.employee, body="For the team alone")
    reader = open_talk(visit(cast.colleague), hub)
    page = visit(both)
    page.goto(reverse("strategy_discussions:move", args=[hub.discussion.pk]))
    page.get_by_label("To the page of").select_option(label="Team only")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".audience-change")).to_contain_text("7 people see nothing of it any more")
    page.get_by_label("Reason").fill("It is about the team")
    page.get_by_role("button", name="Move it").click()
    expect(post_with(page, "For the team alone")).to_be_visible()
    expect(post_with(reader, "For the team alone")).to_have_count(0)
    assert Discussion.objects.filter(page=hub.team_question_page.pk).count() == 2
    assert Post.objects.get().discussion.page_id == hub.team_question_page.pk


def test_what_is_done_far_down_the_page_is_told_there(visit: Visit, cast: Cast, hub: Hub) -> None:
    for number in range(12):
        actions.create_post(hub.discussion, author=cast.employee, body=f"Voice {number:02}")
    facilitator = open_talk(visit(cast.facilitator), hub)
    choose(facilitator, "Voice 00", "Pin")
    expect(facilitator.locator(".toast")).to_have_text("The post is pinned above the discussion.")
    # The message itself is in sight here.
    choose(facilitator, "Voice 11", "Hide")
    facilitator.get_by_label("Reason").fill("Said twice.")
    facilitator.get_by_role("button", name="Hide").click()
    expect(facilitator.locator(".site-messages")).to_contain_text("The post is hidden.")
