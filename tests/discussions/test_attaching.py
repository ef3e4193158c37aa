"""Attaching: who may, how much, and what becomes of what nobody shows."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from discussions import actions
from discussions.attachments import policy
from discussions.files.storage import private_storage
from discussions.models import Attachment
from tests.cast import Cast, Hub

from . import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> Path:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path / "private"}
    return tmp_path / "private"


@pytest.fixture
def attach(cast: Cast, hub: Hub) -> Any:
    def attach(data: bytes, name: str = "file", uploader: Any = None) -> Attachment:
        return actions.attach_file(
            hub.discussion, uploader=uploader or cast.employee, file=BytesIO(data), name=name
        )

    return attach


def refusal(attach: Any, data: bytes, name: str = "file") -> str | None:
    with pytest.raises(ValidationError) as error:
        attach(data, name)
    assert error.value.messages[0]
    assert not Attachment.objects.exists()
    return error.value.code


def stored(attachment: Attachment) -> bytes:
    with attachment.file.open("rb") as file:
        return bytes(file.read())


def test_a_file_lies_where_nobody_can_guess_under_nothing_of_its_name(
    attach, private_files
) -> None:
    attachment = attach(b"words", "../../passwd.txt")
    files = [path for path in private_files.rglob("*") if path.is_file()]
    assert [str(path.relative_to(private_files)) for path in files] == [attachment.file.name]
    assert "passwd" not in str(attachment.file.name)
    assert attachment.name == "passwd.txt"


def test_a_file_too_large_or_empty_is_refused(attach, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENT_MAX_BYTES": 5}
    assert refusal(attach, b"123456") == "size"
    assert refusal(attach, b"") == "size"


def test_a_refused_file_leaves_nothing_behind(attach, private_files) -> None:
    assert refusal(attach, samples.EXECUTABLE, "innocent.png") == "kind"
    assert not [path for path in private_files.rglob("*") if path.is_file()]


def test_the_rate_of_a_person_ends_and_begins_again(attach, cast, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENT_RATE": (2, 600)}
    attach(b"one")
    attach(b"two")
    with pytest.raises(ValidationError) as error:
        attach(b"three")
    assert error.value.code == "too_fast"
    attach(b"by somebody else", uploader=cast.colleague)
    with time_machine.travel(timezone.now() + timedelta(seconds=601), tick=False):
        attach(b"three")


def test_the_bytes_of_a_person_are_counted(attach, settings) -> None:
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "ATTACHMENT_QUOTA": (5, 86_400)}
    attach(b"12345")
    with pytest.raises(ValidationError) as error:
        attach(b"6")
    assert error.value.code == "too_fast"


def test_who_may_not_write_may_not_attach(attach, cast, hub) -> None:
    with pytest.raises(PermissionDenied):
        attach(b"words", uploader=cast.outsider)
    actions.close_discussion(hub.discussion, actor=cast.owner)
    with pytest.raises(ValidationError) as error:
        attach(b"words")
    assert error.value.code == "closed"


@pytest.fixture
def scanner() -> Iterator[list[policy.IncomingFile]]:
    """A policy that remembers what it saw and refuses what is called a virus."""
    seen: list[policy.IncomingFile] = []

    def scan(incoming: policy.IncomingFile) -> str | None:
        seen.append(incoming)
        return "This is a virus." if b"virus" in incoming.file.read() else None

    policy.register_attachment_policy(scan)
    yield seen
    policy._policies.remove(scan)


def test_a_policy_sees_what_would_be_stored_and_may_refuse_it(attach, cast, scanner) -> None:
    assert refusal(attach, b"I am a virus") == "policy"
    attachment = attach(samples.photo(), "me.jpg")
    assert scanner[-1].uploader == cast.employee
    assert scanner[-1].content_type == "image/jpeg"
    assert scanner[-1].size == attachment.size == len(stored(attachment))


def test_unused_uploads_are_removed_after_a_day_with_their_files(
    attach, cast, hub, private_files, django_capture_on_commit_callbacks
) -> None:
    old, shown = attach(b"never shown"), attach(b"shown")
    actions.create_post(hub.discussion, author=cast.employee, body=f"[it](attachment:{shown.pk})")
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        fresh = attach(b"of today")
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remove_unused_attachments")
    assert set(Attachment.objects.all()) == {shown, fresh}
    assert not private_storage().exists(str(old.file.name))
    assert stored(shown) == b"shown"


def test_a_file_goes_with_its_page(attach, cast, hub, django_capture_on_commit_callbacks) -> None:
    attachment = attach(b"words")
    body = f"[it](attachment:{attachment.pk})"
    actions.create_post(hub.discussion, author=cast.employee, body=body)
    with django_capture_on_commit_callbacks(execute=True):
        hub.discussion.delete()
    assert not private_storage().exists(str(attachment.file.name))
