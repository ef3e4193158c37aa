"""The workload: what waits in each discussion, from a bounded number of queries."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from discussions import actions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
WORKLOAD = reverse("strategy_discussions:workload")


def ask(discussion: Discussion, author, body: str = "When?") -> Post:
    return actions.create_post(discussion, author=author, body=body, kind="question")


def figures(person) -> list[tuple[str, int, int, int]]:
    busy: Any = Discussion.objects.moderated_by(person).with_workload()
    return [(one.title, one.pending_count, one.reported_count, one.unanswered) for one in busy]


def test_each_discussion_says_what_waits_and_the_longest_wait_comes_first(
    cast: Cast, hub: Hub
) -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=3), tick=False):
        ask(hub.update.primary_discussion, cast.employee)
    reported = actions.create_post(hub.discussion, author=cast.employee, body="Heated words")
    with time_machine.travel(now - timedelta(days=1), tick=False):
        actions.report_post(reported, actor=cast.colleague, reason="Rude")
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    actions.create_post(hub.discussion, author=cast.member, body="Held")
    assert figures(cast.facilitator) == [("Where we stand", 0, 0, 1), ("Growth", 1, 1, 0)]


def test_a_question_is_answered_by_somebody_else(cast: Cast, hub: Hub) -> None:
    question = ask(hub.discussion, cast.employee)
    actions.create_post(hub.discussion, author=cast.employee, body="Anybody?", parent=question)
    assert figures(cast.owner) == [("Growth", 0, 0, 1)]
    answer = actions.create_post(hub.discussion, author=cast.owner, body="In May.", parent=question)
    assert figures(cast.owner) == []
    actions.hide_post(answer, actor=cast.deputy, reason="Wrong month")
    assert figures(cast.owner) == [("Growth", 0, 0, 1)]


def test_the_screen_links_to_what_waits(client: Client, cast: Cast, hub: Hub) -> None:
    reported = actions.create_post(hub.discussion, author=cast.employee, body="Heated words")
    actions.report_post(reported, actor=cast.colleague, reason="Rude")
    client.force_login(cast.facilitator)
    page = client.get(WORKLOAD).content.decode()
    assert f"?kind=reported&amp;discussion={hub.discussion.pk}" in page


def test_an_empty_screen_says_so_to_moderators_and_is_none_for_others(
    client: Client, cast: Cast, hub: Hub
) -> None:
    client.force_login(cast.facilitator)
    assert "Nothing waits anywhere" in client.get(WORKLOAD).content.decode()
    client.force_login(cast.employee)
    assert client.get(WORKLOAD).status_code == 404


def test_the_screen_takes_as_many_queries_for_many_discussions_as_for_one(
    client: Client, cast: Cast, hub: Hub
) -> None:
    ask(hub.discussion, cast.employee)
    client.force_login(cast.facilitator)
    client.get(WORKLOAD)
    with CaptureQueriesContext(connection) as few:
        client.get(WORKLOAD)
    for number in range(12):
        aside = Discussion.objects.create(page=hub.theme_page, title=f"Aside {number}")
        ask(aside, cast.employee)
    with CaptureQueriesContext(connection) as many:
        client.get(WORKLOAD)
    assert len(many) == len(few)
