"""What a file of actuals would change. Reads the database and writes nothing."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from themes.importing.formulas import rearm
from themes.importing.reading import Record
from themes.importing.rejections import BadValueError, Rejection, shorten

from .. import access, guarding, periods
from ..actions.measures import Figure, actuals_in_force, check_figure, tidy
from ..models import Actual, Freeze, Measure
from .layout import Sheet
from .values import parse_period, parse_value

LONGEST_COMMENT = 10_000


@dataclass(frozen=True)
class Row:
    """A row that can be taken: what it says, and the figure that is in force now, if any."""

    number: int
    figure: Figure
    in_force: Actual | None = None

    @property
    def measure(self) -> Measure:
        return self.figure.measure

    @property
    def start(self) -> date:
        return periods.start_of(self.measure.frequency, self.figure.period_start)


@dataclass
class Plan:
    """A file that has been compared with what is here. Rows without a value are skipped."""

    sheet: Sheet
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    skipped: int = 0

    @property
    def figures(self) -> list[Figure]:
        """What is to be recorded."""
        return [row.figure for row in (*self.new, *self.changed)]

    @property
    def digest(self) -> str:
        """Alike for two plans that would change the same things."""
        digest = hashlib.sha256()
        for row in (*self.new, *self.changed):
            before = row.in_force.pk if row.in_force else None
            figure = row.figure
            said = (row.measure.pk, row.start, figure.value, figure.comment, before)
            digest.update(repr(said).encode(errors="surrogatepass"))
        return digest.hexdigest()


def make_plan(sheet: Sheet, *, actor: Any) -> Plan:
    """Compare the rows of a file with the figures in force of what `actor` may record."""
    plan = Plan(sheet, rejections=list(sheet.table.rejections))
    mine = access.measures_to_record(actor).select_related("objective__perspective")
    measures = {measure.code: measure for measure in mine}
    rows: list[Row] = []
    for record in sheet.table.records:
        if not record.values[sheet.columns["value"]].strip():
            plan.skipped += 1
            continue
        try:
            rows.append(_read_row(sheet, record, measures))
        except BadValueError as error:
            plan.rejections.append(_rejection(sheet, record, error))
    rows = _without_repeated(plan, rows)
    in_force = actuals_in_force({row.measure.pk for row in rows}, {row.start for row in rows})
    for row in rows:
        _sort_in(plan, row, in_force.get((row.measure.pk, row.start)))
    _refuse_frozen(plan)
    plan.rejections.sort(key=attrgetter("row"))
    return plan


def _read_row(sheet: Sheet, record: Record, measures: dict[str, Measure]) -> Row:
    values = {name: record.values[column] for name, column in sheet.columns.items()}
    code = rearm(values["measure"]).strip()
    measure = measures.get(code)
    if measure is None:
        raise BadValueError("measure", _unknown(code))
    start = parse_period(values["period"], measure.frequency)
    value = parse_value(values["value"], measure, dot_is_decimal=sheet.dot_is_decimal)
    comment = _comment(values["comment"]) if "comment" in values else None
    try:
        check_figure(measure, start, value)
    except ValidationError as error:
        at = "period" if error.code == "future" else "value"
        raise BadValueError(at, " ".join(error.messages)) from error
    return Row(record.row, Figure(measure, start, value, comment or ""))


def _unknown(code: str) -> str:
    if not code:
        return _("No measure is named. Write its code.")
    return _("You record no measure with the code “%(code)s”.") % {"code": shorten(code, 40)}


def _comment(text: str) -> str:
    if text.startswith("="):
        raise BadValueError(
            "comment", _("A formula. If it is meant as text, put an apostrophe before it.")
        )
    comment = tidy(rearm(text))
    if len(comment) > LONGEST_COMMENT:
        raise BadValueError(
            "comment", _("More than %(limit)d characters.") % {"limit": LONGEST_COMMENT}
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in comment):
        raise BadValueError("comment", _("It contains characters that can't be shown."))
    return comment


def _without_repeated(plan: Plan, rows: list[Row]) -> list[Row]:
    """Two rows for one period would leave to chance which one counts, so neither does."""
    places: dict[tuple[int, date], list[Row]] = defaultdict(list)
    for row in rows:
        places[row.measure.pk, row.start].append(row)
    reject = partial(Rejection, plan.sheet.table.file)
    for found in places.values():
        for row, others in _with_others(found):
            reason = _("%(measure)s has %(period)s also in row %(rows)s. Keep one of them.") % {
                "measure": row.measure.code,
                "period": periods.name_of(row.measure.frequency, row.start),
                "rows": others,
            }
            plan.rejections.append(reject(row.number, plan.sheet.columns["period"], reason))
    return [found[0] for found in places.values() if len(found) == 1]


def _with_others(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    for row in rows if len(rows) > 1 else []:
        others = [str(other.number) for other in rows if other is not row]
        yield row, ", ".join([*others[:3], *(["…"] if len(others) > 3 else [])])


def _sort_in(plan: Plan, row: Row, in_force: Actual | None) -> None:
    """A file without comments leaves the comment of an equal figure alone."""
    figure = row.figure
    if in_force is None:
        plan.new.append(row)
    elif figure.repeats(in_force) or (
        "comment" not in plan.sheet.columns and Decimal(in_force.value) == figure.value
    ):
        plan.unchanged.append(row)
    else:
        plan.changed.append(Row(row.number, figure, in_force))


def _refuse_frozen(plan: Plan) -> None:
    """Rows that would change a frozen period; those that repeat it change nothing."""
    freezes: dict[int, list[Freeze]] = defaultdict(list)
    for freeze in Freeze.objects.defer("contents"):
        freezes[freeze.scorecard_id].append(freeze)
    if freezes:
        plan.new = list(_open(plan, plan.new, freezes))
        plan.changed = list(_open(plan, plan.changed, freezes))


def _open(plan: Plan, rows: list[Row], freezes: Mapping[int, list[Freeze]]) -> Iterator[Row]:
    said = {record.row: record.values for record in plan.sheet.table.records}
    file, column = plan.sheet.table.file, plan.sheet.columns["period"]
    for row in rows:
        card = row.measure.objective.perspective.scorecard_id
        found = guarding.freeze_of(row.measure.frequency, row.start, freezes.get(card, ()))
        if found is None:
            yield row
        else:
            reason, value = guarding.figures_stay(found), said[row.number][column]
            plan.rejections.append(Rejection(file, row.number, column, reason, value))


def _rejection(sheet: Sheet, record: Record, error: BadValueError) -> Rejection:
    column = sheet.columns[error.field]
    return Rejection(sheet.table.file, record.row, column, error.reason, record.values[column])
