"""Wagtail's page privacy as one SQL condition, written out once.

Every list, count, page and delivery asks it. Built from querysets, it took Django twice as long to
write down as it took the database to answer; yet all that ever differs is the person's number.

An alias repeats what its source says, so a restriction on the source covers the alias too, and what
lies below it, wherever in the tree it stands (as in Wagtail's `Page.get_view_restrictions`). What
lies on the way to the source does not: an editor who puts an alias elsewhere shows it there.
"""

from enum import Enum, auto
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, F, Func, Value
from wagtail.models import PageViewRestriction

# Only names of tables and columns are put in; values travel as parameters.
_REFUSED = """EXISTS(
    SELECT 1 FROM {restriction} strategy_lock
    INNER JOIN {base} above ON above.{base_pk} = strategy_lock.page_id
    WHERE above.{path} = SUBSTR({{path}}, 1, LENGTH(above.{path})) AND ({refused})
)"""

# From the aliases on the way, mostly none, to their sources. "> 0" lets SQLite use the index.
_REFUSED_BY_SOURCE = """EXISTS(
    WITH RECURSIVE strategy_source(id) AS (
        SELECT above.{alias} FROM {base} above
        WHERE above.{alias} > 0 AND above.{path} = SUBSTR({{path}}, 1, LENGTH(above.{path}))
        UNION SELECT page.{alias} FROM strategy_source
        INNER JOIN {base} page ON page.{base_pk} = strategy_source.id
        WHERE page.{alias} > 0
    )
    SELECT 1 FROM strategy_source
    INNER JOIN {restriction} strategy_lock ON strategy_lock.page_id = strategy_source.id
    WHERE {refused}
)"""

# From the pages at these places up the chain of what they are aliases of.
_COVERS = """{page_id} IN (
    WITH RECURSIVE strategy_above(id, source_id) AS (
        SELECT {base_pk}, {alias} FROM {base} WHERE {path} IN ({places})
        UNION SELECT page.{base_pk}, page.{alias} FROM {base} page
        INNER JOIN strategy_above ON page.{base_pk} = strategy_above.source_id
    )
    SELECT id FROM strategy_above
)"""

# By condition, database and kind of person; the placeholder for the path stays in it.
_written: dict[tuple[str, str, "Kind"], str] = {}


class Kind(Enum):
    """Of person, as far as the condition is written differently for them."""

    NOBODY = auto()
    MEMBER = auto()
    SUPERUSER = auto()
    # Members and superusers, by a column of the row.
    IN_COLUMN = auto()


class IsRefused(Func):
    """Whether a restriction that `person` does not pass lies on a page, or above it.

    Args:
        path: lookup path to the tree path of the page, such as ``"page__path"``, or an expression.
        person: a user. Anonymous and deactivated ones pass no restriction, superusers pass those
            to groups, and nobody passes one by a shared password. Or an `F`: the column with the
            number of somebody active, a different one in each row.
    """

    output_field = BooleanField()
    condition = _REFUSED

    def __init__(self, path: Any, person: Any) -> None:
        path = F(path) if isinstance(path, str) else path
        if isinstance(person, F):
            super().__init__(path, person)
            self.kind = Kind.IN_COLUMN
            return
        if not (person.is_authenticated and person.is_active):
            self.kind = Kind.NOBODY
        else:
            self.kind = Kind.SUPERUSER if person.is_superuser else Kind.MEMBER
        # Whose groups count; nobody's where the answer is the same for all.
        counts = self.kind == Kind.MEMBER
        super().__init__(path, *([_expression(person.pk)] if counts else []))

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (path, params), *person = map(compiler.compile, self.get_source_expressions())
        key = (self.condition, connection.vendor, self.kind)
        if key not in _written:
            names = _names(connection.ops.quote_name)
            refused = _is_refused_to(self.kind, connection.ops.quote_name)
            _written[key] = self.condition.format(refused=refused, **names)
        written = _written[key].replace("{path}", path)
        for column, number in person:
            written, params = written.replace("{person}", column), (*params, *number)
        return written, (*params,)


class IsRefusedBySource(IsRefused):
    """The same of what a page, or one above it, is an alias of.

    A condition of its own: in one with the other, PostgreSQL would ask both for every row.
    """

    condition = _REFUSED_BY_SOURCE


class Covers(Func):
    """Whether a restriction on the page with the number `page_id` covers the page at `path`.

    It does from the page itself or one above it, and from what one of these is an alias of.
    """

    output_field = BooleanField()

    def __init__(self, page_id: str, path: str, step: int) -> None:
        super().__init__(F(page_id))
        self.paths = [path[:end] for end in range(step, len(path) + 1, step)]

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        page_id, params = compiler.compile(self.get_source_expressions()[0])
        names = _names(connection.ops.quote_name)
        places = ", ".join(["%s"] * len(self.paths))
        above = _COVERS.format(page_id=page_id, places=places, **names)
        return above, (*params, *self.paths)


def _expression(number: Any) -> Any:
    return number if isinstance(number, Value) else Value(number)


def _names(quote: Any) -> dict[str, str]:
    """Tables and columns of restrictions and of the base page, whichever model the host has."""
    restriction = PageViewRestriction._meta
    # The tree path is a column of the base page.
    path: Any = restriction.get_field("page").related_model._meta.get_field("path")
    base = path.model._meta
    return {
        "restriction": quote(restriction.db_table),
        "base": quote(base.db_table),
        "base_pk": quote(base.pk.column),
        "alias": quote(base.get_field("alias_of").column),
        "path": quote(path.column),
    }


def _is_refused_to(person: Kind, quote: Any) -> str:
    kind, kinds = "strategy_lock.restriction_type", PageViewRestriction
    refused = f"{kind} = '{kinds.PASSWORD}'"
    if person is Kind.NOBODY:
        return f"{refused} OR {kind} IN ('{kinds.LOGIN}', '{kinds.GROUPS}')"
    if person is Kind.SUPERUSER:
        return refused
    people = get_user_model()._meta
    opened = quote(PageViewRestriction.groups.through._meta.db_table)
    groups = people.get_field("groups")
    # Nothing but names of tables and columns.
    closed = (
        f"{refused} OR ({kind} = '{kinds.GROUPS}' AND NOT EXISTS("  # noqa: S608  (names, no values)
        f"SELECT 1 FROM {opened} strategy_opened"
        f" INNER JOIN {quote(groups.m2m_db_table())} strategy_member"
        f" ON strategy_member.{quote(groups.m2m_reverse_name())} = strategy_opened.group_id"
        " WHERE strategy_opened.pageviewrestriction_id = strategy_lock.id"
        f" AND strategy_member.{quote(groups.m2m_column_name())} = {{person}})"
    )
    if person is Kind.MEMBER:
        return f"{closed})"
    table, number = quote(people.db_table), quote(people.pk.column)
    passes = quote(people.get_field("is_superuser").column)
    return (
        f"{closed} AND NOT EXISTS(SELECT 1 FROM {table} strategy_person"  # noqa: S608  (names, no values)
        f" WHERE strategy_person.{number} = {{person}} AND strategy_person.{passes}))"
    )
