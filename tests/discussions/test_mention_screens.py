"""Mentions on the screens of those who write: looked at before, or refused with the text kept."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.live.reading import read_changes
from discussions.models import Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.employee)
    return client


def chip(person: object, name: str) -> str:
    return f'<span class="mention" data-mention="{person}">@{name}</span>'


def test_a_preview_shows_who_would_be_mentioned(employee: Client, cast: Cast, hub: Hub) -> None:
    address = reverse("strategy_discussions:preview", args=[hub.discussion.pk])
    text = "Ask @Carl Colleague or @Otto Outsider"
    answer = employee.post(address, {"body": text}, headers={"Accept": "application/json"})
    mention = chip(cast.colleague.pk, "Carl Colleague")
    assert answer.json() == {"html": f"<p>Ask {mention} or @Otto Outsider</p>"}
    assert mention in employee.post(address, {"body": text}).content.decode()


def test_too_many_mentions_are_refused_and_the_text_is_kept(
    employee: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"MENTIONS_PER_POST": 1}
    text = "Ask @Carl Colleague and @Mina Member"
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = employee.post(address, {"body": text})
    assert answer.status_code == 422
    html = unescape(answer.content.decode())
    assert "A post can mention 1 person, and this one has mentioned 2. Take some out." in html
    assert f">{text}</textarea>" in html
    post = actions.create_post(hub.discussion, author=cast.employee, body="Ask @Carl Colleague")
    answer = employee.post(reverse("strategy_discussions:edit", args=[post.pk]), {"body": text})
    assert answer.status_code == 422
    assert f"{text}</textarea>" in unescape(answer.content.decode())
    assert Post.objects.get().body == "Ask @Carl Colleague"


def test_a_live_frame_shows_the_mention_and_is_the_same_for_all(cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Ask @Carl Colleague")
    frame = read_changes(hub.discussion.pk, post.seq - 1)
    assert frame["type"] == "changes"
    mention = chip(cast.colleague.pk, "Carl Colleague")
    assert mention in frame["posts"][0]["html"]
    for person in (cast.colleague, cast.member):
        client = Client()
        client.force_login(person)
        assert mention in client.get(hub.theme_page.get_url()).content.decode()


def test_who_edits_finds_what_was_written(employee: Client, cast: Cast, hub: Hub) -> None:
    body = f"Ask @[Carl](person:{cast.colleague.pk}) or @Mina Member"
    post = actions.create_post(hub.discussion, author=cast.employee, body=body)
    html = employee.get(reverse("strategy_discussions:edit", args=[post.pk])).content.decode()
    assert f"{body}</textarea>" in html
