"""Attachments over HTTP: uploading, posting with and without scripts, and who may fetch what."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discussions import actions
from discussions.models import Attachment, Discussion, Post
from tests.cast import Cast, Hub, restrict

from . import samples

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path / "private"}


@pytest.fixture
def writer(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.employee)
    return client


def upload_address(hub: Hub) -> str:
    return reverse("strategy_discussions:attach", args=[hub.discussion.pk])


def upload(client: Client, hub: Hub, data: bytes, name: str = "plan.pdf") -> Any:
    return client.post(upload_address(hub), {"file": SimpleUploadedFile(name, data)}, headers=JSON)


def uploaded(client: Client, hub: Hub, data: bytes = samples.PDF) -> Attachment:
    return Attachment.objects.get(pk=upload(client, hub, data).json()["id"])


def write(client: Client, hub: Hub, body: str, **more: Any) -> Any:
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    return client.post(address, {"body": body, **more})


def posted(client: Client, hub: Hub, data: bytes = samples.PDF) -> Attachment:
    attachment = uploaded(client, hub, data)
    write(client, hub, f"![it](attachment:{attachment.pk})")
    attachment.refresh_from_db()
    return attachment


def post_of(attachment: Attachment) -> Post:
    assert attachment.post
    return attachment.post


def status(person: Any, attachment: Attachment) -> int:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    answer: Any = client.get(attachment.get_absolute_url())
    if answer.streaming:
        answer.getvalue()  # reading to the end closes the file
    return int(answer.status_code)


def test_an_upload_answers_with_the_words_that_show_it(writer, hub) -> None:
    answer = upload(writer, hub, samples.picture(), "Line [3].png")
    assert answer.status_code == 201
    number = answer.json()["id"]
    assert answer.json()["words"] == rf"![Line \[3\]](attachment:{number})"
    assert answer.json()["is_picture"]


def test_a_refused_upload_says_why(writer, hub) -> None:
    answer = upload(writer, hub, samples.EXECUTABLE)
    assert answer.status_code == 422
    assert "cannot be attached" in answer.json()["errors"][0]
    assert writer.post(upload_address(hub), headers=JSON).json()["errors"] == [
        "Choose a file first."
    ]


def test_a_body_that_says_it_is_too_long_is_not_read(writer, hub) -> None:
    class Unread(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("the body was read")

    answer = writer.generic(
        "POST",
        upload_address(hub),
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(10**9)},
    )
    assert answer.status_code == 422
    assert "larger than" in answer.json()["errors"][0]


def test_who_has_attached_enough_is_told_before_the_body_is_read(writer, hub, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENT_RATE": (0, 600)}
    answer = upload(writer, hub, samples.PDF)
    assert "Wait a little" in answer.json()["errors"][0]


def test_a_file_that_grows_beyond_its_bound_is_dropped_on_the_way(writer, hub, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENT_MAX_BYTES": 100}
    answer = upload(writer, hub, b"x" * 101)
    assert answer.status_code == 422
    assert "larger than" in answer.json()["errors"][0]


def test_a_forged_upload_is_refused(cast, hub) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.employee)
    assert upload(client, hub, samples.PDF).status_code == 403
    assert write(client, hub, "Forged").status_code == 403
    assert not Attachment.objects.exists() and not Post.objects.exists()


def test_a_post_takes_what_it_shows(writer, hub, cast) -> None:
    attachment = posted(writer, hub, samples.picture())
    html = post_of(attachment).body_html
    assert f'src="{attachment.get_absolute_url()}"' in html
    assert status(cast.colleague, attachment) == 200


def test_a_file_is_in_one_post_alone(writer, hub) -> None:
    attachment = posted(writer, hub)
    answer = write(writer, hub, f"Again [it](attachment:{attachment.pk})")
    assert answer.status_code == 422
    assert f"attachment:{attachment.pk}" in answer.content.decode()
    assert Post.objects.count() == 1


def test_somebody_elses_file_cannot_be_shown(writer, hub, cast) -> None:
    colleague = Client()
    colleague.force_login(cast.colleague)
    foreign = uploaded(colleague, hub)
    assert write(writer, hub, f"[it](attachment:{foreign.pk})").status_code == 422


def test_a_post_shows_only_so_many(writer, hub, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENTS_PER_POST": 1}
    words = " ".join(f"[it](attachment:{uploaded(writer, hub).pk})" for _ in range(2))
    answer = write(writer, hub, words)
    assert "A post can show 1 file" in answer.content.decode()


def test_an_edit_adds_files_and_earlier_versions_keep_theirs(writer, hub, cast) -> None:
    first = posted(writer, hub)
    second = uploaded(writer, hub, samples.picture())
    address = reverse("strategy_discussions:edit", args=[post_of(first).pk])
    answer = writer.post(address, {"body": f"Better: ![x](attachment:{second.pk})"})
    assert answer.status_code == 302
    second.refresh_from_db()
    first.refresh_from_db()
    assert first.post == second.post
    assert status(cast.colleague, first) == status(cast.colleague, second) == 200
    again = f"Both: ![x](attachment:{second.pk}) [y](attachment:{first.pk})"
    assert writer.post(address, {"body": again}).status_code == 302


def test_a_plain_form_brings_its_files_along(writer, hub) -> None:
    files = [
        SimpleUploadedFile("line.png", samples.picture()),
        SimpleUploadedFile("plan.pdf", samples.PDF),
    ]
    assert write(writer, hub, "See both", files=files).status_code == 302
    post = Post.objects.get()
    assert post.attachments.count() == 2
    assert post.body.startswith("See both\n\n![line](attachment:")
    assert "<img" in post.body_html and "download=" in post.body_html


def test_a_plain_form_with_a_refused_file_loses_neither_text_nor_the_other_files(
    writer, hub
) -> None:
    files = [
        SimpleUploadedFile("line.png", samples.picture()),
        SimpleUploadedFile("run.exe", samples.EXECUTABLE),
    ]
    answer = write(writer, hub, "See both", files=files)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not Post.objects.exists()
    assert "run.exe: This kind of file cannot be attached" in html
    attachment = Attachment.objects.get()
    kept = f"See both\n\n![line](attachment:{attachment.pk})"
    assert kept in html
    assert write(writer, hub, kept).status_code == 302
    assert Post.objects.get().attachments.get() == attachment


def test_a_plain_form_with_too_large_and_too_many_files_keeps_its_text(
    writer, hub, settings
) -> None:
    settings.STRATEGY_HUB = {
        **settings.STRATEGY_HUB,
        "ATTACHMENT_MAX_BYTES": 100,
        "ATTACHMENTS_PER_POST": 2,
    }
    files = [
        SimpleUploadedFile("large.pdf", b"%PDF-" + b"x" * 100),
        SimpleUploadedFile("small.pdf", samples.PDF),
        SimpleUploadedFile("third.pdf", samples.PDF),
    ]
    html = write(writer, hub, "All of it", files=files).content.decode()
    assert "large.pdf: This file is larger than" in html
    assert "third.pdf: There are too many files for one post." in html
    assert "All of it" in html
    assert Attachment.objects.get().name == "small.pdf"


def test_an_edit_by_plain_form_brings_its_files_along(writer, hub, cast) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="First")
    address = reverse("strategy_discussions:edit", args=[post.pk])
    file = SimpleUploadedFile("plan.pdf", samples.PDF)
    assert writer.post(address, {"body": "Second", "files": file}).status_code == 302
    assert post.attachments.count() == 1


def test_before_it_is_posted_a_file_is_its_uploaders_alone(writer, hub, cast, admin_user) -> None:
    attachment = uploaded(writer, hub)
    seen = {who for who, person in cast if status(person, attachment) == 200}
    assert seen == {"employee"}
    assert status(admin_user, attachment) == 404


def test_the_audience_of_a_post_is_the_audience_of_its_files(writer, hub, cast) -> None:
    attachment = posted(writer, hub)
    inside = {"executive", "owner", "deputy", "facilitator", "employee", "colleague", "member"}
    assert {who for who, person in cast if status(person, attachment) == 200} == inside | {"office"}
    restrict(hub.theme_page, "Team")
    assert {who for who, person in cast if status(person, attachment) == 200} == {"member"}


@pytest.mark.parametrize("state", [Post.State.HIDDEN, Post.State.DELETED, Post.State.PENDING])
def test_out_of_sight_means_its_files_too(writer, hub, cast, state) -> None:
    attachment = posted(writer, hub)
    Post.objects.filter(pk=post_of(attachment).pk).update(state=state)
    seen = {who for who, person in cast if status(person, attachment) == 200}
    assert seen == {"employee", "owner", "deputy", "facilitator"}


def test_a_moved_post_takes_its_files_along(writer, hub, cast) -> None:
    attachment = posted(writer, hub)
    elsewhere = Discussion.objects.create(page=hub.team_question_page.page_ptr, title="Elsewhere")
    Post.objects.filter(pk=post_of(attachment).pk).update(discussion=elsewhere)
    assert {who for who, person in cast if status(person, attachment) == 200} == {"member"}


def test_ranges_conditions_and_headers_are_those_of_every_private_file(writer, hub) -> None:
    picture, paper = posted(writer, hub, samples.picture()), posted(writer, hub)
    shown = writer.get(picture.get_absolute_url())
    assert shown["Content-Type"] == "image/png"
    assert shown["Content-Disposition"] == 'inline; filename="plan.png"'
    assert shown["Cache-Control"] == "private, no-cache"
    shown.getvalue()
    saved = writer.get(paper.get_absolute_url(), headers={"Range": "bytes=0-4"})
    assert saved.status_code == 206
    assert saved.getvalue() == b"%PDF-"
    assert saved["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert saved["X-Content-Type-Options"] == "nosniff"
    again = writer.get(paper.get_absolute_url(), headers={"If-None-Match": saved["ETag"]})
    assert again.status_code == 304


def test_no_other_address_leads_to_the_file(writer, hub, cast, admin_user) -> None:
    attachment = posted(writer, hub)
    name = attachment.file.name
    with pytest.raises(ValueError, match="no address"):
        attachment.file.url  # noqa: B018  (asking is the test)
    writer.force_login(admin_user)
    for address in (f"/hub/files/{name}", f"/media/{name}", f"/media/private/{name}"):
        assert writer.get(address, follow=True).status_code == 404


def test_a_lost_file_and_a_number_too_great_are_missing(writer, hub) -> None:
    attachment = posted(writer, hub)
    attachment.file.storage.delete(str(attachment.file.name))
    assert writer.get(attachment.get_absolute_url()).status_code == 404
    assert writer.get(f"/hub/discussions/attachments/{2**70}/").status_code == 404


def test_an_import_may_mention_no_attachment_of_others(writer, hub, cast) -> None:
    attachment = uploaded(writer, hub)
    with pytest.raises(Exception, match="no longer here"):
        actions.import_post(
            hub.discussion,
            author=cast.colleague,
            body=f"![x](attachment:{attachment.pk})",
            kind="comment",
            written_at=timezone.now(),
            state=Post.State.VISIBLE,
            submission_key="import:1",
        )


def test_the_page_shows_where_to_attach_and_what(writer, hub) -> None:
    html = writer.get(hub.theme_page.get_url()).content.decode()
    assert f'data-attach="{upload_address(hub)}"' in html
    assert 'enctype="multipart/form-data"' in html
    assert 'accept="image/png,' in html
