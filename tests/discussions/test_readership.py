"""How far a person has read a discussion, and what is new to them when they come back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions import actions
from discussions.models import Post, Readership
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(cast: Cast, hub: Hub) -> Callable[..., Post]:
    def create(body: str, author: Any = None, parent: Post | None = None) -> Post:
        return actions.create_post(
            hub.discussion, author=author or cast.colleague, body=body, parent=parent
        )

    return create


@pytest.fixture
def read(client: Client, cast: Cast, hub: Hub) -> Callable[..., dict[str, Any]]:
    """Open the theme's page as the employee; gives what its discussion was shown with."""
    client.force_login(cast.employee)

    def open_page(**query: Any) -> dict[str, Any]:
        answer = client.get(hub.theme_page.get_url(), query)
        assert answer.status_code == 200
        return {"html": answer.content.decode(), **_context_of(answer, "viewer", "links")}

    return open_page


def _context_of(answer: Any, *names: str) -> dict[str, Any]:
    with_viewer = next(each for each in answer.context if "viewer" in each)
    return {name: with_viewer[name] for name in names}


def unread(person: Any, *pages: Any) -> dict[int, int]:
    return Readership.objects.unread_by_page(person, [page.pk for page in pages])


def test_at_the_first_visit_nothing_is_called_new(say: Any, read: Any) -> None:
    say("Here before you came")
    page = read()
    assert page["viewer"].new == ()
    assert not re.search(r"\d new post", page["html"])


def test_what_was_written_since_the_last_visit_is_new_once(say: Any, read: Any) -> None:
    first = say("Seen")
    read()
    second = say("New reply", parent=first)
    third = say("New conversation")
    page = read()
    assert page["viewer"].new == (third.pk, second.pk)
    assert page["viewer"].unread == 2
    assert f'href="#post-{third.pk}"' in page["html"]
    assert read()["viewer"].new == ()


def test_the_line_stands_before_the_first_new_post_alone(say: Any, read: Any) -> None:
    say("Seen")
    read()
    for number in range(3):
        say(f"New {number}")
    html = read()["html"]
    assert html.count('class="new-line" data-new-line >') == 1
    assert html.count('class="tag tag--new" data-new >') == 3
    assert html.index("data-new-line >") < html.index("New 2") < html.index("New 1")


def test_own_posts_are_never_new(cast: Cast, hub: Hub, say: Any, read: Any) -> None:
    say("Seen")
    read()
    say("Mine", author=cast.employee)
    assert unread(cast.employee, hub.theme_page) == {}
    assert read()["viewer"].new == ()


def test_further_pages_still_say_what_was_new(settings: Any, say: Any, read: Any) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 2}
    old = say("Old")
    read()
    late = say("Late reply", parent=old)
    for number in range(2):
        say(f"New {number}")
    first = read()
    assert first["viewer"].unread == 3
    query = dict(part.split("=") for part in first["links"].older[1:].split("&"))
    assert read(**query)["viewer"].new == (late.pk,)


def test_a_further_page_records_nothing(say: Any, read: Any) -> None:
    post = say("Only one")
    read(**{"from": post.pk})
    assert not Readership.objects.exists()


def test_reading_again_writes_nothing(say: Any, read: Any) -> None:
    say("Seen")
    read()
    with CaptureQueriesContext(connection) as queries:
        read()
    written = [one["sql"] for one in queries if "readership" in one["sql"].lower()]
    assert all(sql.startswith("SELECT") for sql in written)


def test_an_empty_discussion_records_nothing(hub: Hub, read: Any) -> None:
    read()
    assert not Readership.objects.exists()


def test_a_change_that_is_no_post_writes_nothing(cast: Cast, say: Any, read: Any) -> None:
    post = say("Seen")
    read()
    actions.support_post(post, actor=cast.member)
    before = Readership.objects.get().seen_seq
    read()
    assert Readership.objects.get().seen_seq == before


def test_lists_say_how_many_posts_are_new(
    client: Client, cast: Cast, hub: Hub, say: Any, read: Any
) -> None:
    say("Seen")
    read()
    for number in range(3):
        say(f"New {number}")
    assert unread(cast.employee, hub.theme_page, hub.question_page) == {hub.theme_page.pk: 3}
    for page in (hub.themes, hub.home):
        assert "3 new posts" in client.get(page.get_url()).content.decode()
    read()
    assert unread(cast.employee, hub.theme_page) == {}
    assert not re.search(r"\d new post", client.get(hub.themes.get_url()).content.decode())


def test_a_question_that_has_news_says_so_on_its_theme(
    client: Client, cast: Cast, hub: Hub
) -> None:
    client.force_login(cast.employee)
    discussion = hub.question_page.primary_discussion
    actions.create_post(discussion, author=cast.colleague, body="Seen")
    client.get(hub.question_page.get_url())
    actions.create_post(discussion, author=cast.colleague, body="New")
    for page in (hub.theme_page, hub.home):
        assert "1 new post" in client.get(page.get_url()).content.decode()


def test_many_new_posts_are_shown_as_more_than_99(
    client: Client, cast: Cast, hub: Hub, say: Any, read: Any
) -> None:
    say("Seen")
    read()
    hub.discussion.__class__.objects.filter(pk=hub.discussion.pk).update(post_count=500)
    assert "99+ new posts" in client.get(hub.themes.get_url()).content.decode()


def test_the_counts_of_a_list_take_one_query(
    cast: Cast, hub: Hub, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        unread(cast.employee, hub.theme_page, hub.question_page, hub.update)


def test_an_open_page_tells_what_it_has_shown(
    client: Client, cast: Cast, hub: Hub, say: Any, read: Any
) -> None:
    say("Seen")
    read()
    shown, waiting = say("Came live"), say("Not shown yet")
    address = reverse("strategy_discussions:seen", args=[hub.discussion.pk])
    assert client.post(address, {"seq": shown.seq}).status_code == 204
    assert unread(cast.employee, hub.theme_page) == {hub.theme_page.pk: 1}
    assert read()["viewer"].new == (waiting.pk,)


def test_what_was_seen_stays_seen(client: Client, cast: Cast, hub: Hub, say: Any) -> None:
    client.force_login(cast.employee)
    first, second = say("One"), say("Two")
    address = reverse("strategy_discussions:seen", args=[hub.discussion.pk])
    for number in (second.seq, first.seq, 10**18):
        client.post(address, {"seq": number})
    row = Readership.objects.get()
    assert (row.seen_seq, row.seen_count) == (second.seq, 2)


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 20])
def test_a_made_up_number_is_refused(client: Client, cast: Cast, hub: Hub, number: str) -> None:
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:seen", args=[hub.discussion.pk])
    assert client.post(address, {"seq": number}).status_code == 422


def test_nobody_reads_where_they_may_not_look(client: Client, cast: Cast, hub: Hub) -> None:
    restrict(hub.theme_page, "Team")
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:seen", args=[hub.discussion.pk])
    assert client.post(address, {"seq": 1}).status_code == 404
    assert not Readership.objects.exists()
