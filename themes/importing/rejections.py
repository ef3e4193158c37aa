"""Rows that can't be taken: which, where and why."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .formulas import disarm


class BadValueError(Exception):
    """One value of a row can't be used; `field` is the import's own name for its column."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken. Rows count as a spreadsheet does: the header is row 1."""

    file: str
    row: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        where = _("%(file)s, row %(row)d") % {"file": self.file, "row": self.row}
        if self.column:
            where = _("%(where)s, column “%(column)s”") % {"where": where, "column": self.column}
        return f"{where}: {self.reason}"


def write_rejections(path: Path, rejections: Iterable[Rejection]) -> None:
    """A CSV file of the rejected rows, safe to open in a spreadsheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "row", "column", "reason", "value"])
        for rejection in rejections:
            shown = disarm(shorten(rejection.value))
            writer.writerow(
                [
                    disarm(rejection.file),
                    rejection.row,
                    disarm(rejection.column),
                    disarm(rejection.reason),
                    shown,
                ]
            )


def shorten(value: str, limit: int = 80) -> str:
    """The beginning of `value` on one line, with what can't be shown written as an escape."""
    start = value[:limit] + ("…" if len(value) > limit else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in start)
