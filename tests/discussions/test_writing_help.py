"""Help for those who write: quotations, a look before posting, words about the kinds."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.markdown import render_markdown
from discussions.models import Post
from discussions.quoting import quote_of
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def colleague(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.colleague)
    return client


def preview_url(hub: Hub) -> str:
    return reverse("strategy_discussions:preview", args=[hub.discussion.pk])


def test_a_quotation_names_its_author_and_keeps_the_marks(cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="**One**\n\n- two")
    assert quote_of(post) == "> Emma Employee wrote:\n>\n> **One**\n>\n> - two\n\n"


def test_signs_in_a_name_are_no_marks_in_a_quotation(cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Hello")
    post.author.first_name = "*E[m]ma*"
    assert "<p>*E[m]ma* Employee wrote:</p>" in render_markdown(quote_of(post))


@pytest.mark.parametrize(
    "body", ["See [the \\[plan\\]](attachment:{0})", "[plan][1]\n\n[1]: attachment:{0}"]
)
def test_who_quotes_a_post_with_a_file_can_post_it(
    cast: Cast, hub: Hub, body: str, settings: Any, tmp_path: Any
) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}
    author = cast.employee
    file = actions.attach_file(hub.discussion, uploader=author, file=BytesIO(b"x"), name="a.txt")
    post = actions.create_post(hub.discussion, author=author, body=body.format(file.pk))
    quoted = quote_of(post)
    answer = actions.create_post(hub.discussion, author=cast.colleague, body=quoted, parent=post)
    assert "plan" in answer.body_html


def test_a_script_gets_the_quotation_of_what_is_visible(
    colleague: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Words")
    address = reverse("strategy_discussions:quote", args=[post.pk])
    assert colleague.get(address).json() == {"text": quote_of(post)}
    actions.hide_post(post, actor=cast.facilitator, reason="Unkind")
    assert colleague.get(address).status_code == 404


def test_without_scripts_the_form_begins_with_the_quotation(
    colleague: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Words to quote")
    asked = {"reply_to": post.pk, "quote": 1}
    page = colleague.get(hub.theme_page.get_url(), asked).content.decode()
    assert "&gt; Emma Employee wrote:\n&gt;\n&gt; Words to quote" in page
    assert f'name="parent" value="{post.pk}"' in page


def test_what_was_hidden_cannot_be_read_as_a_quotation(
    colleague: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Unkind words")
    actions.hide_post(post, actor=cast.facilitator, reason="Unkind")
    asked = {"reply_to": post.pk, "quote": 1}
    assert "Unkind words" not in colleague.get(hub.theme_page.get_url(), asked).content.decode()


def test_a_preview_is_what_the_post_will_be_and_stores_nothing(
    colleague: Client, cast: Cast, hub: Hub
) -> None:
    body = "**Hello** <b>you</b>\n\n> there"
    answer = colleague.post(preview_url(hub), {"body": body}, headers=JSON)
    assert not Post.objects.exists()
    post = actions.create_post(hub.discussion, author=cast.colleague, body=body)
    assert answer.json() == {"html": post.body_html}


@pytest.mark.parametrize(
    ("body", "message"),
    [(" ", "Write something first."), ("![x](attachment:7)", "no longer here")],
)
def test_a_preview_says_why_a_text_could_not_be_posted(
    colleague: Client, hub: Hub, body: str, message: str
) -> None:
    answer = colleague.post(preview_url(hub), {"body": body}, headers=JSON)
    assert answer.status_code == 422
    assert message in answer.json()["errors"][0]
    page = colleague.post(preview_url(hub), {"body": body})
    assert page.status_code == 422
    assert message in page.content.decode()


def test_without_scripts_the_preview_stands_above_the_form_that_keeps_everything(
    colleague: Client, cast: Cast, hub: Hub
) -> None:
    root = actions.create_post(hub.discussion, author=cast.employee, body="Root")
    data = {"body": "**Mine**", "kind": "concern", "parent": root.pk, "submission_key": "abc"}
    answer = colleague.post(preview_url(hub), data)
    page = answer.content.decode()
    assert "<p><strong>Mine</strong></p>" in page
    assert ">**Mine**</textarea>" in page
    assert f'name="parent" value="{root.pk}"' in page
    assert 'name="submission_key" value="abc"' in page
    assert answer.context["draft"].kind == "concern"


def test_files_that_come_along_are_in_the_preview_and_in_the_text(
    colleague: Client, hub: Hub, settings: Any, tmp_path: Any
) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}
    file = SimpleUploadedFile("plan.txt", b"Words")
    page = colleague.post(preview_url(hub), {"body": "See", "files": file}).content.decode()
    assert "[plan.txt](attachment:" in page
    assert "download" in page
