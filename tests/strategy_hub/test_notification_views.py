"""The list of notifications, opening one, and the bell on every page."""

from typing import Any

import pytest
from django.test import Client

from discussions.actions import create_post, hide_post
from strategy_hub.actions import notify
from strategy_hub.models import Notification
from tests.cast import Cast, Hub, restrict
from themes.actions import thank_contribution

Kind = Notification.Kind
ADDRESSES = (
    "/hub/notifications/",
    "/hub/notifications/snapshot/",
    "/hub/notifications/1/",
)


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Any:
    return create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")


@pytest.fixture
def thanked(cast: Cast, post: Any) -> Notification:
    thank_contribution(post.contribution, actor=cast.owner, message="Thank you, Emma.")
    return Notification.objects.get(person=cast.employee)


@pytest.mark.parametrize("address", ADDRESSES)
def test_anonymous_people_are_sent_to_the_login(client, db, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url == f"/hub/login/?next={address}"


def test_the_list_shows_what_the_person_was_told(client, cast, thanked):
    client.force_login(cast.employee)

    html = client.get("/hub/notifications/").content.decode()

    assert "Omar Owner thanked you for your contribution to “Growth”." in html
    assert "Thank you, Emma." in html


def test_everybody_sees_their_own_alone(client, cast, thanked):
    client.force_login(cast.colleague)

    assert "thanked you" not in client.get("/hub/notifications/").content.decode()
    assert client.get("/hub/notifications/snapshot/").json()["items"] == []
    assert client.get(thanked.get_absolute_url()).status_code == 404


def test_opening_one_reads_it_and_leads_to_the_contribution(client, cast, thanked):
    client.force_login(cast.employee)

    response = client.get(thanked.get_absolute_url())

    assert response.status_code == 302
    assert response.url == f"/hub/contributions/{thanked.post.contribution.pk}/"
    thanked.refresh_from_db()
    assert not thanked.is_unread


def test_an_owner_is_led_to_the_desk(client, cast, post):
    client.force_login(cast.owner)
    note = Notification.objects.get(person=cast.owner)

    response = client.get(note.get_absolute_url())

    assert response.url == f"/hub/desk/{post.contribution.pk}/"


def test_an_answer_and_a_hidden_post_lead_to_the_post(client, cast, post):
    reply = create_post(post.discussion, author=cast.colleague, body="Yes.", parent=post)
    hide_post(post, actor=cast.owner, reason="A name in it.")
    client.force_login(cast.employee)

    for kind, target in ((Kind.REPLY, reply), (Kind.POST_HIDDEN, post)):
        note = Notification.objects.get(person=cast.employee, kind=kind)
        assert client.get(note.get_absolute_url()).url == f"/hub/discussions/posts/{target.pk}/"


def test_one_about_nothing_else_leads_to_the_list(client, cast, hub):
    notify(cast.employee, kind=Kind.REPLY, text="Welcome", key="welcome")
    client.force_login(cast.employee)

    response = client.get(Notification.objects.get().get_absolute_url())

    assert response.url == "/hub/notifications/"


def test_head_reads_nothing(client, cast, thanked):
    client.force_login(cast.employee)

    client.head(thanked.get_absolute_url())

    thanked.refresh_from_db()
    assert thanked.is_unread


def test_one_that_may_no_longer_be_seen_is_missing(client, cast, hub, thanked):
    restrict(hub.theme_page, "Team")
    client.force_login(cast.employee)

    assert client.get(thanked.get_absolute_url()).status_code == 404


def test_all_are_read_at_once(client, cast, thanked):
    client.force_login(cast.employee)

    response = client.post("/hub/notifications/read/", follow=True)

    assert "Everything counts as read." in response.content.decode()
    assert Notification.objects.of(cast.employee).unread().count() == 0


def test_reading_all_takes_a_post_with_its_token(cast, thanked):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.employee)

    assert client.get("/hub/notifications/read/").status_code == 405
    assert client.post("/hub/notifications/read/").status_code == 403


def test_only_the_unread_on_request(client, cast, thanked):
    client.force_login(cast.employee)
    assert "thanked you" in client.get("/hub/notifications/?only=unread").content.decode()

    client.post("/hub/notifications/read/")

    html = client.get("/hub/notifications/?only=unread").content.decode()
    assert "You have read everything" in html


def test_a_long_list_has_pages(client, cast, hub, django_assert_max_num_queries):
    for number in range(35):
        notify(cast.employee, kind=Kind.REPLY, text=f"Number {number}", key=str(number))
    client.force_login(cast.employee)

    with django_assert_max_num_queries(20):
        first = client.get("/hub/notifications/")
    second = client.get("/hub/notifications/?page=2")

    assert len(first.context["notification_page"]) == 30
    assert len(second.context["notification_page"]) == 5
    assert client.get("/hub/notifications/?page=nonsense").status_code == 200


def test_the_bell_counts_on_every_page(client, cast, hub, thanked):
    client.force_login(cast.employee)

    html = client.get(hub.home.url).content.decode()

    assert "data-bell-count>1</span>" in html
    assert f'data-newest="{thanked.pk}"' in html


def test_the_bell_is_not_for_anonymous_people(client, db):
    assert "data-bell" not in client.get("/hub/login/").content.decode()
