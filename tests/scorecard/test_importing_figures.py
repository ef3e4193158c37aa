"""Files of actuals in and out: what is taken, what is refused and why, and exact round trips."""

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from scorecard.access import measures_to_record
from scorecard.actions import record_actual, record_actuals
from scorecard.actions.measures import Figure
from scorecard.exporting import lines_in_force, lines_to_fill_in, write_csv, write_xlsx
from scorecard.importing.layout import MOST_BYTES, read_sheet
from scorecard.importing.plan import Plan, make_plan
from scorecard.models import Actual, Measure
from tests.scorecard.build import make_measure
from themes.importing.reading import UnreadableFileError

pytestmark = pytest.mark.django_db
HEADER = "measure,period,value,comment\n"
WRITERS = {"actuals.csv": write_csv, "actuals.xlsx": write_xlsx}


def plan_of(content: str | bytes, actor: Any, name: str = "actuals.csv") -> Plan:
    data = content if isinstance(content, bytes) else content.encode()
    return make_plan(read_sheet(data, name), actor=actor)


def workbook_of(*rows: list[Any], **merge: str) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in [["measure", "period", "value", "comment"], *rows]:
        sheet.append(row)
    for cells in merge.values():
        sheet.merge_cells(cells)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def told(plan: Plan) -> list[tuple[str, str]]:
    return [(plan.sheet.cell(each.row, each.column), each.reason) for each in plan.rejections]


def test_a_plan_tells_new_changed_and_unchanged_apart(strategy, keeper):
    for month, value in ((3, 600), (4, 610)):
        record_actual(
            strategy.sales, period_start=date(2026, month, 1), value=Decimal(value), actor=keeper
        )
    text = HEADER + "M1,2026-03,600,\nM1,2026-04,615,Late invoices\nM2,2026-04,55,\nM3,2026-04,,\n"
    plan = plan_of(text, keeper)
    assert [row.number for row in plan.unchanged] == [2]
    assert [(row.in_force.value, row.figure.value) for row in plan.changed if row.in_force] == [
        (Decimal(610), Decimal(615))
    ]
    assert [row.measure for row in plan.new] == [strategy.repeat]
    assert plan.skipped == 1 and not plan.rejections


def test_bad_rows_are_named_with_their_cell_and_good_ones_can_be_taken(strategy, keeper):
    text = HEADER + (
        "M1,2026-03,600,\nM9,2026-03,1,\nM1,05/06/2026,1,\nM1,2026-05,lots,\nM1,2999-01,1,\n"
        "M1,2026-02,5,=cmd()\n"
    )
    plan = plan_of(text, keeper)
    assert [cell for cell, _reason in told(plan)] == ["A3", "B4", "C5", "B6", "D7"]
    reasons = " ".join(reason for _cell, reason in told(plan))
    for words in ("no measure with the code “M9”", "may be", "No number", "not begun", "A formula"):
        assert words in reasons
    record_actuals(plan.figures, actor=keeper)
    assert Actual.objects.get().value == 600


def test_the_same_period_twice_is_refused_in_both_rows(strategy, keeper):
    plan = plan_of(HEADER + "M1,2026-03,600,\nM1,2026-03-31,610,\nM2,2026-03,5,\n", keeper)
    assert [cell for cell, _reason in told(plan)] == ["B2", "B3"]
    assert "M1 has March 2026 also in row 3. Keep one of them." in told(plan)[0][1]
    assert len(plan.new) == 1


def test_importing_again_changes_nothing(strategy, keeper):
    text = HEADER + 'M1,2026-03,600,"Two\r\nlines"\nM2,2026-Q1,5,\nM2,2026-03,5.5,\n'
    for _again in range(2):
        record_actuals(plan_of(text, keeper).figures, actor=keeper)
    assert Actual.objects.count() == 2
    assert plan_of(text, keeper).figures == []


def test_a_file_without_comments_leaves_those_of_equal_figures_alone(strategy, keeper):
    record_actuals(
        [
            Figure(strategy.sales, date(2026, 3, 1), Decimal(600), "Late invoices"),
            Figure(strategy.sales, date(2026, 4, 1), Decimal(600), "Late again"),
        ],
        actor=keeper,
    )
    plan = plan_of("measure;period;value\nM1;2026-03;600\nM1;2026-04;601,5\n", keeper)
    assert len(plan.unchanged) == 1
    assert [row.figure.value for row in plan.changed] == [Decimal("601.5")]


