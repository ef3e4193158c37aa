"""Who may fetch a private file: whoever may see a live page that uses it. Nobody else."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from tests.cast import Cast, Hub, restrict

INSIDERS = {"executive", "owner", "deputy", "facilitator", "employee", "colleague", "member"}
INSIDERS |= {"office"}


def status(client: Any, person: Any, field: Any) -> Any:
    client.logout()
    if person.is_authenticated:
        client.force_login(person)
    return fetch(client, field.url).status_code


def fetch(client: Any, address: str) -> Any:
    response = client.get(address)
    if response.streaming:
        response.getvalue()  # reading to the end closes the file
    return response


def files_of(hub: Hub) -> list[Any]:
    video: Any = hub.update.video
    return [video.file, video.thumbnail, hub.update.captions]


@pytest.mark.parametrize("name", [*sorted(INSIDERS), "outsider", "deactivated", "anonymous"])
def test_the_audience_of_the_page_is_the_audience_of_its_files(client, cast, filmed, name):
    expected = 200 if name in INSIDERS else 404

    for field in files_of(filmed):
        assert status(client, getattr(cast, name), field) == expected


def test_a_restriction_counts_at_once(client, cast, filmed):
    video = filmed.update.video.file
    assert status(client, cast.employee, video) == 200

    restrict(filmed.update, "Team")

    assert status(client, cast.employee, video) == 404
    assert status(client, cast.member, video) == 200


def test_an_unpublished_page_takes_its_files_along(client, cast, filmed):
    filmed.update.unpublish()

    for field in files_of(filmed):
        assert status(client, cast.employee, field) == 404


def test_a_file_that_no_page_uses_is_for_nobody(client, cast, make_media):
    assert status(client, cast.employee, make_media().file) == 404


def test_leaving_the_group_ends_access(client, cast, filmed):
    cast.employee.groups.clear()

    assert status(client, cast.employee, filmed.update.video.file) == 404


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "/etc/passwd",
        "media/../../secret",
        "media/",
        "media/talk.mp4%00",
        "media/none.mp4",
        "media\\..\\talk.mp4",
        "%E2%80%AE.mp4",
        "a" * 3000,
    ],
)
def test_no_path_leads_anywhere_else(client, cast, filmed, name):
    client.force_login(cast.employee)

    assert client.get(f"/hub/files/{name}").status_code == 404


def test_a_superuser_sees_every_file(client, admin_user, make_media):
    assert status(client, admin_user, make_media().file) == 200


@pytest.fixture
def editor(cast: Cast) -> Any:
    """An employee who may enter the admin, and nothing more."""
    editors = Group.objects.create(name="Editors of updates")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    cast.employee.groups.add(editors)
    return cast.employee


def grant_media(person: Any, media: Any, codename: str) -> None:
    GroupCollectionPermission.objects.create(
        group=person.groups.get(name="Editors of updates"),
        collection=media.collection,
        permission=Permission.objects.get(
            codename=codename, content_type__app_label="wagtailmedia"
        ),
    )


def test_entering_the_admin_alone_is_not_enough(client, editor, make_media):
    assert status(client, editor, make_media().file) == 404


@pytest.mark.parametrize("codename", ["add_media", "change_media"])
def test_who_may_choose_a_video_may_look_at_it(client, editor, make_media, codename):
    media = make_media()
    grant_media(editor, media, codename)

    assert status(client, editor, media.file) == 200
    assert status(client, editor, media.thumbnail) == 200


def test_media_permission_without_the_admin_is_not_enough(client, editor, make_media):
    media = make_media()
    grant_media(editor, media, "change_media")
    editor.groups.get(name="Editors of updates").permissions.clear()

    assert status(client, editor, media.file) == 404


def test_who_may_edit_a_draft_may_watch_what_it_uses(client, editor, hub, make_media):
    media = make_media()
    hub.update.video = media
    hub.update.captions.name = "captions/draft.vtt"
    hub.update.captions.storage.save("captions/draft.vtt", ContentFile(b"WEBVTT"))
    hub.update.save_revision()
    hub.update.refresh_from_db()
    assert hub.update.video is None
    assert status(client, editor, media.file) == 404

    GroupPagePermission.objects.create(
        group=editor.groups.get(name="Editors of updates"),
        page=hub.updates.page_ptr,
        permission_type="change",
    )

    assert status(client, editor, media.file) == 200
    assert fetch(client, "/hub/files/captions/draft.vtt").status_code == 200
