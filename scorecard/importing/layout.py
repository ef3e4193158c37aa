"""The columns of a file of actuals, the same in and out."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from themes.importing.columns import Field, match_columns
from themes.importing.reading import Table, UnreadableFileError, parse_table

from .workbook import read_workbook

# What a file of this kind has: `title` and `unit` are for its reader, and not read back.
HEADER = ("measure", "title", "unit", "period", "value", "comment")
FIELDS = (
    Field("measure", ("measure", "measure code", "code")),
    Field("period", ("period", "month", "date", "period start")),
    Field("value", ("value", "actual", "figure")),
    Field("comment", ("comment", "remark", "note"), is_required=False),
)
MOST_BYTES = 10 * 1024 * 1024
# A German or Finnish spreadsheet separates columns by semicolons, because commas are for decimals.
PLAIN_DELIMITER = ","


@dataclass(frozen=True)
class Sheet:
    """A table and where in it what stands. `columns` go by the names of `FIELDS`."""

    table: Table
    columns: dict[str, str]

    @property
    def dot_is_decimal(self) -> bool:
        """Whether 1.234 can only be a decimal fraction: numbers of this file hold no commas."""
        return self.table.delimiter == PLAIN_DELIMITER

    def cell(self, row: int, column: str) -> str:
        """A cell as spreadsheets name it, such as D7; the row alone where no column is meant."""
        if column not in self.table.columns:
            return str(row)
        letters, number = "", self.table.columns.index(column) + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{row}"


def read_sheet(data: bytes, name: str) -> Sheet:
    """The table of a CSV or XLSX file with actuals.

    Raises:
        UnreadableFileError: too large, of another kind, or without the columns it needs.
    """
    if len(data) > MOST_BYTES:
        raise too_large_error(name)
    table = _read(data, name)
    columns, missing = match_columns(table, FIELDS, {})
    if missing:
        raise UnreadableFileError(
            _(
                "%(file)s has no column %(missing)s. Its columns are: %(columns)s. The template"
                " has the right ones; put your figures into it."
            )
            % {
                "file": name,
                "missing": ", ".join(f"“{each}”" for each in missing),
                "columns": ", ".join(column for column in table.columns if column),
            }
        )
    return Sheet(table, columns)


def too_large_error(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        _("%(file)s is larger than %(limit)d MB. Split it into several files.")
        % {"file": name, "limit": MOST_BYTES // 1024**2}
    )


def _read(data: bytes, name: str) -> Table:
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0") or re.fullmatch(r"\.(xls|xlsb|ods)", _ending(name)):
        raise UnreadableFileError(
            _("%(file)s is no CSV or XLSX file. Save it as one of these and try again.")
            % {"file": name}
        )
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe")):
        raise UnreadableFileError(
            _("%(file)s holds no text. Save it as CSV in UTF-8 or as XLSX.") % {"file": name}
        )
    return parse_table(data, name)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()
