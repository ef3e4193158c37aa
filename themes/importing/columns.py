"""Which column of a file holds what: by its header, or by what the caller says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .reading import Table, UnreadableFileError


@dataclass(frozen=True)
class Field:
    """Something an import looks for, and the headers it is known under, best first."""

    name: str
    headers: tuple[str, ...]
    is_required: bool = True


TIMES = (
    "timestamp", "time", "datetime", "date", "created", "created at", "submitted", "submitted at",
    "submission date",
)  # fmt: skip
PEOPLE = ("participant id", "email", "e mail", "email address", "username", "user", "name")

STATEMENT_FIELDS = (
    Field("text", ("comment body", "text", "body", "answer", "response", "comment", "idea")),
    Field("author", ("author id", "author", *PEOPLE)),
    Field("time", TIMES),
    Field("id", ("comment id", "id", "answer id", "response id"), is_required=False),
    Field("state", ("moderated",), is_required=False),
)
# Besides the text, where the question's answers have them.
ANSWER_FIELDS = (
    Field("why", ("why", "reason", "because"), is_required=False),
    Field("benefits", ("who benefits", "benefits", "for whom"), is_required=False),
    Field("effort", ("effort",), is_required=False),
)
VOTE_FIELDS = (
    Field("statement", ("comment id", "statement id", "answer id", "response id")),
    Field("voter", ("voter id", "voter", *PEOPLE)),
    Field("vote", ("vote", "value")),
    Field("vote-time", TIMES),
)
FIELD_NAMES = tuple(field.name for field in (*STATEMENT_FIELDS, *ANSWER_FIELDS, *VOTE_FIELDS))


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """``["text=Answer,author=Mail"]`` as a mapping of our names to the file's columns.

    Raises:
        UnreadableFileError: not of that form, or a name that the import doesn't know.
    """
    mapping: dict[str, str] = {}
    for pair in (pair for text in texts for pair in text.split(",") if pair.strip()):
        name, is_pair, column = (part.strip() for part in pair.partition("="))
        if not is_pair or not column or name not in FIELD_NAMES:
            raise UnreadableFileError(
                _("“%(pair)s” names no column. Write name=column; the names are: %(names)s.")
                % {"pair": pair.strip(), "names": ", ".join(FIELD_NAMES)}
            )
        mapping[name] = column
    return mapping


def find_columns(
    table: Table, fields: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, str]:
    """The column of each of `fields` that the table has; what `mapping` says goes first.

    Raises:
        UnreadableFileError: a required one is not found; the message names the columns there are.
    """
    found, missing = match_columns(table, fields, mapping)
    if missing:
        raise UnreadableFileError(
            _(
                "%(file)s: no column found for %(missing)s. Its columns are: %(columns)s."
                " Say which is which with --columns, for example --columns %(example)s."
            )
            % {
                "file": table.file,
                "missing": ", ".join(missing),
                "columns": ", ".join(table.columns),
                "example": ",".join(f"{name}=…" for name in missing),
            }
        )
    return found


def match_columns(
    table: Table, fields: Sequence[Field], mapping: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The columns found, by the names of `fields`, and the names of required ones that are not.

    Raises:
        UnreadableFileError: `mapping` names a column that the table doesn't have.
    """
    known = {_plain(column): column for column in table.columns if column}
    found: dict[str, str] = {}
    for field in fields:
        if field.name in mapping:
            found[field.name] = _mapped(table, known, field.name, mapping[field.name])
        elif match := next((known[h] for h in field.headers if h in known), None):
            found[field.name] = match
    missing = [field.name for field in fields if field.is_required and field.name not in found]
    return found, missing


def names_accounts(column: str) -> bool:
    """Whether a column's values may be usernames of this site; another system's numbers aren't."""
    return _plain(column) in {"username", "user", "user name", "login", "account"}


def names_addresses(column: str) -> bool:
    return not _plain(column).endswith(" id")


def _mapped(table: Table, known: Mapping[str, str], name: str, column: str) -> str:
    if column in table.columns:
        return column
    if match := known.get(_plain(column)):
        return match
    raise UnreadableFileError(
        _("%(file)s has no column “%(column)s” for %(name)s. Its columns are: %(columns)s.")
        % {
            "file": table.file,
            "column": column,
            "name": name,
            "columns": ", ".join(table.columns),
        }
    )


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]+", " ", header).strip().casefold()
