"""An alias repeats its source: whoever is kept from the source is kept from the alias as well."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F, Q, Value
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from discussions import access
from discussions.actions import create_post
from discussions.restrictions import IsRefused, IsRefusedBySource
from tests.cast import Cast, Hub, restrict
from themes.models import Theme, ThemePage

pytestmark = pytest.mark.django_db

STAFF = {
    "executive", "owner", "deputy", "facilitator", "employee", "colleague", "member", "office",
}  # fmt: skip


@pytest.fixture
def private(hub: Hub) -> ThemePage:
    """A theme for the team alone, in the section that all staff see."""
    page = ThemePage(title="Project Larch", slug="larch", statement="Grow.")
    hub.themes.add_child(instance=page)
    restrict(page, "Team")
    return page


@pytest.fixture
def alias(hub: Hub, private: ThemePage) -> Any:
    return private.create_alias(parent=hub.themes, update_slug="larch-too")


def who_sees(cast: Cast, page: Any) -> set[str]:
    """Asked for one person, for one page, and as Wagtail's own serving would answer."""
    seen = {name for name, person in cast if access.may_see_page(person, page)}
    people = set(User.objects.filter(access.audience(page)))
    assert {name for name, person in cast if person in people} == seen
    path = Value(page.path)
    refused = User.objects.filter(Q(IsRefused(path, F("pk"))) | Q(IsRefusedBySource(path, F("pk"))))
    active = {name for name, person in cast if person.is_active}
    assert {name for name in active if getattr(cast, name) not in refused} == seen
    return seen


def is_served(client: Client, person: Any, page: Any) -> bool:
    client.force_login(person)
    return client.get(page.get_url()).status_code == 200


def test_a_restriction_on_the_source_covers_its_alias(
    client: Client, cast: Cast, alias: Any
) -> None:
    assert alias.view_restrictions.count() == 0
    assert who_sees(cast, alias) == {"member"}
    for name in ("member", "employee"):
        assert is_served(client, getattr(cast, name), alias) == (name == "member")


def test_it_covers_an_alias_of_an_alias(cast: Cast, hub: Hub, alias: Any) -> None:
    further = alias.create_alias(parent=hub.themes, update_slug="larch-again")
    assert who_sees(cast, further) == {"member"}


def test_it_covers_what_lies_below_an_alias(cast: Cast, hub: Hub) -> None:
    tree = hub.theme_page.create_alias(parent=hub.themes, update_slug="growth-too", recursive=True)
    below = tree.get_children().get(alias_of=hub.question_page.pk)
    assert who_sees(cast, below) == STAFF
    restrict(hub.theme_page, "Team")
    assert who_sees(cast, below) == {"member"}


def test_it_is_the_same_for_a_superuser(cast: Cast, alias: Any) -> None:
    boss = User.objects.create_superuser("boss")
    assert access.may_see_page(boss, alias)
    assert access.audience_change(alias, alias.alias_of).is_none


def test_what_an_editor_puts_outside_a_private_section_is_for_those_outside(
    client: Client, cast: Cast, hub: Hub
) -> None:
    """Only the section above the source is private, and not the source: so says Wagtail as well."""
    restrict(hub.themes, "Team")
    alias = hub.theme_page.create_alias(parent=hub.home, update_slug="growth-for-all")
    assert who_sees(cast, hub.theme_page) == {"member"}
    assert who_sees(cast, alias) == STAFF
    assert is_served(client, cast.employee, alias)


def test_an_alias_has_a_discussion_and_a_theme_of_its_own(
    client: Client, cast: Cast, hub: Hub
) -> None:
    """What was said below the source stays with those who see the source."""
    create_post(hub.discussion, author=cast.member, body="Among us.", kind="idea")
    restrict(hub.themes, "Team")
    alias = hub.theme_page.create_alias(parent=hub.home, update_slug="growth-for-all")
    theme = Theme.objects.get(page_id=alias.pk)
    assert theme != hub.theme
    assert alias.primary_discussion.posts.count() == theme.contributions.count() == 0
    client.force_login(cast.employee)
    assert "Among us." not in client.get(alias.get_url()).content.decode()


def test_no_list_shows_the_title_of_a_restricted_source(
    client: Client, cast: Cast, hub: Hub, alias: Any
) -> None:
    client.force_login(cast.employee)
    addresses = [hub.home.get_url(), hub.themes.get_url()]
    addresses += [reverse("strategy_scorecard:dashboard"), reverse("strategy_themes:desk")]
    shown = [client.get(address).content.decode() for address in addresses]
    assert not any(alias.title in page for page in shown)
    client.force_login(cast.member)
    assert alias.title in client.get(hub.themes.get_url()).content.decode()


def test_one_condition_covers_every_page_of_a_list(cast: Cast, hub: Hub, alias: Any) -> None:
    seen = Page.objects.filter(access.visible_pages(cast.employee))
    assert {alias.pk, alias.alias_of_id} & set(seen.values_list("pk", flat=True)) == set()
    assert hub.theme_page.pk in seen.values_list("pk", flat=True)
