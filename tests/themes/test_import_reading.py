"""Reading an export: what it holds, and what is said of one that can't be read. No database."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.importing.columns import STATEMENT_FIELDS, find_columns, parse_mapping
from themes.importing.people import account_name
from themes.importing.plan import submission_key
from themes.importing.progress import Progress
from themes.importing.reading import Table, UnreadableFileError, decode, read_table
from themes.importing.rejections import BadValueError, Rejection, write_rejections
from themes.importing.statements import Statements, read_statements
from themes.importing.values import parse_time
from themes.importing.votes import Votes, read_votes

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
HEADER = "id,author,time,text\n"


def write(tmp_path: Path, text: str | bytes, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def statements_in(tmp_path: Path, text: str | bytes, *mapping: str) -> Statements:
    table = read_table(write(tmp_path, text))
    return read_statements(table, parse_mapping(mapping), zone=ZONE, now=NOW)


def votes_in(tmp_path: Path, text: str) -> Votes:
    table = read_table(write(tmp_path, text))
    return read_votes(table, {}, statements={"1", "2"}, zone=ZONE, now=NOW)


def time(text: str) -> datetime:
    return parse_time(text, field="time", zone=ZONE, now=NOW)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_semicolon_and_tab_separate_values(delimiter: str, tmp_path: Path) -> None:
    text = delimiter.join(["id", "author", "time", "text"])
    text += "\n" + delimiter.join(["1", "ann", "2024-01-01", '"One, two; three\tfour"'])
    statements = statements_in(tmp_path, text)
    assert [row.body for row in statements.accepted] == ["One, two; three\tfour"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + f"{HEADER}1,ann,2024-01-01,Grüße".encode()
    assert statements_in(tmp_path, data).accepted[0].body == "Grüße"


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("utf-16", "UTF-16"), ("utf-32", "UTF-32"), ("latin-1", "byte 0xFC in line 2")],
)
def test_another_encoding_is_named_with_what_to_do(encoding: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message) as error:
        decode("text\nGrüße".encode(encoding), "export.csv")
    assert "UTF-8" in str(error.value)


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n"])
def test_a_file_without_a_header_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no header"):
        statements_in(tmp_path, text)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="can't be opened"):
        read_table(tmp_path / "nowhere.csv")


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="names a column twice: text"):
        statements_in(tmp_path, "text,text,author,time\n")


def test_line_breaks_and_quotes_in_a_text_are_kept(tmp_path: Path) -> None:
    statements = statements_in(tmp_path, f'{HEADER}1,ann,2024-01-01,"She said ""yes"".\r\nTwice."')
    assert statements.accepted[0].body == 'She said "yes".\nTwice.'


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("1,ann,2024-01-01,", "text", "Write something"),
        ("1,ann,2024-01-01,   ", "text", "Write something"),
        ("1,ann,2024-01-01,[a]: http://example.com", "text", "nothing would be shown"),
        (f"1,ann,2024-01-01,{'x' * 200_000}", "text", "over the limit"),
        ("1,ann,2024-01-01,bell \x07", "text", "cannot be shown"),
        ("1,ann,2024-01-01,nothing \x00", "text", "cannot be shown"),
        ("1,,2024-01-01,Hello", "author", "Nothing is filled in"),
        (f"1,{'a' * 101},2024-01-01,Hello", "author", "More than 100"),
        ("1,a\x00nn,2024-01-01,Hello", "author", "can't be shown"),
        ("1,ann,yesterday,Hello", "time", "No time"),
        ("1,ann,,Hello", "time", "No time"),
        ("1,ann,2101-01-01,Hello", "time", "in the future"),
        ("1,ann,000000000,Hello", "time", "before 1990"),
        (",ann,2024-01-01,Hello", "id", "Nothing is filled in"),
        ("1,ann,2024-01-01", "", "3 values, the header 4"),
        ("1,ann,2024-01-01,Hello,there", "", "5 values, the header 4"),
        ('1,ann,2024-01-01,"Hello" there', "", "quotation marks"),
    ],
)
def test_a_bad_row_is_rejected_and_its_neighbours_are_not(
    row: str, column: str, reason: str, tmp_path: Path
) -> None:
    text = f"{HEADER}8,bob,2024-01-01,Before\n{row}\n9,bob,2024-01-02,After\n"
    statements = statements_in(tmp_path, text)
    assert [kept.body for kept in statements.accepted] == ["Before", "After"]
    [rejection] = statements.rejections
    assert (rejection.row, rejection.column) == (3, column)
    assert reason in rejection.reason
    assert statements.row_count == 3


@pytest.mark.parametrize(
    "surrogate", [b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xa0\xbd\xed\xb8\x80"]
)
def test_half_a_surrogate_pair_rejects_its_row_alone(surrogate: bytes, tmp_path: Path) -> None:
    data = f"{HEADER}1,ann,2024-01-01,Good\n2,ann,2024-01-01,".encode() + surrogate
    statements = statements_in(tmp_path, data)
    assert [row.body for row in statements.accepted] == ["Good"]
    assert [(r.row, r.column) for r in statements.rejections] == [(3, "text")]


def test_a_quotation_mark_that_is_never_closed_swallows_nothing_in_silence(tmp_path: Path) -> None:
    text = f'{HEADER}1,ann,2024-01-01,Good\n2,ann,2024-01-01,"Open\n3,ann,2024-01-01,Lost\n'
    statements = statements_in(tmp_path, text)
    assert len(statements.accepted) == 1
    [rejection] = statements.rejections
    assert rejection.row == 3
    assert "the rest of the file is unread" in rejection.reason


def test_the_second_row_with_an_id_is_rejected(tmp_path: Path) -> None:
    text = f"{HEADER}1,ann,2024-01-01,One\n1,ann,2024-01-02,Two\n"
    statements = statements_in(tmp_path, text)
    assert [row.body for row in statements.accepted] == ["One"]
    assert [r.reason for r in statements.rejections] == ["The same as row 2."]


def test_without_an_id_the_same_words_by_the_same_person_at_the_same_time_are_one(
    tmp_path: Path,
) -> None:
    rows = "ann,2024-01-01,One\nann,2024-01-01,One\nbob,2024-01-01,One\nann,2024-01-02,One\n"
    statements = statements_in(tmp_path, f"author,time,text\n{rows}")
    assert len({row.id for row in statements.accepted}) == 3
    assert [r.row for r in statements.rejections] == [3]


def test_statements_come_in_the_order_of_their_times(tmp_path: Path) -> None:
    text = f"{HEADER}1,ann,2024-01-02,Second\n2,ann,2024-01-01,First\n"
    assert [row.body for row in statements_in(tmp_path, text).accepted] == ["First", "Second"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1726860676783", datetime(2024, 9, 20, 19, 31, 16, 783000, UTC)),
        ("1726860676", datetime(2024, 9, 20, 19, 31, 16, 0, UTC)),
        ("1726860676.5", datetime(2024, 9, 20, 19, 31, 16, 500000, UTC)),
        ("2024-09-20T19:31:16Z", datetime(2024, 9, 20, 19, 31, 16, 0, UTC)),
        ("2024-09-20 19:31:16-05:00", datetime(2024, 9, 21, 0, 31, 16, 0, UTC)),
        ("2024-09-20 19:31", datetime(2024, 9, 20, 17, 31, 0, 0, UTC)),
        ("2024-01-20", datetime(2024, 1, 19, 23, 0, 0, 0, UTC)),
        ("20240120", datetime(2024, 1, 19, 23, 0, 0, 0, UTC)),
    ],
)
def test_times_are_numbers_since_1970_or_iso_in_the_sites_zone(
    text: str, expected: datetime
) -> None:
    assert time(text) == expected


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 6, 30)))
def test_milliseconds_are_kept_exactly(moment: datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    assert time(str(since // timedelta(milliseconds=1))) == moment


@given(st.text())
def test_no_text_breaks_the_reading_of_a_time(text: str) -> None:
    try:
        assert time(text).tzinfo is UTC
    except BadValueError as error:
        assert error.reason


def test_polis_columns_are_recognised_whatever_their_order(tmp_path: Path) -> None:
    header = "comment-body,moderated,datetime,author-id,timestamp,agrees,comment-id"
    table = read_table(write(tmp_path, header))
    assert find_columns(table, STATEMENT_FIELDS, {}) == {
        "text": "comment-body",
        "author": "author-id",
        "time": "timestamp",
        "id": "comment-id",
        "state": "moderated",
    }


def test_generic_columns_are_recognised_whatever_their_case(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "Created At;E-Mail;Answer"))
    found = find_columns(table, STATEMENT_FIELDS, {})
    assert found == {"text": "Answer", "author": "E-Mail", "time": "Created At"}


def test_an_unknown_layout_is_refused_with_its_columns_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as error:
        statements_in(tmp_path, "Antwort,Wer,timestamp\n")
    message = str(error.value)
    assert "Antwort, Wer, timestamp" in message
    assert "--columns text=…,author=…" in message


def test_columns_can_be_named_by_the_caller(tmp_path: Path) -> None:
    text = "Antwort;Wer;Wann\nMehr Grün;ann;2024-01-01\n"
    statements = statements_in(tmp_path, text, "text=Antwort,author=wer", "time=Wann")
    assert [row.body for row in statements.accepted] == ["Mehr Grün"]


@pytest.mark.parametrize("mapping", ["text", "text=", "colour=Antwort", "=Antwort"])
def test_a_mapping_that_names_nothing_is_refused(mapping: str) -> None:
    with pytest.raises(UnreadableFileError, match="names no column"):
        parse_mapping([mapping])


def test_a_mapping_to_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="has no column “Nirgends”"):
        find_columns(Table("x.csv", ["a", "b"]), STATEMENT_FIELDS, {"text": "Nirgends"})


@pytest.mark.parametrize(("value", "state"), [("1", "visible"), ("0", "pending"), ("-1", "hidden")])
def test_moderation_decides_the_state(value: str, state: str, tmp_path: Path) -> None:
    text = f"id,author,time,text,moderated\n1,ann,2024-01-01,Hello,{value}\n"
    assert [row.state for row in statements_in(tmp_path, text).accepted] == [state]


def test_an_unknown_moderation_is_rejected(tmp_path: Path) -> None:
    text = "id,author,time,text,moderated\n1,ann,2024-01-01,Hello,maybe\n"
    assert [r.column for r in statements_in(tmp_path, text).rejections] == ["moderated"]


def test_the_last_vote_of_a_voter_on_a_statement_counts(tmp_path: Path) -> None:
    votes = votes_in(
        tmp_path,
        "comment-id,voter-id,vote,timestamp\n"
        "1,7,1,2024-01-03\n1,7,-1,2024-01-01\n"  # the earlier one stands below
        "2,7,1,2024-01-01\n2,7,0,2024-01-01\n"  # at the same time: the lower row
        "2,8,disagree,2024-01-01\n",
    )
    assert {(row.statement, row.voter.name): row.value for row in votes.accepted} == {
        ("1", "7"): 1,
        ("2", "7"): 0,
        ("2", "8"): -1,
    }
    assert votes.row_count == 5


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1,7,2,2024-01-01", "vote"),
        ("1,,1,2024-01-01", "voter-id"),
        ("3,7,1,2024-01-01", "comment-id"),
        ("1,7,1,soon", "timestamp"),
    ],
)
def test_a_bad_vote_is_rejected_with_its_column(row: str, column: str, tmp_path: Path) -> None:
    votes = votes_in(tmp_path, f"comment-id,voter-id,vote,timestamp\n{row}\n1,8,1,2024-01-01\n")
    assert [(r.row, r.column) for r in votes.rejections] == [(2, column)]
    assert len(votes.accepted) == 1


def test_the_report_is_safe_to_open_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    bad = Rejection("a.csv", 3, "text", "Why.", "=HYPERLINK(1)\x00\ud800" + "x" * 100)
    write_rejections(path, [bad])
    text = path.read_text(encoding="utf-8")
    assert "a.csv,3,text,Why.,'=HYPERLINK(1)\\x00\\ud800" in text
    assert "\x00" not in text
    assert text.rstrip().endswith("…")


@given(st.lists(st.text(min_size=1, max_size=100), unique=True, min_size=2, max_size=2))
def test_two_names_never_share_an_account_or_a_key(names: list[str]) -> None:
    one, other = (name.encode("utf-8", "replace").decode() for name in names)
    if one != other:
        assert account_name("source", one) != account_name("source", other)
        assert submission_key("source", one) != submission_key("source", other)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_every_id_fits_its_columns(name: str) -> None:
    assert len(account_name("s" * 30, name)) <= 150
    key = submission_key("s" * 30, name)
    assert len(key) <= 80
    assert key.isascii() and key.isprintable() and " " not in key


def test_progress_is_a_line_every_ten_per_cent_where_there_is_no_terminal() -> None:
    stream = StringIO()
    progress = Progress(stream, "Importing", 200)
    for _ in range(200):
        progress.advance()
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Importing 0 % (1/200)"
    assert lines[-1] == "Importing 100 % (200/200)"
    assert len(lines) == 11


def test_progress_is_a_bar_on_a_terminal() -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    progress = Progress(stream, "Importing", 2)
    progress.advance()
    assert stream.getvalue().count("\r") == 1
    assert "█" in stream.getvalue() and "░" in stream.getvalue()
    progress.advance()
    assert stream.getvalue().endswith("100 % (2/2)\n")


def test_progress_of_nothing_is_complete() -> None:
    stream = StringIO()
    Progress(stream, "Importing", 0).advance(0)
    assert stream.getvalue() == "Importing 100 % (0/0)\n"
