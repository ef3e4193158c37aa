"""The kinds of file that may be attached, told by their content and never by their name.

The list is short, so each kind is recognised here: guessing libraries know hundreds of kinds, and
would have to be told of all but these that they are refused.
"""

import codecs
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .archives import main_part

HEAD = 1024
# Of the control characters, text has tab, line feed, form feed and return. Everything from the
# space upward is text in some encoding.
TEXT_BYTES = bytes([9, 10, 12, 13, *range(0x20, 0x7F), *range(0x80, 0x100)])
MARKUP = (b"<html", b"<svg", b"<script", b"<?php")


@dataclass(frozen=True)
class FileType:
    content_type: str
    extension: str

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


PNG = FileType("image/png", "png")
JPEG = FileType("image/jpeg", "jpg")
GIF = FileType("image/gif", "gif")
WEBP = FileType("image/webp", "webp")
PDF = FileType("application/pdf", "pdf")
TEXT = FileType("text/plain", "txt")
CSV = FileType("text/csv", "csv")

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# By what `main_part` finds inside the archive.
ARCHIVED = {
    "word/document.xml": FileType(f"{_OOXML}wordprocessingml.document", "docx"),
    "xl/workbook.xml": FileType(f"{_OOXML}spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": FileType(f"{_OOXML}presentationml.presentation", "pptx"),
    f"{_ODF}text": FileType(f"{_ODF}text", "odt"),
    f"{_ODF}spreadsheet": FileType(f"{_ODF}spreadsheet", "ods"),
    f"{_ODF}presentation": FileType(f"{_ODF}presentation", "odp"),
}
# What the browser's file chooser offers first; what is let in is decided by content.
ACCEPT = ",".join(
    [
        *("image/png", "image/jpeg", "image/gif", "image/webp", ".pdf", ".txt", ".csv"),
        *(f".{kind.extension}" for kind in ARCHIVED.values()),
    ]
)


def type_of(file: IO[bytes], name: str) -> FileType:
    """What `file` is. The `name` only tells a table from other plain text.

    Raises:
        ValidationError: code `kind`, for everything that is not on the list.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = _by_first_bytes(head) or _in_archive(file, head) or _plain_text(file, head, name)
    file.seek(0)
    if found is None:
        raise ValidationError(
            _(
                "This kind of file cannot be attached. Pictures (PNG, JPEG, GIF, WebP), PDF, plain"
                " text, CSV and office documents without macros can."
            ),
            code="kind",
        )
    return found


def _by_first_bytes(head: bytes) -> FileType | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return PDF if head.startswith(b"%PDF-") else None


def _in_archive(file: IO[bytes], head: bytes) -> FileType | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    return ARCHIVED.get(main_part(file))


def _plain_text(file: IO[bytes], head: bytes, name: str) -> FileType | None:
    """Text in any encoding that keeps ASCII, without control characters; no markup, no script."""
    beginning = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not beginning or beginning.startswith((b"<", b"#!")):
        return None
    if any(mark in beginning for mark in MARKUP):
        return None
    file.seek(0)
    while chunk := file.read(64 * 1024):
        if chunk.translate(None, delete=TEXT_BYTES):
            return None
    return CSV if PurePosixPath(name).suffix.lower() == ".csv" else TEXT
