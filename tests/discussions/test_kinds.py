"""The kinds of post: each offered where it makes sense, and open to those of a host."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import Client
from django.urls import reverse

from discussions import actions, kinds
from discussions.kinds import PostKind, get_kind, register_kind
from discussions.live.reading import read_changes
from discussions.models import Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def employee(client: Client, cast: Cast) -> Client:
    client.force_login(cast.employee)
    return client


@pytest.fixture
def root(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.colleague, body="Why?", kind="question")


@pytest.fixture
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    yield


def offered(html: str) -> list[str]:
    select = re.findall(r'<select name="kind".*?</select>', html, re.S)[0]
    return re.findall(r'<option value="([^"]+)"', select)


def post_to(client: Client, hub: Hub, **data: Any) -> Any:
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    return client.post(address, {"body": "Because.", **data}, headers=data.pop("headers", {}))


def test_an_answer_is_offered_in_replies_alone(employee: Client, hub: Hub, root: Post) -> None:
    address = hub.theme_page.get_url()
    start = offered(employee.get(address).content.decode())
    reply = offered(employee.get(f"{address}?reply_to={root.pk}").content.decode())
    assert "answer" not in start
    assert "answer" in reply
    assert set(start) < set(reply)


def test_under_a_question_campaign_one_may_begin_with_an_answer(
    employee: Client, cast: Cast, hub: Hub
) -> None:
    page = employee.get(hub.question_page.get_url()).content.decode()
    assert "answer" in offered(page)
    discussion = hub.question_page.primary_discussion
    assert actions.create_post(discussion, author=cast.employee, body="Fewer forms", kind="answer")


@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_answer_to_nothing_is_refused_and_the_text_kept(
    employee: Client, hub: Hub, headers: dict[str, str]
) -> None:
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = employee.post(address, {"body": "Because.", "kind": "answer"}, headers=headers)
    assert answer.status_code == 422
    said = answer.json()["errors"][0] if headers else answer.content.decode()
    assert "“Answer” is for replies. Choose another kind" in said
    assert headers or ">Because.</textarea>" in said
    assert not Post.objects.exists()


def test_in_a_reply_an_answer_is_stored(employee: Client, hub: Hub, root: Post) -> None:
    assert post_to(employee, hub, kind="answer", parent=root.pk).status_code == 302
    assert root.replies.get().kind == "answer"


@pytest.mark.parametrize("kind", ["rant", "x" * 300, "comment\x00"])
def test_a_kind_that_nobody_offers_is_refused(employee: Client, hub: Hub, kind: str) -> None:
    assert post_to(employee, hub, kind=kind).status_code == 422
    assert not Post.objects.exists()


def test_a_kind_that_begins_conversations_is_refused_in_a_reply(
    cast: Cast, hub: Hub, root: Post, own_kinds: None
) -> None:
    register_kind(PostKind("own.motion", "Motion", "Something to vote on.", place="start"))
    with pytest.raises(ValidationError, match="“Motion” begins a conversation") as error:
        actions.create_post(
            hub.discussion, author=cast.employee, body="No.", kind="own.motion", parent=root
        )
    assert error.value.code == "kind"
    assert actions.create_post(
        hub.discussion, author=cast.employee, body="Move", kind="own.motion"
    ).pk


def test_a_post_of_a_kind_whose_app_is_gone_shows_the_code(
    employee: Client, hub: Hub, root: Post
) -> None:
    Post.objects.filter(pk=root.pk).update(kind="gone.motion")
    page = employee.get(hub.theme_page.get_url()).content.decode()
    frame = read_changes(hub.discussion.pk, 0)
    assert frame["type"] == "changes"
    for html in (page, frame["posts"][0]["html"]):
        assert 'data-kind="gone.motion" data-tone="neutral">gone.motion</span>' in html
        assert "gone.motion by Carl Colleague" in html
    assert Post.objects.get(pk=root.pk).get_kind_display() == "gone.motion"
    assert "gone.motion" not in offered(page)


def test_a_kind_that_is_registered_anew_shows_at_once(
    employee: Client, cast: Cast, hub: Hub, own_kinds: None
) -> None:
    register_kind(PostKind("own.motion", "Motion", "Something to vote on."))
    actions.create_post(hub.discussion, author=cast.employee, body="Move", kind="own.motion")
    address = hub.theme_page.get_url()
    tag = '<span class="tag" data-kind="own.motion" data-tone="{}">{}</span>'
    assert tag.format("neutral", "Motion") in employee.get(address).content.decode()
    register_kind(PostKind("own.motion", "Proposal", "Something to vote on.", tone="progress"))
    assert tag.format("progress", "Proposal") in employee.get(address).content.decode()


@pytest.mark.parametrize("code", ["", "two words", "own.", ".own", "ä", "x" * 41, "a:b"])
def test_a_code_that_could_not_be_stored_is_refused_at_the_start(code: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        register_kind(PostKind(code, "Label", "What it is for."))
    assert get_kind(code).label == code


def test_a_kind_without_a_label_is_refused_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured):
        register_kind(PostKind("own.motion", "", "What it is for."))


def test_kinds_cause_no_migration(own_kinds: None) -> None:
    register_kind(PostKind("own.motion", "Motion", "Something to vote on."))
    assert Post._meta.get_field("kind").deconstruct()[3].keys() == {
        "verbose_name",
        "max_length",
        "default",
    }


def test_every_kind_is_explained(employee: Client, hub: Hub) -> None:
    page = employee.get(hub.theme_page.get_url()).content.decode()
    assert "<dt>Concern</dt><dd>Something that worries you, or that could go wrong.</dd>" in page
    assert all(kind.explanation for kind in kinds.registered_kinds())
