"""Answers with fields: composed into the post, kept by field, edited, imported, and never lost."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
ANSWER = {
    "body": "Send offers from the phone.",
    "kind": "answer",
    "answer_why": "I lose *two* days\nat the desk.",
    "answer_effort": "weeks",
}
COMPOSED = (
    "Send offers from the phone.\n\n**Why:**\n\nI lose *two* days\nat the desk."
    "\n\n**Effort:**\n\nMedium: weeks"
)
VALUES = {
    "text": "Send offers from the phone.",
    "why": "I lose *two* days\nat the desk.",
    "effort": "weeks",
}


@pytest.fixture
def asked(hub: Hub) -> Discussion:
    """The question asks for fields."""
    hub.question_page.answer_fields = ["why", "benefits", "effort"]
    hub.question_page.save()
    return hub.question_page.primary_discussion


@pytest.fixture
def employee(client: Client, cast: Cast) -> Client:
    client.force_login(cast.employee)
    return client


def create_url(discussion: Discussion) -> str:
    return reverse("strategy_discussions:create", args=[discussion.pk])


@pytest.fixture
def answer(cast: Cast, asked: Discussion) -> Post:
    return actions.create_post(
        asked,
        author=cast.employee,
        body=ANSWER["body"],
        kind="answer",
        answer_values={"why": VALUES["why"], "effort": "weeks"},
    )


@pytest.mark.parametrize("headers", [{}, JSON], ids=["form", "script"])
def test_fields_are_composed_into_the_post_and_kept(
    employee: Client, asked: Discussion, headers: dict[str, str]
) -> None:
    employee.post(create_url(asked), ANSWER, headers=headers)
    post = Post.objects.get()
    assert (post.body, post.answer_values) == (COMPOSED, VALUES)
    assert "<strong>Effort:</strong>" in post.body_html


def test_the_form_begins_as_an_answer_with_its_fields_and_the_example(
    employee: Client, hub: Hub, asked: Discussion
) -> None:
    hub.question_page.example_answer = "Drop the second signature."
    hub.question_page.save()
    page = employee.get(hub.question_page.url).content.decode()
    for part in ('name="answer_why"', 'name="answer_benefits"', 'name="answer_effort"'):
        assert part in page
    assert '<option value="answer" ' in page
    assert "Drop the second signature." in page


def test_a_question_without_fields_shows_none(employee: Client, hub: Hub) -> None:
    page = employee.get(hub.question_page.url).content.decode()
    assert "answer_why" not in page
    typed = {"body": "Text alone", "kind": "answer"}
    employee.post(create_url(hub.question_page.primary_discussion), typed)
    assert Post.objects.get().answer_values == {}


def test_a_reply_is_text_alone_without_scripts_too(
    employee: Client, hub: Hub, answer: Post
) -> None:
    page = employee.get(f"{hub.question_page.url}?reply_to={answer.pk}").content.decode()
    assert "data-answer-fields hidden disabled" in page
    employee.post(create_url(answer.discussion), {"body": "Yes", "parent": answer.pk})
    assert answer.replies.get().answer_values == {}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"body": " "}, "Write something first."),
        ({"kind": "idea"}, "Only answers to the page have these fields"),
        ({"answer_effort": "ages"}, "ages is not one of the available choices"),
        ({"answer_benefits": "Null \x00"}, "cannot be shown"),
        ({"answer_benefits": "x" * 9_990}, "over the limit"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    employee: Client, asked: Discussion, changed: dict[str, str], message: str
) -> None:
    typed = ANSWER | {"answer_benefits": "Everybody in sales"} | changed
    answer = employee.post(create_url(asked), typed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Post.objects.exists()
    form = answer.context["answer_form"]
    assert {name: form[name].value() for name in typed} == typed
    refused = employee.post(create_url(asked), typed, headers=JSON)
    assert any(message in error for error in refused.json()["errors"])


def test_fields_that_the_question_stopped_asking_for_meanwhile_are_not_lost(
    employee: Client, hub: Hub, asked: Discussion
) -> None:
    hub.question_page.answer_fields = []
    hub.question_page.save()
    refused = employee.post(create_url(asked), ANSWER | {"body": ""})
    assert refused.context["answer_form"]["answer_why"].value() == ANSWER["answer_why"]
    employee.post(create_url(asked), ANSWER)
    assert Post.objects.get().answer_values == VALUES


def test_the_preview_shows_what_would_be_stored(employee: Client, asked: Discussion) -> None:
    address = reverse("strategy_discussions:preview", args=[asked.pk])
    html = employee.post(address, ANSWER, headers=JSON).json()["html"]
    employee.post(create_url(asked), ANSWER)
    assert html == Post.objects.get().body_html
    page = employee.post(address, ANSWER)
    assert page.context["answer_form"]["answer_effort"].value() == "weeks"


def test_an_edit_changes_fields_and_keeps_the_earlier_version(
    employee: Client, answer: Post
) -> None:
    address = reverse("strategy_discussions:edit", args=[answer.pk])
    form = employee.get(address).context["form"]
    assert (form["body"].value(), form["answer_why"].value()) == (VALUES["text"], VALUES["why"])
    typed = {"body": "Send all offers from the phone.", "answer_why": "", "answer_effort": "days"}
    assert employee.post(address, typed).status_code == 302
    answer.refresh_from_db()
    assert answer.answer_values == {"text": typed["body"], "effort": "days"}
    assert answer.body == f"{typed['body']}\n\n**Effort:**\n\nSmall: days"
    assert answer.revisions.get().body == COMPOSED


def test_who_edits_the_text_alone_leaves_the_fields_as_they_are(cast: Cast, answer: Post) -> None:
    actions.edit_post(answer, actor=cast.employee, body="Send offers by phone.")
    answer.refresh_from_db()
    assert answer.answer_values == VALUES | {"text": "Send offers by phone."}
    assert "two* days" in answer.body


def test_labels_are_on_the_record_in_the_language_of_the_site(
    cast: Cast, asked: Discussion, settings: Any
) -> None:
    from django.utils import translation

    with translation.override("de"):
        post = actions.create_post(
            asked,
            author=cast.employee,
            body="Kurz",
            kind="answer",
            answer_values={"effort": "weeks"},
        )
    assert "**Effort:**" in post.body


def test_an_unknown_choice_is_refused_by_the_action_too(cast: Cast, asked: Discussion) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.create_post(
            asked,
            author=cast.employee,
            body="Text",
            kind="answer",
            answer_values={"effort": "ages"},
        )
    assert refused.value.code == "answer_fields"


def test_an_import_brings_fields_and_rejects_what_is_no_choice(
    hub: Hub, asked: Discussion, tmp_path: Path
) -> None:
    file = tmp_path / "workshop.csv"
    file.write_text(
        "id,time,author,text,Why,Who benefits,Effort\n"
        "1,1726860676783,0,Shorter forms,They are long,,medium: weeks\n"
        "2,1726860685220,1,Fewer forms,,Everybody,ages\n"
        "3,1726860685221,1,No forms,,,\n"
    )
    call_command("import_contributions", hub.question_page.slug, file)
    first, third = Post.objects.order_by("pk")
    assert first.answer_values == {
        "text": "Shorter forms",
        "why": "They are long",
        "effort": "weeks",
    }
    assert (third.body, third.answer_values) == ("No forms", {"text": "No forms"})
    call_command("import_contributions", hub.question_page.slug, file)
    assert Post.objects.count() == 2


def test_editors_choose_the_fields_in_the_admin(admin_client: Client, hub: Hub) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[hub.question_page.pk])
    assert 'value="benefits"' in admin_client.get(address).content.decode()
