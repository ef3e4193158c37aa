"""An XLSX file as a table of texts, read row by row within bounds.

openpyxl reads XML through defusedxml where that is installed, which refuses entities.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from themes.importing.formulas import disarm
from themes.importing.reading import Record, Table, UnreadableFileError, begin_table
from themes.importing.rejections import Rejection

# Unpacked, all parts together. A row of actuals takes about 300 bytes.
MOST_UNPACKED = 64 * 1024 * 1024
MOST_COLUMNS = 40
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
# What openpyxl and the parsers below it raise on files that are broken, or made to break them.
BROKEN = (
    zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OverflowError, NotImplementedError, RuntimeError, OSError, zlib.error,
    struct.error,
)  # fmt: skip


def read_workbook(data: bytes, name: str) -> Table:
    """The first sheet. Rows in merged cells are rejected; every other cell becomes text.

    Numbers are written with a dot and never look like grouped thousands, dates as ISO 8601,
    percentages as shown (85 % for 0.85), formulas as formulas.

    Raises:
        UnreadableFileError: no workbook, unpacks to more than 64 MB, or has no usable header.
    """
    try:
        _check_size(data, name)
        workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        try:
            return _read_sheet(workbook, name)
        finally:
            workbook.close()
    except BROKEN as error:
        raise UnreadableFileError(
            _("%(file)s can't be read as a workbook. Save it anew as XLSX, or as CSV in UTF-8.")
            % {"file": name}
        ) from error


def _check_size(data: bytes, name: str) -> None:
    """By what the archive says of its parts; reading one stops at the size that it said."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise UnreadableFileError(
            _("%(file)s unpacks to more than %(limit)d MB. Split it into several files.")
            % {"file": name, "limit": MOST_UNPACKED // 1024**2}
        )


def _read_sheet(workbook: Any, name: str) -> Table:
    sheet = next(iter(workbook.worksheets), None)
    if sheet is None:
        raise UnreadableFileError(_("%(file)s has no sheet.") % {"file": name})
    # A file may claim a size that it doesn't have, up to 17 billion cells.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)
    _number, header = next(rows, (1, ()))
    texts = [_text(cell) for cell in header]
    while texts and not texts[-1]:
        texts.pop()
    table = begin_table(name, texts)
    # Its numbers come with dots, but texts may hold either: see `_number_text`.
    table.delimiter = ""
    merged = dict(_merged(workbook, sheet))
    width = len(table.columns)
    for number, cells in rows:
        values = [_text(cell) for cell in cells[:width]]
        values += [""] * (width - len(values))
        if number in merged:
            table.rejections.append(
                Rejection(
                    name, number, "", _("Its cells are merged. Undo that, and fill in each cell."),
                    merged[number],
                )
            )  # fmt: skip
        elif any(values):
            table.records.append(Record(number, dict(zip(table.columns, values, strict=True))))
    return table


def _merged(workbook: Any, sheet: Any) -> Iterator[tuple[int, str]]:
    """Rows below the header with merged cells, and which.

    openpyxl knows of them only when it holds the whole sheet in memory, with 50 times its size.
    """
    content = workbook._archive.read(sheet._worksheet_path)
    for found in MERGED.finditer(content):
        place = found.group(1).decode()
        left, top, _right, bottom = range_boundaries(place)
        if left <= MOST_COLUMNS:
            for row in range(max(top, 2), min(bottom, sheet.max_row or bottom) + 1):
                yield row, place


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, time):
        return value.isoformat()
    text = str(value)
    # A formula stays one; what was entered as text and only looks like one doesn't become one.
    return text if cell.data_type == "f" else disarm(text) if text.startswith("=") else text


def _number_text(value: float, number_format: str) -> str:
    """With the 15 digits that spreadsheets keep, and a fourth decimal where three are ambiguous."""
    if "%" in number_format:
        return f"{_digits(value * 100)} %"
    return _digits(value)


def _digits(value: float) -> str:
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
