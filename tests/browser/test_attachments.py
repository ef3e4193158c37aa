"""Attaching files in a real browser: chosen, pasted, dropped, refused, and without scripts."""

import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from discussions.models import Attachment, Post
from tests.cast import Cast, Hub
from tests.discussions import samples

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

# Hands the form a file as the clipboard or a drag does.
GIVE = """(target, [kind, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true };
  target.dispatchEvent(
    kind === "paste"
      ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
      : new DragEvent("drop", { ...options, dataTransfer: transfer }),
  );
}"""


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("[data-attach-input]").set_input_files(list(files))


def give(page: Page, kind: str, name: str, data: bytes) -> None:
    text = page.locator("[data-composer-text]")
    text.evaluate(GIVE, [kind, name, "image/png", b64encode(data).decode()])


def send(page: Page) -> None:
    page.get_by_role("button", name="Post", exact=True).click()


def open_theme(page: Page, hub: Hub) -> Page:
    page.goto(hub.theme_page.get_url())
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    return page


def test_a_picture_and_a_document_reach_everybody(visit: Visit, cast: Cast, hub: Hub) -> None:
    writer, reader = open_theme(visit(cast.employee), hub), open_theme(visit(cast.colleague), hub)
    text = writer.locator("[data-composer-text]")
    text.fill("What we saw:")
    choose(
        writer,
        payload("line at night.png", samples.picture(size=(800, 500))),
        payload("plan.pdf", samples.PDF),
    )
    rows = writer.locator("[data-attach-list] li")
    expect(rows.nth(1)).to_contain_text("plan.pdf")
    rows.nth(0).get_by_label("What does it show?").fill("The line [3] at night")
    expect(text).to_have_value(re.compile(r"!\[The line \\\[3\\\] at night\]"))
    send(writer)
    for page in (writer, reader):
        post = page.locator("li.post", has_text="What we saw")
        picture = post.get_by_role("img", name="The line [3] at night")
        expect(picture).to_be_visible()
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 800
        expect(post.get_by_role("link", name="plan.pdf (48 bytes)")).to_be_visible()
    expect(rows).to_have_count(0)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="plan.pdf").click()
    assert Path(download.value.path()).read_bytes() == samples.PDF


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_comes_by_clipboard_and_by_drag(
    visit: Visit, cast: Cast, hub: Hub, kind: str
) -> None:
    page = open_theme(visit(cast.employee), hub)
    page.locator("[data-composer-text]").fill("See")
    give(page, kind, "screen.png", samples.picture())
    expect(page.locator("[data-attach-preview]")).to_be_visible()
    send(page)
    expect(page.locator("li.post").get_by_role("img", name="screen")).to_be_visible()


def test_a_refused_file_says_why_and_leaves_the_others(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = open_theme(visit(cast.employee), hub)
    choose(page, payload("run.exe", samples.EXECUTABLE), payload("plan.pdf", samples.PDF))
    rows = page.locator("[data-attach-list] li")
    expect(rows.nth(0)).to_contain_text("This kind of file cannot be attached")
    text = page.locator("[data-composer-text]")
    expect(text).to_have_value(f"[plan.pdf](attachment:{_number_of(page)}) ")
    rows.nth(0).get_by_role("button", name="Remove run.exe").click()
    expect(rows).to_have_count(1)
    rows.nth(0).get_by_role("button", name="Remove plan.pdf").click()
    expect(text).to_have_value(" ")


def _number_of(page: Page) -> int:
    expect(page.locator("[data-attach-list] progress[hidden]")).to_have_count(2)
    return Attachment.objects.get().pk


def test_an_upload_can_be_stopped_and_a_post_waits_for_it(
    visit: Visit, cast: Cast, hub: Hub
) -> None:
    page = open_theme(visit(cast.employee), hub)
    held: list[Any] = []
    page.route("**/attachments/", lambda route: held.append(route))
    page.locator("[data-composer-text]").fill("Nearly there")
    choose(page, payload("plan.pdf", samples.PDF))
    send(page)
    expect(page.locator("[data-attach-status]")).to_be_visible()
    assert not Post.objects.exists()
    page.get_by_role("button", name="Remove plan.pdf").click()
    send(page)
    expect(page.locator("li.post", has_text="Nearly there")).to_be_visible()
    assert not Attachment.objects.exists()


def test_files_are_attached_while_editing(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = open_theme(visit(cast.employee), hub)
    page.locator("[data-composer-text]").fill("First words")
    send(page)
    page.locator("li.post").get_by_role("link", name="Edit").click()
    page.locator("textarea").press("End")
    choose(page, payload("screen.png", samples.picture()))
    expect(page.locator("[data-attach-preview]")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("li.post").get_by_role("img", name="screen")).to_be_visible()


def test_a_plain_form_carries_files(visit: Visit, cast: Cast, hub: Hub) -> None:
    page = visit(cast.employee, java_script_enabled=False)
    page.goto(hub.theme_page.get_url())
    text = page.locator("[data-composer-text]")
    text.fill("By plain form")
    choose(page, payload("screen.png", samples.picture()), payload("run.exe", samples.EXECUTABLE))
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("run.exe: This kind of file")
    expect(text).to_contain_text("![screen](attachment:")
    send(page)
    expect(page.locator("li.post").get_by_role("img", name="screen")).to_be_visible()
