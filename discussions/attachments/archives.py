"""A look into zip archives, which office documents are, without unpacking them."""

import zipfile
from typing import IO

MOST_PARTS = 2_000
MOST_UNPACKED = 256 * 1024 * 1024
# Text and tables shrink to a hundredth; what shrinks much further was made to burst.
MOST_SHRUNK = 200
PART = b"PK\x01\x02"
PARTS_OF_OFFICE = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")


def main_part(file: IO[bytes]) -> str:
    """What names the kind of document: its main part (Office Open XML) or its media type (ODF).

    Empty for other archives, for documents with macros or passwords, and for archives that would
    burst whoever unpacks them. Nothing is unpacked here but the first bytes of ODF's media type.
    """
    if _count(file, PART) > MOST_PARTS:
        return ""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if _is_bomb(parts) or any(part.flag_bits & 1 for part in parts):
                return ""
            return _kind(archive, [part.filename for part in parts])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        return ""


def _count(file: IO[bytes], mark: bytes) -> int:
    """How often `mark` stands in the file; `zipfile` would make an object of each."""
    file.seek(0)
    count, rest = 0, b""
    while chunk := file.read(1024 * 1024):
        count += (rest + chunk).count(mark)
        rest = chunk[1 - len(mark) :]
    return count


def _is_bomb(parts: list[zipfile.ZipInfo]) -> bool:
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return True
    return any(part.file_size > MOST_SHRUNK * max(part.compress_size, 1024) for part in parts)


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        return ""
    if any(name.startswith("Basic/") for name in names):
        return ""
    if names and names[0] == "mimetype":
        with archive.open("mimetype") as part:
            return part.read(100).decode("ascii", "replace").strip()
    if "[Content_Types].xml" in names:
        return next((name for name in PARTS_OF_OFFICE if name in names), "")
    return ""
