"""Links of the header are remembered, and never longer than the access that they follow from."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.shortcuts import assign_perm, remove_perm

from discussions.remembering import forget_all, remembered
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.employee)
    return client


def header(reader: Client) -> str:
    html = reader.get(reverse("strategy_hub:notifications")).content.decode()
    return html.partition("<header")[2].partition("</header>")[0]


def test_a_second_page_asks_for_the_links_no_more(reader: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            header(reader)
        return len(queries)

    cost()  # content types and sites are remembered from here on
    forget_all()
    assert cost() > cost()


def test_a_new_owner_finds_the_desk_at_once_and_a_former_one_loses_it(
    reader: Client, cast: Cast, hub: Hub
) -> None:
    desk = reverse("strategy_themes:desk")
    assert desk not in header(reader)
    assign_perm("own_theme", cast.employee, hub.theme)
    assert desk in header(reader)
    remove_perm("own_theme", cast.employee, hub.theme)
    assert desk not in header(reader)


def test_a_role_of_a_group_counts_at_once(reader: Client, hub: Hub) -> None:
    assert reverse("strategy_themes:desk") not in header(reader)
    assign_perm("own_theme", Group.objects.get(name="Staff"), hub.theme)
    assert reverse("strategy_themes:desk") in header(reader)


@pytest.mark.parametrize("through_group", [True, False])
def test_a_permission_counts_at_once(reader: Client, cast: Cast, through_group: bool) -> None:
    admin = reverse("wagtailadmin_home")
    assert admin not in header(reader)
    permission = Permission.objects.get(codename="access_admin")
    if through_group:
        Group.objects.get(name="Staff").permissions.add(permission)
    else:
        cast.employee.user_permissions.add(permission)
    assert admin in header(reader)


def test_a_restriction_takes_its_links_away_at_once(reader: Client, hub: Hub) -> None:
    themes = hub.themes.get_url()
    assert f'href="{themes}"' in header(reader)
    restrict(hub.themes, "Team")
    assert f'href="{themes}"' not in header(reader)


def test_one_person_is_not_told_what_another_was(cast: Cast, hub: Hub, rf: Any) -> None:
    @remembered
    def name(request: Any) -> str:
        return str(request.user)

    def ask(person: Any) -> str:
        request = rf.get("/")
        request.user = person
        return name(request)

    people = (cast.employee, cast.colleague, cast.anonymous, cast.employee)
    assert [ask(person) for person in people] == [str(person) for person in people]


def test_whoever_is_deleted_leaves_no_access_behind(cast: Cast, hub: Hub) -> None:
    assign_perm("own_theme", cast.outsider, hub.theme)
    cast.outsider.delete()
