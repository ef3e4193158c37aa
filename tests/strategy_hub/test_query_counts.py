"""How many queries whole pages take, the frame around them included: bounded, however full."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions import remembering
from discussions.actions import create_post, support_post
from discussions.models import Discussion
from scorecard.models import Objective, ObjectiveTheme
from strategy_hub.models import UpdatePage
from tests.cast import Cast, Hub
from tests.scorecard.build import make_measure, make_strategy
from themes.actions import accept_contribution
from themes.models import QuestionPage, ThemePage

# While the frame remembers its links, and when it has to find them anew. Session, person and site
# are among them, and for a page two queries for each level of the tree that Wagtail goes down.
# Wherever scores are shown, one asks which periods are frozen; one asks for a theme's teams.
MOST = {
    "home": (18, 21),
    "themes": (21, 24),
    "theme_page": (34, 38),
    "question_page": (27, 31),
    "updates": (14, 18),
    "update": (22, 26),
    "/hub/scorecard/": (13, 18),
    "/hub/scorecard/metrics/": (8, 14),
    "/hub/scorecard/questions/": (12, 18),
    "/hub/scorecard/objectives/F1/": (12, 17),
}


@pytest.fixture
def full(cast: Cast, filmed: Hub) -> Hub:
    """More of everything that these pages show."""
    hub, strategy = filmed, make_strategy(cast.owner, filmed.theme)
    for number in range(4):
        hub.updates.add_child(
            instance=UpdatePage(
                title=f"Update {number}",
                summary="…",
                executive=cast.executive,
                published_on=date(2025, 1, number + 1),
            )
        )
        hub.theme_page.add_child(instance=QuestionPage(title=f"Q{number}", prompt="Why?"))
        theme = hub.themes.add_child(instance=ThemePage(title=f"T{number}", statement="S.")).theme
        objective = Objective.objects.create(
            perspective=strategy.customer, code=f"C{number + 2}", title="More", owner=cast.owner
        )
        make_measure(objective, f"M{number + 4}", "More")
        ObjectiveTheme.objects.create(objective=objective, theme=theme)
        ObjectiveTheme.objects.create(objective=objective, theme=hub.theme)
    for page in (hub.theme_page, hub.question_page, hub.update):
        talk(cast, page)
    return hub


def talk(cast: Cast, page: Any) -> None:
    """Ideas, answers to them, support and decisions."""
    for author in (cast.employee, cast.colleague, cast.deputy):
        idea = create_post(page.primary_discussion, author=author, body="An idea.", kind="idea")
        create_post(page.primary_discussion, author=cast.owner, body="Thanks.", parent=idea)
        support_post(idea, actor=cast.member)
        accept_contribution(idea.contribution, actor=cast.owner, reason="It saves a week.")


def cost_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_take_no_more_queries_however_much_they_show(
    client: Any, cast: Cast, full: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SECONDS", 3600)
    client.force_login(cast.employee)
    too_many = {}
    for name, most in MOST.items():
        address = name if name.startswith("/") else getattr(full, name).url
        # The first visit is entered into the ledger, and meets content types for the first time.
        cost_of(client, address)
        warm = cost_of(client, address)
        remembering.forget_all()
        costs = (warm, cost_of(client, address))
        if costs[0] > most[0] or costs[1] > most[1]:
            too_many[name] = costs
    assert too_many == {}


def test_a_page_of_a_discussion_takes_six_queries_wherever_it_begins(
    client: Any, cast: Cast, full: Hub, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Session, person, discussion with what they have read, posts with what they support, people
    in the posts, and the bell."""
    monkeypatch.setattr(remembering, "SECONDS", 3600)
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 2}
    discussion = Discussion.objects.create(page_id=full.theme_page.pk, title="Beside")
    for number in range(6):
        create_post(discussion, author=cast.colleague, body=f"Number {number}")
    address = reverse("strategy_discussions:discussion", args=[discussion.pk])
    client.force_login(cast.employee)
    cost_of(client, address)
    last = discussion.posts.in_tree_order()[4]
    assert [cost_of(client, address), cost_of(client, f"{address}?from={last.pk}")] == [6, 6]
