"""The desk keeps its place: the same list after a step, and the way to the next that waits."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from discussions.actions import create_post
from tests.themes.forms import filled
from themes.actions import (
    accept_contribution,
    complete_contribution,
    decline_contribution,
    park_contribution,
    start_work,
)
from themes.models import Contribution
from themes.views import desk_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(cast, hub):
    """Five ideas in the order in which they came."""
    return [
        create_post(hub.discussion, author=cast.employee, body=f"Idea {n}.", kind="idea")
        for n in range(5)
    ]


@pytest.fixture
def ideas(several):
    return [post.contribution for post in several]


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.owner)

    def open_desk(item=None, **query):
        name = "strategy_themes:desk_item" if item else "strategy_themes:desk"
        return client.get(reverse(name, args=[item.pk] if item else []), query)

    return open_desk


def take(client, item, step, words="Because.", **query):
    address = reverse("strategy_themes:desk_step", args=[item.pk, step])
    return client.post(
        f"{address}?{urlencode(query)}", filled(step, item, words=words), follow=True
    )


def views_of(response):
    """How many stand in each view; what is overdue waits as well."""
    views = response.context["tab"].views
    return {view.name: view.count for view in views if view.name != "overdue"}


def test_after_a_step_the_same_one_is_open_in_the_same_list(client, ideas, desk):
    desk()
    response = take(client, ideas[1], "thank", tab="themes", view="waiting", q="Idea", page="1")
    (redirect,) = response.redirect_chain
    assert redirect[0] == f"/hub/desk/{ideas[1].pk}/?tab=themes&view=waiting&q=Idea&page=1"
    assert response.context["selected"] == ideas[1]
    assert response.context["results"] == ["Your thanks are sent."]
    assert "Your thanks are sent." in response.content.decode()


def test_what_left_the_list_leads_on_to_the_one_that_came_after_it(client, ideas, desk):
    desk()
    response = take(client, ideas[1], "accept", tab="mine", view="waiting")
    assert response.context["selected"] == ideas[1]
    assert response.context["is_listed"] is False
    assert response.context["next"] == ideas[2]
    page = response.content.decode()
    assert "This one is not in the list “Waiting” now." in page
    assert f"/hub/desk/{ideas[2].pk}/?tab=mine&amp;view=waiting&amp;page=1" in page


def test_after_the_last_of_the_list_its_first_is_next(client, ideas, desk):
    desk()
    assert take(client, ideas[-1], "decline").context["next"] == ideas[0]


def test_after_the_only_one_nothing_is_next(client, cast, ideas, desk):
    for idea in ideas[1:]:
        accept_contribution(idea, actor=cast.owner, reason="Yes.")
    desk()
    response = take(client, ideas[0], "accept")
    assert response.context["next"] is None
    assert "Nothing else is in this list." in response.content.decode()


def test_neighbours_follow_the_order_of_the_list(ideas, desk):
    response = desk(ideas[2])
    assert (response.context["previous"], response.context["next"]) == (ideas[1], ideas[3])
    assert desk(ideas[0]).context["previous"] is None
    assert desk(ideas[-1]).context["next"] is None


def test_neighbours_lead_over_the_edges_of_a_page(ideas, desk, monkeypatch):
    monkeypatch.setattr(desk_list, "PAGE_SIZE", 2)
    last = desk(ideas[1], page="1").context
    assert (last["next"], last["next_on"]) == (ideas[2], 2)
    first = desk(ideas[2], page="2").context
    assert (first["previous"], first["previous_on"]) == (ideas[1], 1)


def test_neighbours_of_what_stands_on_another_page_are_found(ideas, desk, monkeypatch):
    monkeypatch.setattr(desk_list, "PAGE_SIZE", 2)
    context = desk(ideas[4], page="1").context
    assert context["is_listed"] is True
    assert desk(ideas[3], page="1").context["next"] == ideas[4]


def test_neighbours_in_the_newest_first_views_go_back_in_time(cast, ideas, desk):
    now = timezone.now()
    for hours, idea in enumerate(ideas):
        at = now - timedelta(hours=10 - hours)
        accept_contribution(idea, actor=cast.owner, reason="Yes.", at=at)
    context = desk(ideas[2], view="work").context
    assert (context["previous"], context["next"]) == (ideas[3], ideas[1])


def test_a_page_that_has_become_empty_shows_the_last_one(ideas, desk, monkeypatch):
    monkeypatch.setattr(desk_list, "PAGE_SIZE", 2)
    context = desk(page="9").context
    assert (context["page_number"], context["contributions"]) == (3, [ideas[4]])


def test_every_contribution_stands_in_one_view_and_is_counted_there(cast, ideas, desk):
    accept_contribution(ideas[0], actor=cast.owner, reason="Yes.")
    accept_contribution(ideas[1], actor=cast.owner, reason="Yes.")
    start_work(ideas[1], actor=cast.owner)
    decline_contribution(ideas[2], actor=cast.owner, reason="No.")
    park_contribution(ideas[3], actor=cast.owner, reason="Later.")
    assert views_of(desk()) == {"waiting": 1, "work": 2, "done": 2}
    assert set(desk(view="work").context["contributions"]) == set(ideas[:2])
    complete_contribution(ideas[1], actor=cast.owner, outcome="Live.")
    assert views_of(desk()) == {"waiting": 1, "work": 1, "done": 3}


def test_what_is_parked_until_a_day_waits_again_from_that_day_on(cast, ideas, desk):
    day = timezone.localdate() + timedelta(days=3)
    park_contribution(ideas[0], actor=cast.owner, reason="After the fair.", until=day)
    assert views_of(desk()) == {"waiting": 4, "work": 0, "done": 1}
    Contribution.objects.filter(pk=ideas[0].pk).update(parked_until=timezone.localdate())
    assert views_of(desk()) == {"waiting": 5, "work": 0, "done": 0}


def test_the_tabs_and_views_keep_the_filters_in_their_addresses(ideas, desk):
    page = desk(q="Idea", tab="mine").content.decode()
    assert "/hub/desk/?q=Idea&amp;tab=mine&amp;view=work" in page
    assert "/hub/desk/?q=Idea&amp;tab=themes" in page
