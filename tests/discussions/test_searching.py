"""Search in one discussion: what is found, where, and by whom."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Discussion
from discussions.searching import excerpt_of, words_of
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(client: Client, cast: Cast, hub: Hub) -> Any:
    client.force_login(cast.employee)

    def ask(question: str, **more: Any) -> str:
        address = reverse("strategy_discussions:search", args=[hub.discussion.pk])
        answer = client.get(address, {"q": question, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


def say(discussion: Discussion, cast: Cast, body: str) -> Any:
    return actions.create_post(discussion, author=cast.colleague, body=body)


def found(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="found-(\d+)"', html)]


def test_posts_with_all_the_words_are_found_newest_first(cast, hub, search):
    first = say(hub.discussion, cast, "Offers are too slow here.")
    second = say(hub.discussion, cast, "Slow **offers** lose customers.")
    say(hub.discussion, cast, "Offers are fine.")
    html = search("slow OFFERS")
    assert found(html) == [second.pk, first.pk]
    assert reverse("strategy_discussions:post", args=[first.pk]) in html
    assert "<mark>offers</mark> lose" in html


def test_the_beginning_of_a_word_is_enough(cast, hub, search):
    post = say(hub.discussion, cast, "Überlegungen zur Größe")
    assert found(search("überleg größ")) == [post.pk]


def test_what_is_hidden_or_elsewhere_is_not_found(cast, hub, search):
    hidden = say(hub.discussion, cast, "A secret")
    actions.hide_post(hidden, actor=cast.facilitator, reason="It is one.")
    say(hub.question_page.primary_discussion, cast, "Another secret")
    html = search("secret")
    assert found(html) == []
    assert "Nobody has said that here" in html


def test_many_results_have_pages(cast, hub, search, monkeypatch):
    monkeypatch.setattr("discussions.views.search.RESULTS", 2)
    posts = [say(hub.discussion, cast, f"Word {number}") for number in range(3)]
    html = search("word")
    assert found(html) == [posts[2].pk, posts[1].pk]
    before = re.search(r"before=(\d+)", html)
    assert before
    assert found(search("word", before=before[1])) == [posts[0].pk]


@pytest.mark.parametrize("question", ["", "  ", "' | !", "%", "a:* & (", "\\", "x" * 500])
def test_no_question_breaks_the_search(cast, hub, search, question):
    say(hub.discussion, cast, "Something")
    assert found(search(question)) == []


def test_markup_in_a_post_or_a_question_stays_text(cast, hub, search):
    say(hub.discussion, cast, "Look: `<b>bold</b>`")
    assert "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;" in search("bold")
    assert '"><b>bold' not in search('"><b>bold')


def test_who_may_not_see_the_page_finds_nothing(client, cast, hub):
    restrict(hub.theme_page, "Team")
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:search", args=[hub.discussion.pk])
    assert client.get(address, {"q": "x"}).status_code == 404


def test_a_long_text_is_cut_around_what_was_found() -> None:
    text = f"{'before ' * 60}needle {'after ' * 60}"
    excerpt = excerpt_of(text, words_of("Needle"))
    assert excerpt.startswith("…before") and excerpt.endswith("…")
    assert "<mark>needle</mark>" in excerpt
    assert len(excerpt) < 300