def test_an_updater_records_their_own_measures_alone(strategy, cast):
    Measure.objects.filter(code="M1").update(updater=cast.employee)
    plan = plan_of(HEADER + "M1,2026-03,600,\nM2,2026-03,5,\n", cast.employee)
    assert [row.measure.code for row in plan.new] == ["M1"]
    assert "You record no measure with the code “M2”." in told(plan)[0][1]


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_exported_is_imported_as_the_same(strategy, keeper, name):
    strategy.sales.title = "=HYPERLINK(1)"
    strategy.sales.save()
    licence = make_measure(strategy.revenue, "-7", "@home", type="yes_no", goal=None)
    quarter = make_measure(strategy.revenue, "M8", "+1", frequency="quarter", unit="%")
    year = make_measure(strategy.revenue, "M9", "Year", frequency="year")
    figures = [
        Figure(strategy.sales, date(2026, 3, 1), Decimal("1.234"), "=1+1"),
        Figure(strategy.sales, date(2026, 4, 1), Decimal("-12345678901.2345"), "'=1+1"),
        Figure(strategy.sales, date(2026, 5, 1), Decimal("0.1"), '“a”, "b";\nc\té\''),
        Figure(licence, date(2026, 5, 1), Decimal(1), "-"),
        Figure(quarter, date(2026, 4, 1), Decimal("99.9999"), "@here"),
        Figure(year, date(2025, 1, 1), Decimal(600), "plain, and 'quoted'"),
    ]
    record_actuals(figures, actor=keeper)
    data = WRITERS[name](lines_in_force(measures_to_record(keeper)))
    plan = plan_of(data, keeper, name)
    assert (len(plan.unchanged), plan.figures, plan.rejections) == (6, [], [])
    Actual.objects.all().delete()
    plan = plan_of(data, keeper, name)
    found = {(f.measure.code, f.period_start, f.value, f.comment) for f in plan.figures}
    assert found == {(f.measure.code, f.period_start, f.value, f.comment) for f in figures}


