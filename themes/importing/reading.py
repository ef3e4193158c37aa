"""A CSV file as rows of named values, or a clear word about what is wrong with the file."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from .rejections import Rejection

DELIMITERS = ",;\t"
OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class UnreadableFileError(Exception):
    """The file as a whole can't be used. The message says why and what to do."""


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file: its number (the header is row 1) and values by column."""

    row: int
    values: dict[str, str]


@dataclass
class Table:
    """`delimiter` is what separates the columns in the file."""

    file: str
    columns: list[str]
    records: list[Record] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    delimiter: str = ","

    @property
    def row_count(self) -> int:
        return len(self.records) + len(self.rejections)


def read_table(path: Path) -> Table:
    """Read a CSV file: `parse_table` of what is in it.

    Raises:
        UnreadableFileError: missing, or as `parse_table`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            _("%(file)s can't be opened: %(problem)s.")
            % {"file": path, "problem": error.strerror or error}
        ) from error
    return parse_table(data, path.name)


def parse_table(data: bytes, name: str) -> Table:
    """The rows of a CSV file in UTF-8, separated by comma, semicolon or tab.

    Rows that are no rows (too many or too few values, unbalanced quotation marks) are rejected.

    Raises:
        UnreadableFileError: empty, in another encoding, or without a usable header.
    """
    text = decode(data, name)
    with _fields_of_any_length(len(text)):
        return _parse(text, name)


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8 bytes, with or without a byte order mark.

    Halves of surrogate pairs pass, so that the row that holds one is rejected, not the whole file.

    Raises:
        UnreadableFileError: another encoding.
    """
    for mark, encoding in OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise UnreadableFileError(
                _("%(file)s is in %(encoding)s. Save it as CSV in UTF-8 and try again.")
                % {"file": name, "encoding": encoding}
            )
    try:
        return data.decode("utf-8-sig", errors="surrogatepass")
    except UnicodeDecodeError as error:
        problem = {
            "file": name,
            "byte": f"0x{data[error.start]:02X}",
            "line": data.count(b"\n", 0, error.start) + 1,
        }
        raise UnreadableFileError(
            _(
                "%(file)s is not in UTF-8: byte %(byte)s in line %(line)d. Save it as CSV in"
                " UTF-8 and try again."
            )
            % problem
        ) from error


def _parse(text: str, name: str) -> Table:
    delimiter = _delimiter_of(text)
    rows = _rows(text, delimiter)
    header = next(rows, None)
    table = begin_table(
        name, [] if header is None or isinstance(header[1], csv.Error) else header[1]
    )
    table.delimiter, columns = delimiter, table.columns
    for number, row in rows:
        if isinstance(row, csv.Error):
            table.rejections.append(Rejection(name, number, "", _broken_reason(row)))
        elif len(row) != len(columns):
            table.rejections.append(Rejection(name, number, "", _length_reason(row, columns)))
        else:
            table.records.append(Record(number, dict(zip(columns, row, strict=True))))
    return table


def begin_table(name: str, header: list[str]) -> Table:
    """A table without rows.

    Raises:
        UnreadableFileError: the header is empty or names a column twice.
    """
    if not any(header):
        raise UnreadableFileError(_("%(file)s has no header row.") % {"file": name})
    columns = [column.strip() for column in header]
    if repeated := sorted({c for c in columns if c and columns.count(c) > 1}):
        raise UnreadableFileError(
            _("The header of %(file)s names a column twice: %(columns)s.")
            % {"file": name, "columns": ", ".join(repeated)}
        )
    return Table(name, columns)


def _delimiter_of(text: str) -> str:
    """The separator that finds most columns in the header."""

    def columns(delimiter: str) -> int:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return len(next(reader, []))

    return max(DELIMITERS, key=columns)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Numbered rows, without the blank ones; an error in the place of a broken one."""
    # Strict: without it, a quotation mark that is never closed would swallow the rest in silence.
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error
        else:
            if row:
                yield number, row


def _broken_reason(error: csv.Error) -> str:
    if "end of data" in str(error):
        return _("A quotation mark is opened and never closed, so the rest of the file is unread.")
    return _("The quotation marks don't add up: %(problem)s.") % {"problem": error}


def _length_reason(row: list[str], columns: list[str]) -> str:
    return _("The row has %(found)d values, the header %(expected)d.") % {
        "found": len(row),
        "expected": len(columns),
    }


@contextmanager
def _fields_of_any_length(length: int) -> Iterator[None]:
    """An over-long text is to be rejected with its row, not by the parser with the whole file."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length + 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
