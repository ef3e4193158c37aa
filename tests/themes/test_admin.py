"""The Wagtail side: choosing a theme's people, absences, looking contributions up."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from discussions.actions import create_post
from tests.cast import restrict
from themes.models import Absence, Contribution, ThemePage
from themes.people import named_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, cast, hub):
    """The office edits and publishes below the hub's home; it is no superuser."""
    from django.contrib.auth.models import Group

    editors = Group.objects.create(name="Test editors")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=editors,
            page_id=hub.home.pk,
            permission=Permission.objects.get(
                codename=codename, content_type__app_label="wagtailcore"
            ),
        )
    cast.office.groups.add(editors)
    client.force_login(cast.office)
    return editors


def page_data(owners=(), deputies=(), facilitators=(), **more):
    data = {
        "title": "Care",
        "slug": "care",
        "statement": "Care first.",
        "why": '{"blocks": [], "entityMap": {}}',
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
        "comments-MAX_NUM_FORMS": "",
        **more,
    }
    people = {"owners": owners, "deputies": deputies, "facilitators": facilitators}
    for role, members in people.items():
        data[f"{role}-count"] = len(members) + 1
        data |= {f"{role}-{n}": person.pk for n, person in enumerate(members)}
        data[f"{role}-{len(members)}"] = ""
    return data


def add_address(hub):
    return reverse("wagtailadmin_pages:add", args=["strategy_themes", "themepage", hub.themes.pk])


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def people(theme):
    found = named_people(theme)
    return found.owners, found.deputies, found.facilitators


@pytest.mark.parametrize("how", [{}, {"action-publish": "1"}], ids=["draft", "published"])
def test_a_new_theme_gets_the_people_of_its_form(client, cast, hub, editor, how):
    data = page_data([cast.owner, cast.executive], [cast.deputy], [cast.colleague], **how)
    response = client.post(add_address(hub), data)
    assert response.status_code == 302
    page = ThemePage.objects.get(slug="care")
    assert page.live == bool(how)
    assert people(page.theme) == (
        [cast.executive, cast.owner],
        [cast.deputy],
        [cast.colleague],
    )


@pytest.mark.parametrize("how", [{}, {"action-publish": "1"}], ids=["draft", "published"])
def test_editing_a_theme_changes_its_people_at_once(client, cast, hub, editor, how):
    response = client.post(edit_address(hub.theme_page), page_data([cast.executive], **how))
    assert response.status_code == 302
    assert people(hub.theme) == ([cast.executive], [], [])


def test_the_edit_form_shows_who_they_are(client, cast, hub, editor):
    page = client.get(edit_address(hub.theme_page)).content.decode()
    for name in ("Omar Owner", "Dana Deputy", "Farid Facilitator"):
        assert name in page
    assert "Carl Colleague" not in page
    assert 'name="owners-count" value="3"' in page


def test_a_theme_without_an_owner_is_not_published(client, cast, hub, editor):
    data = page_data(deputies=[cast.deputy], **{"action-publish": "1"})
    assert client.post(add_address(hub), data).status_code == 200
    assert not ThemePage.objects.filter(slug="care").exists()


def test_a_draft_may_wait_for_its_owner_and_then_its_people_stay(client, cast, hub, editor):
    data = page_data(deputies=[cast.colleague])
    response = client.post(edit_address(hub.theme_page), data, follow=True)
    assert people(hub.theme) == ([cast.owner], [cast.deputy], [cast.facilitator])
    assert "The people of the theme stay as they were" in response.content.decode()


def test_a_deactivated_person_is_refused(client, cast, hub, editor):
    client.post(add_address(hub), page_data([cast.deactivated]))
    assert not ThemePage.objects.filter(slug="care").exists()


def test_a_preview_changes_nobodys_role(client, cast, hub, editor):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[hub.theme_page.pk])
    response = client.post(address, page_data([cast.colleague], [], [], slug="growth"))
    assert response.json()["is_valid"]
    assert client.get(address).status_code == 200
    assert people(hub.theme) == ([cast.owner], [cast.deputy], [cast.facilitator])


