"""Opening a page: the hub's answer to what restricts it, which Wagtail then takes over."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


def status(client: Client, person: Any, page: Any) -> int:
    client.force_login(person)
    return int(client.get(page.url).status_code)


def test_every_restriction_on_the_way_to_a_page_counts(
    client: Client, cast: Cast, hub: Hub
) -> None:
    assert status(client, cast.member, hub.team_question_page) == 200
    assert status(client, cast.employee, hub.team_question_page) == 404
    restrict(hub.home, "Other company")
    assert status(client, cast.member, hub.team_question_page) == 404


def test_one_of_several_groups_is_enough(client: Client, cast: Cast, hub: Hub) -> None:
    restrict(hub.themes, "Team", "Other company")
    assert status(client, cast.member, hub.theme_page) == 200
    assert status(client, cast.employee, hub.theme_page) == 404


def test_a_superuser_opens_what_is_for_a_group(admin_client: Client, cast: Cast, hub: Hub) -> None:
    assert admin_client.get(hub.team_question_page.url).status_code == 200


def test_an_alias_is_for_whom_its_source_is(client: Client, cast: Cast, hub: Hub) -> None:
    """Its own place in the tree is for all staff."""
    alias = hub.team_question_page.create_alias(parent=hub.theme_page, update_slug="copy")
    assert status(client, cast.member, alias) == 200
    assert status(client, cast.employee, alias) == 404


def test_a_shared_password_is_still_asked_for(client: Client, cast: Cast, hub: Hub) -> None:
    PageViewRestriction.objects.create(
        page=hub.updates, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    client.force_login(cast.employee)
    assert b"open sesame" not in (answer := client.get(hub.update.url)).content
    assert b'name="password"' in answer.content
    assert "Half the year is over." not in answer.content.decode()


def test_no_cache_on_the_way_keeps_a_restricted_page(client: Client, cast: Cast, hub: Hub) -> None:
    client.force_login(cast.employee)
    assert "no-store" in client.get(hub.theme_page.url)["Cache-Control"]


def test_a_page_for_everybody_is_open_to_those_who_signed_in(
    client: Client, cast: Cast, hub: Hub
) -> None:
    PageViewRestriction.objects.filter(page=hub.home).delete()
    assert status(client, cast.outsider, hub.home) == 200