def test_no_cell_of_an_export_is_a_formula(strategy, keeper):
    strategy.sales.title = "=HYPERLINK(1)"
    strategy.sales.save()
    record_actual(
        strategy.sales,
        period_start=date(2026, 3, 1),
        value=Decimal(-5),
        comment="=cmd|' /C calc'!A0",
        actor=keeper,
    )
    lines = list(lines_in_force(measures_to_record(keeper)))
    assert write_csv(lines).decode("utf-8-sig").splitlines()[1] == (
        "M1,'=HYPERLINK(1),EUR m,2026-03,-5,'=cmd|' /C calc'!A0"
    )
    sheet = load_workbook(BytesIO(write_xlsx(lines))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_template_has_the_latest_closed_period_of_each_measure(
    strategy, keeper, django_assert_num_queries
):
    with django_assert_num_queries(4):  # the keeper's rights (2), measures, their figures
        lines = list(lines_to_fill_in(measures_to_record(keeper)))
    assert [line.measure.code for line in lines] == ["M2", "M3", "M1"]
    plan = plan_of(write_xlsx(lines), keeper, "template.xlsx")
    assert plan.skipped == 3 and not plan.rejections


def test_a_workbook_is_read_by_what_its_cells_show(strategy, keeper):
    data = workbook_of(
        ["M1", date(2026, 3, 31), 1.234, None],
        ["M1", "2026-04", 0.1 + 0.2, "x"],
        ["M2", "May 2026", "=40+2", None],
        ["M2", "2026-04", "1,234", None],
        ["M2", "2026-03", 0.85, None],
    )
    workbook = load_workbook(BytesIO(data))
    workbook.active["C6"].number_format = "0%"
    file = BytesIO()
    workbook.save(file)
    plan = plan_of(file.getvalue(), keeper, "actuals.xlsx")
    assert [row.figure.value for row in plan.new] == [Decimal("1.234"), Decimal("0.3"), 85]
    assert [cell for cell, _reason in told(plan)] == ["C4", "C5"]


def test_merged_cells_are_refused_row_by_row(strategy, keeper):
    data = workbook_of(["M1", "2026-03", 1], ["M1", "2026-04", 2], ["M1", "2026-05", 3], a="A2:A3")
    plan = plan_of(data, keeper, "actuals.xlsx")
    assert [cell for cell, _reason in told(plan)] == ["2", "3"]
    assert "merged" in told(plan)[0][1]
    assert [row.number for row in plan.new] == [4]


def packed(size: int) -> bytes:
    """A workbook that unpacks to `size` more bytes than it should."""
    file = BytesIO(workbook_of(["M1", "2026-03", 1]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(size))
    return file.getvalue()


def with_entity() -> bytes:
    """A workbook whose sheet defines an entity, as in an attack by ever longer ones."""
    source, target = BytesIO(workbook_of(["M1", "2026-03", 1])), BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
        for part in archive.namelist():
            content = archive.read(part)
            if part.startswith("xl/worksheets/"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            copy.writestr(part, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"x" * (MOST_BYTES + 1), "a.csv", "larger than 10 MB"),
        (HEADER.encode("utf-16"), "a.csv", "UTF-16"),
        ("measure,period,value\nM1,2026-03,1\nÄ".encode("latin-1"), "a.csv", "not in UTF-8"),
        (b"\x00\x01\x02", "a.csv", "holds no text"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "no CSV or XLSX"),
        (b"", "a.csv", "no header"),
        (b"measure,value\nM1,1\n", "a.csv", "no column “period”. Its columns are: measure, value"),
        (b"measure,period,value,value\n", "a.csv", "names a column twice"),
        (b"PK\x03\x04 and nothing", "a.xlsx", "can't be read as a workbook"),
        (packed(65 * 1024 * 1024), "a.xlsx", "unpacks to more than 64 MB"),
        (with_entity(), "a.xlsx", "can't be read as a workbook"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(db, data, name, reason):
    with pytest.raises(UnreadableFileError, match="a\\.") as caught:
        read_sheet(data, name)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADER}M1,2026-03,600,\n",
        "measure\tperiod\tvalue\nM1\t2026-03\t600,0\n",
    ],
)
def test_marks_and_tabs_are_read(strategy, keeper, content):
    assert [row.figure.value for row in plan_of(content, keeper).new] == [600]


def test_a_sheet_that_claims_to_be_endless_is_read_by_its_cells(strategy, keeper):
    workbook = load_workbook(BytesIO(workbook_of(["M1", "2026-03", 600])))
    workbook.active["XFD1048576"] = 1
    file = BytesIO()
    workbook.save(file)
    assert len(plan_of(file.getvalue(), keeper, "a.xlsx").new) == 1


def test_many_figures_cost_few_queries(strategy, keeper, django_assert_max_num_queries):
    measures = [strategy.sales, strategy.repeat, strategy.complaints]
    months = [date(year, month, 1) for year in range(2010, 2026) for month in range(1, 13)]
    figures = [Figure(each, month, Decimal(7)) for each in measures for month in months]
    assert len(figures) == 576
    # Three of them hold the scorecards, and ask what is frozen; SQLite stores in five portions.
    with django_assert_max_num_queries(14):
        record_actuals(figures, actor=keeper)
    assert Actual.objects.count() == 576


def test_the_command_does_the_same(strategy, keeper, tmp_path):
    file = tmp_path / "actuals.csv"
    file.write_text(HEADER + "M1,2026-03,600,\nM9,2026-03,1,\n")

    def run(*options: str) -> str:
        out = StringIO()
        call_command(
            "import_actuals", str(file), "--as", "office", *options, stdout=out, stderr=StringIO()
        )
        return out.getvalue()

    assert "1 new, 0 changed, 0 unchanged, 1 rejected" in run("--dry-run")
    with pytest.raises(CommandError, match="Nothing was recorded"):
        run("--all-or-nothing")
    assert Actual.objects.count() == 0
    assert "A3: actuals.csv, row 3, column “measure”: You record no measure" in run()
    assert Actual.objects.get().entered_by == keeper
    assert "1 unchanged" in run()
    with pytest.raises(CommandError, match="Nobody has the username"):
        call_command("import_actuals", str(file), "--as", "nobody", stdout=StringIO())