def test_revisions_of_a_theme_can_be_compared(client, cast, hub, editor):
    client.post(edit_address(hub.theme_page), page_data([cast.owner]))
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=[hub.theme_page.pk, "live", "latest"]
    )
    assert client.get(address).status_code == 200


def test_people_are_found_by_name_in_the_chooser(client, cast, hub, editor):
    address = reverse("strategy_people_chooser:choose_results")
    page = client.get(address, {"q": "omar own"}).content.decode()
    assert "Omar Owner" in page
    assert "Emma Employee" not in page
    assert "Dino Deactivated" not in client.get(address).content.decode()


def test_the_chooser_answers_with_the_name(client, cast, hub, editor):
    assert client.get(reverse("strategy_people_chooser:choose")).status_code == 200
    response = client.get(reverse("strategy_people_chooser:chosen", args=[cast.owner.pk]))
    assert response.json()["result"]["title"] == "Omar Owner"


def test_an_absence_is_entered_in_the_admin(client, cast, hub, editor):
    editor.permissions.add(
        *Permission.objects.filter(codename__in=["add_absence", "change_absence"])
    )
    add = reverse("wagtailsnippets_strategy_themes_absence:add")
    assert "Choose a person" in client.get(add).content.decode()
    days = {"first_day": "2026-08-10", "last_day": "2026-08-01"}
    client.post(add, {"person": cast.owner.pk, **days})
    assert not Absence.objects.exists()
    response = client.post(add, {"person": cast.owner.pk, **days, "last_day": "2026-08-21"})
    assert response.status_code == 302
    assert Absence.objects.get().person == cast.owner


def test_contributions_are_listed_filtered_and_inspected(client, cast, hub, contribution, editor):
    editor.permissions.add(Permission.objects.get(codename="view_contribution"))
    index = reverse("strategy_contributions:index")
    assert "Emma Employee" in client.get(index).content.decode() or (
        f"Contribution {contribution.pk}" in client.get(index).content.decode()
    )
    found = client.get(index, {"state": "declined"}).content.decode()
    assert f"Contribution {contribution.pk}" not in found
    page = client.get(
        reverse("strategy_contributions:inspect", args=[contribution.pk])
    ).content.decode()
    assert "Let us send offers from the phone." in page
    assert "Routed: Omar Owner" in page


def test_the_listing_holds_nothing_that_the_person_may_not_see(client, cast, hub, editor):
    editor.permissions.add(Permission.objects.get(codename="view_contribution"))
    post = create_post(hub.team_discussion, author=cast.member, body="Among us.", kind="idea")
    secret = post.contribution
    page = client.get(reverse("strategy_contributions:index")).content.decode()
    assert f"Contribution {secret.pk}" not in page
    address = reverse("strategy_contributions:inspect", args=[secret.pk])
    assert client.get(address).status_code == 404
    restrict(hub.team_question_page, "Staff")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_edits_or_deletes_a_contribution_in_the_admin(
    client, cast, hub, contribution, editor, is_superuser
):
    cast.office.is_superuser = is_superuser
    cast.office.save()
    for name in ("edit", "delete"):
        address = reverse(f"strategy_contributions:{name}", args=[contribution.pk])
        assert client.post(address, {}).status_code in (302, 403)
    assert client.get(reverse("strategy_contributions:add")).status_code in (302, 403)
    assert Contribution.objects.get().state == "received"


def test_groups_are_offered_the_permissions_that_make_sense_for_all_themes(hub):
    from wagtail import hooks

    offered = set()
    for hook in hooks.get_hooks("register_permissions"):
        offered |= set(
            hook()
            .filter(content_type__app_label="strategy_themes")
            .values_list("codename", flat=True)
        )
    assert {"handle_unrouted", "view_contribution", "add_absence"} <= offered
    assert not offered & {"own_theme", "deputise_theme", "facilitate_theme", "change_contribution"}
