"""The statements of a file: what was said, by whom, when, and how it was moderated."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from discussions.answer_fields import AnswerField, compose_answer
from discussions.markdown import clean_body, render_post
from discussions.models import Post

from .columns import ANSWER_FIELDS, STATEMENT_FIELDS, find_columns, names_accounts, names_addresses
from .reading import Record, Table
from .rejections import BadValueError, Rejection
from .values import parse_name, parse_state, parse_time


@dataclass(frozen=True)
class PersonRef:
    """How a file names a person, and by what an account here may be recognised as theirs.

    Addresses are in lower case, so that one person is one name.
    """

    name: str
    may_be_username: bool = field(default=False, compare=False)
    is_address: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Statement:
    row: int
    id: str
    author: PersonRef
    body: str
    written_at: datetime
    state: Post.State
    # What stands in the fields besides the text; None where the question asks for none.
    answer_values: Mapping[str, str] | None = None


@dataclass
class Statements:
    """Good statements in the order of their times, and the rows that are none."""

    file: str
    columns: dict[str, str]
    accepted: list[Statement] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    row_count: int = 0


def read_statements(
    table: Table,
    mapping: Mapping[str, str],
    *,
    zone: tzinfo,
    now: datetime,
    asked: Sequence[AnswerField] = (),
) -> Statements:
    """The statements of `table`; `mapping` says which column is which where the header doesn't.

    Args:
        asked: the fields that answers to the question have besides their text.

    Raises:
        UnreadableFileError: the header lacks a column that is needed.
    """
    wanted = [field for field in ANSWER_FIELDS if field.name in {one.code for one in asked}]
    columns = find_columns(table, (*STATEMENT_FIELDS, *wanted), mapping)
    result = Statements(
        table.file, columns, rejections=list(table.rejections), row_count=table.row_count
    )
    rows_by_id: dict[str, int] = {}
    for record in table.records:
        try:
            statement = _read(record, columns, zone, now, asked)
            if first := rows_by_id.get(statement.id):
                raise BadValueError(
                    "id" if "id" in columns else "text",
                    _("The same as row %(row)d.") % {"row": first},
                )
        except BadValueError as error:
            result.rejections.append(rejection_of(table.file, record, columns, error))
        else:
            rows_by_id[statement.id] = record.row
            result.accepted.append(statement)
    result.accepted.sort(key=lambda statement: (statement.written_at, statement.row))
    return result


def person_in(record: Record, column: str, field_name: str) -> PersonRef:
    name = parse_name(record.values[column], field=field_name)
    is_address = "@" in name and names_addresses(column)
    return PersonRef(
        name.lower() if is_address else name,
        may_be_username=names_accounts(column),
        is_address=is_address,
    )


def rejection_of(
    file: str, record: Record, columns: Mapping[str, str], error: BadValueError
) -> Rejection:
    column = columns.get(error.field, "")
    return Rejection(file, record.row, column, error.reason, record.values.get(column, ""))


def _read(
    record: Record,
    columns: Mapping[str, str],
    zone: tzinfo,
    now: datetime,
    asked: Sequence[AnswerField],
) -> Statement:
    values = {field.code: _value_in(record, columns, field) for field in asked}
    try:
        text = clean_body(record.values[columns["text"]])
        body, _stored = compose_answer(text, values, asked=bool(asked))
        render_post(body)
    except ValidationError as error:
        raise BadValueError("text", " ".join(error.messages)) from error
    author = person_in(record, columns["author"], "author")
    written_at = parse_time(record.values[columns["time"]], field="time", zone=zone, now=now)
    state = Post.State.VISIBLE
    if "state" in columns:
        state = parse_state(record.values[columns["state"]])
    if "id" in columns:
        identity = parse_name(record.values[columns["id"]], field="id")
    else:
        identity = _identity_of(author, written_at, body)
    kept = values if asked else None
    return Statement(record.row, identity, author, text, written_at, state, kept)


def _value_in(record: Record, columns: Mapping[str, str], field: AnswerField) -> str:
    """A choice is named by its code or by its words."""
    value = record.values[columns[field.code]].strip() if field.code in columns else ""
    if not value or not field.choices:
        return value
    for code, words in field.choices:
        if value.casefold() in {code.casefold(), str(words).casefold()}:
            return code
    offered = ", ".join(code for code, _words in field.choices)
    raise BadValueError(field.code, _("One of these: %(offered)s.") % {"offered": offered})


def _identity_of(author: PersonRef, written_at: datetime, body: str) -> str:
    """Without an id, the same words by the same person at the same time are the same statement."""
    parts = "\n".join([author.name, written_at.isoformat(), body])
    return hashlib.sha256(parts.encode()).hexdigest()[:32]
