"""Actuals as a file, in the layout that an import reads back to the same figures."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from themes.importing.formulas import disarm

from . import periods
from .importing.layout import HEADER
from .models import Actual, Measure

# A spreadsheet keeps 15 digits of a number; longer ones travel as text.
NUMBER_DIGITS = 15
WIDTHS = (12, 44, 10, 12, 16, 60)


class Line(NamedTuple):
    """A row of the file; without a value it is there to be filled in."""

    measure: Measure
    start: date
    value: Decimal | None = None
    comment: str = ""


def lines_in_force(measures: QuerySet[Measure]) -> Iterator[Line]:
    """Every figure in force of the measures, in two queries."""
    actuals = Actual.objects.filter(is_current=True).order_by("period_start")
    for measure in _with(measures, actuals):
        for actual in measure.actuals.all():
            yield Line(measure, actual.period_start, actual.value, actual.comment)


def lines_to_fill_in(measures: QuerySet[Measure]) -> Iterator[Line]:
    """The latest closed period of every measure, with its figure if there is one already."""
    today = timezone.localdate()
    newest_first = Actual.objects.filter(is_current=True).order_by("-period_start")
    recent = newest_first.filter(period_start__gte=date(today.year - 2, 1, 1))
    for measure in _with(measures, recent):
        start = periods.closed_periods(measure.frequency, today, 1)[0]
        found = [each for each in measure.actuals.all() if each.period_start == start]
        value, comment = (found[0].value, found[0].comment) if found else (None, "")
        yield Line(measure, start, value, comment)


def write_csv(lines: Iterable[Line]) -> bytes:
    """UTF-8 with a mark, which spreadsheets need to recognise it; decimals with a dot."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADER)
    for line in lines:
        writer.writerow([*_texts(line)[:4], _number(line.value), disarm(line.comment)])
    return file.getvalue().encode("utf-8-sig")


def write_xlsx(lines: Iterable[Line]) -> bytes:
    """One sheet, with numbers as numbers and every text as text, never as a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Actuals")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    header = [WriteOnlyCell(sheet, name) for name in HEADER]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for line in lines:
        texts = [_text_cell(sheet, text) for text in _texts(line)]
        sheet.append([*texts[:4], _value_cell(sheet, line.value), texts[4]])
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _with(measures: QuerySet[Measure], actuals: QuerySet[Actual]) -> Sequence[Measure]:
    ordered = measures.select_related("objective").order_by("objective__code", "code")
    return list(ordered.prefetch_related(Prefetch("actuals", queryset=actuals)))


def _texts(line: Line) -> list[str]:
    """Everything but the value."""
    measure = line.measure
    period = periods.code_of(measure.frequency, line.start)
    texts = (measure.code, measure.title, measure.unit, period, line.comment)
    return [disarm(text) for text in texts]


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))
    cell.data_type = "s"
    return cell


def _value_cell(sheet: Any, value: Decimal | None) -> Any:
    if value is None:
        return None
    if len(value.normalize().as_tuple().digits) > NUMBER_DIGITS:
        return _text_cell(sheet, _number(value))
    return WriteOnlyCell(sheet, value.normalize())
