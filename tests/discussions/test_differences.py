"""What changed between versions: complete, readable, and shown to whoever sees the post."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from discussions import actions
from discussions.differences import COMPARED_TOKENS, Passage, passages_between
from tests.cast import Cast, Hub

# Few signs, so that texts have much in common.
TEXTS = st.text("ab .\n*é", max_size=60)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_the_passages(before: str, after: str) -> None:
    passages = passages_between(before, after)
    assert "".join(one.text for one in passages if not one.is_added) == before
    assert "".join(one.text for one in passages if not one.is_removed) == after


def test_words_that_stayed_are_not_marked() -> None:
    assert passages_between("We answer within two days.", "We answer within one day!") == [
        Passage("We answer within "),
        Passage("two days.", is_removed=True),
        Passage("one day!", is_added=True),
    ]


def test_an_added_paragraph_is_one_passage() -> None:
    passages = passages_between("First.\n\nLast.", "First.\n\nBetween them.\n\nLast.")
    assert [one.text for one in passages if one.is_added] == ["Between them.\n\n"]
    assert not any(one.is_removed for one in passages)


def test_a_small_change_in_a_long_text_stays_small() -> None:
    words = " ".join(f"w{number}" for number in range(2 * COMPARED_TOKENS))
    changed = [one.text for one in passages_between(words, f"{words} more") if one.is_added]
    assert changed == [" more"]


def test_passages_too_long_to_match_are_shown_as_replaced() -> None:
    before = " ".join(f"old{number}" for number in range(COMPARED_TOKENS))
    after = before.replace("old", "new")
    assert passages_between(before, after) == [
        Passage(before, is_removed=True),
        Passage(after, is_added=True),
    ]


@pytest.mark.django_db
def test_the_history_marks_what_each_version_changed(client: Client, cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Two <b>days</b>")
    for body in ("Two weeks", "Three weeks"):
        actions.edit_post(post, actor=cast.employee, body=body)
    client.force_login(cast.colleague)
    answer = client.get(reverse("strategy_discussions:history", args=[post.pk]))
    newest, middle, first = answer.context["versions"]
    assert [one.text for one in newest.changes] == ["Two", "Three", " weeks"]
    assert [one.text for one in middle.changes] == ["Two ", "<b>days</b>", "weeks"]
    assert first.changes == []
    page = answer.content.decode()
    assert '[removed: </span>&lt;b&gt;days&lt;/b&gt;<span class="visually-hidden">]' in page
    assert '[added: </span>Three<span class="visually-hidden">]' in page


@pytest.mark.django_db
def test_many_versions_stand_on_several_pages_without_a_gap(
    client: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Version 1")
    for number in range(2, 24):
        actions.edit_post(post, actor=cast.employee, body=f"Version {number}")
    client.force_login(cast.colleague)
    address = reverse("strategy_discussions:history", args=[post.pk])
    pages = [client.get(address, {"page": number}).context["versions"] for number in (1, 2, 3)]
    shown = [version for page in pages for version in page]
    assert [one.body for one in shown] == [f"Version {number}" for number in range(23, 0, -1)]
    assert [bool(one.changes) for one in shown] == [True] * 22 + [False]
    assert client.get(address, {"page": 4}).status_code == 404
