from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from strategy_hub.actions.setup import NoPlaceForPages, set_up_hub
from strategy_hub.models import HubHomePage, UpdateIndexPage, UpdatePage
from themes.models import ThemeIndexPage


def everything() -> list[object]:
    return [
        list(Group.objects.order_by("pk").values_list("pk", "name")),
        list(Group.permissions.through.objects.order_by("pk").values_list()),
        list(GroupPagePermission.objects.order_by("pk").values_list()),
        list(GroupCollectionPermission.objects.order_by("pk").values_list()),
        list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id")),
        list(Collection.objects.order_by("pk").values_list("pk", "path")),
        list(Site.objects.values_list("pk", "root_page_id")),
    ]


@pytest.mark.django_db
def test_a_new_site_gets_groups_and_pages():
    report = set_up_hub()

    home = HubHomePage.objects.get()
    assert home.live
    assert home.get_parent().pk == Site.objects.get().root_page_id
    assert UpdateIndexPage.objects.child_of(home).exists()
    assert ThemeIndexPage.objects.child_of(home).exists()
    names = {"Executives", "Theme editors", "Facilitators", "Strategy office"}
    assert names <= set(Group.objects.values_list("name", flat=True))
    assert any("Hub home page" in line for line in report.made)
    assert report.found == []


@pytest.mark.django_db
def test_new_pages_are_for_signed_in_people(client):
    set_up_hub()

    assert HubHomePage.objects.get().get_view_restrictions().get().restriction_type == "login"


@pytest.mark.django_db
def test_a_second_run_changes_nothing():
    first = set_up_hub()
    before = everything()

    report = set_up_hub()

    assert report.made == []
    assert sorted(report.found) == sorted(first.made)
    assert everything() == before


@pytest.mark.django_db
def test_executives_publish_updates_and_nothing_else(django_user_model):
    set_up_hub()
    person = django_user_model.objects.create_user("boss")
    person.groups.add(Group.objects.get(name="Executives"))

    updates = UpdateIndexPage.objects.get().permissions_for_user(person)
    themes = ThemeIndexPage.objects.get().permissions_for_user(person)

    assert updates.can_add_subpage() and updates.can_publish_subpage()
    assert not themes.can_add_subpage()
    assert person.has_perm("wagtailadmin.access_admin")


@pytest.mark.django_db
def test_facilitators_draft_and_do_not_publish(django_user_model):
    set_up_hub()
    person = django_user_model.objects.create_user("facilitator")
    person.groups.add(Group.objects.get(name="Facilitators"))

    themes = ThemeIndexPage.objects.get().permissions_for_user(person)

    assert themes.can_add_subpage() and not themes.can_publish_subpage()


@pytest.mark.django_db
def test_the_strategy_office_handles_what_has_no_owner(django_user_model):
    set_up_hub()
    person = django_user_model.objects.create_user("office")
    person.groups.add(Group.objects.get(name="Strategy office"))

    assert person.has_perm("strategy_themes.handle_unrouted")
    assert HubHomePage.objects.get().permissions_for_user(person).can_publish()


@pytest.mark.django_db
def test_a_missing_section_is_added_to_an_existing_home(hub):
    UpdatePage.objects.get().delete()
    UpdateIndexPage.objects.get().delete()

    set_up_hub()

    assert UpdateIndexPage.objects.child_of(HubHomePage.objects.get()).count() == 1
    assert ThemeIndexPage.objects.count() == 1


@pytest.mark.django_db
def test_without_pages_the_tree_stays_as_it_is():
    before = Page.objects.count()

    set_up_hub(with_pages=False)

    assert Page.objects.count() == before
    assert Group.objects.filter(name="Executives").exists()


@pytest.mark.django_db
def test_the_hub_can_be_the_site():
    set_up_hub(as_site_root=True)

    home = HubHomePage.objects.get()
    assert home.depth == 2
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk


@pytest.mark.django_db
def test_a_taken_slug_is_no_obstacle():
    parent = Site.objects.get().root_page
    parent.add_child(instance=Page(title="Something else", slug="hub"))

    set_up_hub()

    assert HubHomePage.objects.get().slug != "hub"


@pytest.mark.django_db
def test_without_a_site_a_parent_must_be_named():
    Site.objects.all().delete()

    with pytest.raises(NoPlaceForPages):
        set_up_hub()
    with pytest.raises(CommandError, match="--root"):
        call_command("setup_strategy_hub")

    assert not Group.objects.filter(name="Executives").exists()


@pytest.mark.django_db
def test_the_command_takes_a_parent_and_tells_what_it_did():
    parent = Site.objects.get().root_page
    below = parent.add_child(instance=Page(title="Company"))
    out = StringIO()

    call_command("setup_strategy_hub", root=below.pk, stdout=out)
    again = StringIO()
    call_command("setup_strategy_hub", root=below.pk, stdout=again, verbosity=2)

    assert HubHomePage.objects.child_of(below).exists()
    assert "+ Group “Executives”" in out.getvalue()
    assert "= Group “Executives”" in again.getvalue()
    assert again.getvalue().strip().splitlines()[-1].startswith("0 made")


@pytest.mark.django_db
def test_the_command_refuses_a_parent_that_is_not_there():
    with pytest.raises(CommandError, match="no page with ID 99999"):
        call_command("setup_strategy_hub", root=99999)
