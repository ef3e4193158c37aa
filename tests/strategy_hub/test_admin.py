"""What the hub adds to Wagtail's admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from wagtail.models import GroupPagePermission

from discussions.actions import create_post
from strategy_hub.wagtail_hooks import warn_of_missing_theme
from tests.cast import Cast, Hub, restrict
from themes.models import Contribution


@pytest.fixture
def in_admin(client: Any, cast: Cast) -> Any:
    """A client for any member of the cast, with the right to enter the admin."""
    group = Group.objects.create(name="Admin")
    group.permissions.add(Permission.objects.get(codename="access_admin"))

    def enter(person: Any) -> str:
        person.groups.add(group)
        client.force_login(person)
        return str(client.get("/admin/").content.decode())

    return enter


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Any:
    return create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")


def test_an_owner_reads_what_waits_for_them(in_admin, cast, post):
    assert "1 contribution waits for you" in in_admin(cast.owner)


def test_others_have_no_panel(in_admin, cast, post):
    assert "Waiting for an answer" not in in_admin(cast.executive)


def test_the_office_reads_what_has_no_owner(in_admin, cast, post):
    Contribution.objects.update(owner=None)
    cast.office.user_permissions.add(Permission.objects.get(codename="handle_unrouted"))

    html = in_admin(cast.office)

    assert "1 contribution has no owner yet" in html
    assert "/hub/desk/?tab=unrouted" in html


def test_the_menu_leads_to_the_hub(in_admin, cast, hub):
    assert f'"url": "{hub.home.url}"' in in_admin(cast.employee)


def test_who_may_not_see_the_hub_has_no_way_to_it(in_admin, cast, hub):
    assert "To the hub" not in in_admin(cast.outsider)


def test_an_update_needs_captions_for_its_video(hub, make_media):
    hub.update.video = make_media()

    with pytest.raises(ValidationError) as caught:
        hub.update.full_clean()

    assert list(caught.value.message_dict) == ["captions"]


def test_the_form_of_an_update_opens(admin_client, filmed):
    response = admin_client.get(f"/admin/pages/{filmed.update.pk}/edit/")

    assert response.status_code == 200


def test_the_hub_lists_what_can_be_made_below_it(admin_client, hub):
    html = admin_client.get(f"/admin/pages/{hub.updates.pk}/add_subpage/", follow=True)

    assert "executive update" in html.content.decode().lower()


def new_update(client: Any, hub: Hub) -> Any:
    address = f"/admin/pages/add/strategy_hub/updatepage/{hub.updates.pk}/"
    return client.get(address).context["form"]


def test_others_choose_who_speaks(admin_client, hub):
    assert new_update(admin_client, hub).initial.get("executive") is None


@pytest.fixture
def speaker(cast: Cast, hub: Hub) -> Any:
    """The executive, who may add and change updates."""
    executives = Group.objects.get_or_create(name="Executives")[0]
    executives.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=executives,
            page=hub.updates,
            permission=Permission.objects.get(codename=codename),
        )
    cast.executive.groups.add(executives)
    return cast.executive


def test_an_executive_who_begins_an_update_speaks_in_it(client, hub, speaker):
    client.force_login(speaker)

    assert new_update(client, hub).initial["executive"] == speaker.pk


def test_an_update_offers_the_themes_that_its_editor_sees(client, hub, speaker):
    client.force_login(speaker)
    assert "Growth" in str(new_update(client, hub)["theme"])

    restrict(hub.theme_page, "Team")

    assert "Growth" not in str(new_update(client, hub)["theme"])


def test_an_update_keeps_the_theme_that_its_editor_does_not_see(client, hub, speaker):
    restrict(hub.theme_page, "Team")
    client.force_login(speaker)

    form = client.get(f"/admin/pages/{hub.update.pk}/edit/").context["form"]

    assert form["theme"].value() == hub.theme.pk
    assert "Growth" not in str(form["theme"])
    assert "A theme that you may not see" in str(form["theme"])


@pytest.mark.parametrize("with_theme", [True, False])
def test_publishing_without_a_theme_says_that_nobody_answers(
    rf: Any, admin_user: Any, hub: Hub, with_theme: bool
) -> None:
    request = rf.post("/")
    request.user, request.session = admin_user, {}
    request._messages = FallbackStorage(request)
    hub.update.theme = hub.theme if with_theme else None

    warn_of_missing_theme(request, hub.update)

    warned = ["belongs to no theme" in str(message) for message in request._messages]
    assert warned == ([] if with_theme else [True])
