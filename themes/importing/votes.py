"""The votes of a file: of each person's votes on a statement, the last one counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from discussions.models import Vote

from .columns import VOTE_FIELDS, find_columns
from .reading import Record, Table
from .rejections import BadValueError, Rejection
from .statements import PersonRef, person_in, rejection_of
from .values import parse_name, parse_time, parse_vote


@dataclass(frozen=True)
class VoteRow:
    row: int
    statement: str
    voter: PersonRef
    value: Vote.Value
    cast_at: datetime


@dataclass
class Votes:
    """The votes that count, and the rows that are none. `row_count` includes superseded ones."""

    file: str
    columns: dict[str, str]
    accepted: list[VoteRow] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    row_count: int = 0


def read_votes(
    table: Table,
    mapping: Mapping[str, str],
    *,
    statements: Collection[str],
    zone: tzinfo,
    now: datetime,
) -> Votes:
    """The last vote of each voter on each of `statements` (ids). Equal times: file order decides.

    Raises:
        UnreadableFileError: the header lacks a column that is needed.
    """
    columns = find_columns(table, VOTE_FIELDS, mapping)
    result = Votes(
        table.file, columns, rejections=list(table.rejections), row_count=table.row_count
    )
    last: dict[tuple[str, PersonRef], VoteRow] = {}
    for record in table.records:
        try:
            vote = _read(record, columns, zone, now)
            if vote.statement not in statements:
                raise BadValueError("statement", _("No statement with this id was accepted."))
        except BadValueError as error:
            result.rejections.append(rejection_of(table.file, record, columns, error))
            continue
        key = (vote.statement, vote.voter)
        if key not in last or vote.cast_at >= last[key].cast_at:
            last[key] = vote
    result.accepted = list(last.values())
    return result


def _read(record: Record, columns: Mapping[str, str], zone: tzinfo, now: datetime) -> VoteRow:
    values = record.values
    return VoteRow(
        record.row,
        parse_name(values[columns["statement"]], field="statement"),
        person_in(record, columns["voter"], "voter"),
        parse_vote(values[columns["vote"]]),
        parse_time(values[columns["vote-time"]], field="vote-time", zone=zone, now=now),
    )
