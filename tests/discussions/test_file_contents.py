"""What is let in: by content, within bounds, and with nothing in it but what it shows."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageSequence

from discussions.attachments.naming import display_name_of
from discussions.attachments.pictures import Picture, cleaned
from discussions.attachments.types import type_of

from . import samples


def written_anew(data: bytes) -> Picture:
    return cleaned(BytesIO(data), type_of(BytesIO(data), ""))


def refusal(data: bytes) -> str | None:
    with pytest.raises(ValidationError) as error:
        if type_of(BytesIO(data), "innocent.png").is_picture:
            written_anew(data)
    assert error.value.messages[0]
    return error.value.code


@pytest.mark.parametrize(
    ("data", "content_type", "extension"),
    [
        (samples.picture("PNG"), "image/png", "png"),
        (samples.picture("JPEG"), "image/jpeg", "jpg"),
        (samples.picture("GIF"), "image/gif", "gif"),
        (samples.picture("WEBP"), "image/webp", "webp"),
        (samples.PDF, "application/pdf", "pdf"),
        ("Grüße, plain text\n".encode(), "text/plain", "txt"),
        ("Grüße in an older encoding".encode("cp1252"), "text/plain", "txt"),
        *((samples.office(kind), "officedocument", kind) for kind in samples.OOXML_PARTS),
        *((samples.open_document(kind), "opendocument", kind) for kind in samples.ODF_KINDS),
    ],
)
def test_a_file_is_what_its_content_says(data, content_type, extension) -> None:
    kind = type_of(BytesIO(data), "innocent.exe")

    assert content_type in kind.content_type
    assert kind.extension == extension


def test_a_table_of_text_is_told_by_its_name_alone() -> None:
    assert type_of(BytesIO(b"a;b\n1;2\n"), "figures.CSV").content_type == "text/csv"


@pytest.mark.parametrize(
    "data",
    [
        samples.EXECUTABLE,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>",
        b"<!-- a comment --><html>",
        b"Harmless words, then <script>alert(1)</script>",
        b"#!/bin/sh\nrm -rf /",
        b"text with a \x00 in it",
        "two bytes each".encode("utf-16"),
        samples.archive(**{"anything.txt": "in a plain zip"}),
        samples.archive(mimetype="application/epub+zip"),
        b"PK\x03\x04 and nothing that follows",
        samples.office("docx", **{"word/vbaProject.bin": "macros"}),
        samples.open_document("odt", **{"Basic/Standard/Module1.xml": "macros"}),
    ],
)
def test_what_could_run_or_is_not_known_is_refused(data) -> None:
    assert refusal(data) == "kind"


def test_an_archive_that_would_burst_is_refused() -> None:
    assert refusal(samples.office("docx", **{"word/media.bin": bytes(50_000_000)})) == "kind"


def test_an_archive_of_countless_parts_is_refused() -> None:
    parts = {f"word/part{number}": "" for number in range(2_001)}
    assert refusal(samples.office("docx", **parts)) == "kind"


def test_an_archive_behind_a_password_is_refused() -> None:
    data = bytearray(samples.office("docx"))
    start = 0
    while (start := data.find(b"PK\x01\x02", start + 1)) > 0:
        data[start + 8] |= 1
    assert refusal(bytes(data)) == "kind"


def test_a_photo_says_nothing_of_where_it_was_taken() -> None:
    picture = written_anew(samples.photo())
    data = picture.content.read()
    with Image.open(BytesIO(data)) as image:
        assert not image.getexif()
        assert image.info.get("icc_profile")
    assert samples.SECRET not in data
    # It lay on its side; now it stands, and says so.
    assert (picture.width, picture.height) == (30, 40)


@pytest.mark.parametrize("encoder", ["GIF", "WEBP", "PNG"])
def test_an_animation_goes_on_moving_without_its_comment(encoder) -> None:
    data = written_anew(samples.animation(encoder=encoder)).content.read()

    with Image.open(BytesIO(data)) as image:
        assert len(list(ImageSequence.Iterator(image))) == 3
    assert samples.SECRET not in data


def test_what_hides_behind_a_picture_stays_behind() -> None:
    data = samples.picture("PNG") + b"PK\x03\x04" + samples.SECRET
    data = written_anew(data).content.read()
    assert samples.SECRET not in data


def test_a_large_picture_is_kept_at_the_size_of_a_screen() -> None:
    picture = written_anew(samples.picture("PNG", (3000, 1500)))
    assert (picture.width, picture.height) == (2560, 1280)


@pytest.mark.parametrize("encoder", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_of_too_many_pixels_is_not_decoded(settings, encoder) -> None:
    settings.STRATEGY_HUB = {"PICTURE_MAX_PIXELS": 1_000}
    assert refusal(samples.picture(encoder)) == "picture_size"


def test_a_picture_that_claims_gigantic_sides_is_not_decoded() -> None:
    data = bytearray(samples.picture("GIF"))
    data[6:10] = b"\xff\xff\xff\xff"
    assert refusal(bytes(data)) == "picture_size"


@pytest.mark.parametrize("bound", [{"ANIMATION_MAX_PIXELS": 3_000}, {"ANIMATION_MAX_FRAMES": 2}])
def test_an_endless_animation_is_refused(settings, bound) -> None:
    settings.STRATEGY_HUB = bound
    assert refusal(samples.animation()) == "picture_size"


@pytest.mark.parametrize("encoder", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_damaged_picture_is_refused(encoder) -> None:
    whole = samples.picture(encoder, (400, 300))
    assert refusal(whole[:40]) == "picture"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\emma\\Plan.doc", "Plan.txt"),
        ("exe.\u202etxt.scr", "exe.txt.txt"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("  .hidden", "hidden.txt"),
        ("...", "File.txt"),
        ("\u200b.pdf", "pdf.txt"),
        ("\u200b", "File.txt"),
        ("x" * 500 + ".txt", "x" * 100 + ".txt"),
        ("Übersicht.txt", "Übersicht.txt"),
    ],
)
def test_a_name_is_only_a_name(name, shown) -> None:
    assert display_name_of(name, "txt") == shown
