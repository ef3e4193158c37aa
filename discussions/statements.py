"""What Django writes down once, and the database is asked many times, with other values.

A condition of several subqueries takes Django up to ten times as long to write down as PostgreSQL
takes to answer it, and its text is the same each time. A statement keeps the text, and no answer.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.db.models.sql import UpdateQuery


class Slot(Value):
    """Stands in a queryset for a value that is given when the database is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(None)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


@dataclass(frozen=True)
class AnyMember:
    """Stands in a statement for whoever asks: an active person, with a slot for their number."""

    is_superuser: bool
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def pk(self) -> Slot:
        return Slot("person")


class _Text(NamedTuple):
    sql: str
    # Values, and slots for those that are given later.
    params: tuple[Any, ...]
    # What makes Python's values of columns, by their place.
    converters: dict[int, Any]


class _Written:
    """SQL for each kind of database, written down when it is first needed there.

    So nothing in it may depend on the moment, on the language or on who asks.
    """

    def __init__(self, write: Callable[[], Any]) -> None:
        self._write = write
        self._texts: dict[str, _Text] = {}

    def _text(self) -> _Text:
        vendor = connection.vendor
        if vendor not in self._texts:
            self._texts[vendor] = self._write_down(self._query())
        return self._texts[vendor]

    def _query(self) -> Any:
        raise NotImplementedError

    def _write_down(self, query: Any) -> _Text:
        compiler = query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            # Django knows already that no row can match, whatever the values.
            return _Text("", (), {})
        # An update selects nothing.
        selected = compiler.select[: compiler.col_count] if compiler.select else ()
        converters = compiler.get_converters([column for column, *_more in selected])
        return _Text(sql, params, converters)


class Statement(_Written):
    """A queryset of values, with slots. `write` makes it, once in a process."""

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, with a value (number, text, date or time) for each slot."""
        sql, params, converters = self._text()
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def holds(self, **values: Any) -> bool:
        """Whether there is any row."""
        return bool(self.rows(**values))

    def _query(self) -> Any:
        queryset: QuerySet[Any, Any] = self._write()
        return queryset.query


class Finder(Statement):
    """A queryset of objects, with slots.

    Args:
        beside: names of foreign keys, filled by the same query.
    """

    def __init__(self, write: Callable[[], QuerySet[Any, Any]], *beside: str) -> None:
        super().__init__(write)
        self._beside = beside

    def first(self, **values: Any) -> Any:
        """The first object, None if there is none."""
        for row in self.rows(**values):
            columns, model = iter(row), self._model
            found = _made(model, columns)
            for name in self._beside:
                setattr(found, name, _made(_referred(model, name), columns))
            return found
        return None

    def _query(self) -> Any:
        queryset: QuerySet[Any, Any] = self._write()
        model: Any = queryset.model
        self._model = model
        names = [*_names(model)]
        for name in self._beside:
            names += [f"{name}__{column}" for column in _names(_referred(model, name))]
        return queryset.values_list(*names).query


class Change(_Written):
    """An update of rows, with slots. `write` gives the queryset and what becomes of its fields."""

    def apply(self, **values: Any) -> int:
        """Returns how many rows it changed."""
        sql, params, _none = self._text()
        if not sql:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            return int(cursor.rowcount)

    def _query(self) -> Any:
        queryset, fields = self._write()
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(fields)
        return query


def insert_once(row: Model, *, unique: tuple[str, ...] = ("key",), add: str = "") -> bool:
    """Store `row` unless what is unique about it is taken, in one statement; it gets its number.

    A look first and a savepoint around the insertion would be five. No signal of Django's is sent.

    Args:
        unique: the columns of a unique constraint.
        add: a column to add up with the stored row's where they are taken.

    Returns:
        Whether anything changed.
    """
    sql = _insertion(type(row), connection.vendor, unique, add)
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in _columns(type(row))
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        stored = cursor.fetchone()
    if stored is None:
        return False
    row.pk, row._state.adding = stored[0], False
    return True


@lru_cache
def _insertion(model: type[Model], vendor: str, unique: tuple[str, ...], add: str) -> str:
    quote = connection.ops.quote_name
    table, number = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = ", ".join(quote(str(field.column)) for field in _columns(model))
    taken = ", ".join(quote(column) for column in unique)
    places = ", ".join(["%s"] * len(_columns(model)))
    more = f"UPDATE SET {quote(add)} = {table}.{quote(add)} + EXCLUDED.{quote(add)}"
    return (
        # Only names of tables and columns are put in; values travel as parameters.
        f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
        f" ON CONFLICT ({taken}) DO {more if add else 'NOTHING'} RETURNING {number}"
    )


@lru_cache
def _columns(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@lru_cache
def _names(model: Any) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _referred(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name).related_model


def _made(model: Any, columns: Iterator[Any]) -> Any:
    """The next object of a row; None where the row has none."""
    names = _names(model)
    values = [next(columns) for _name in names]
    is_missing = values[names.index(model._meta.pk.attname)] is None
    return None if is_missing else model.from_db(connection.alias, names, values)


def _filled(params: Iterable[Any], values: dict[str, Any]) -> list[Any]:
    return [_as_stored(values[each.name]) if isinstance(each, Slot) else each for each in params]


def _as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(row: tuple[Any, ...], converters: Any) -> tuple[Any, ...]:
    columns = list(row)
    for place, (convert_all, expression) in converters.items():
        for convert in convert_all:
            columns[place] = convert(columns[place], expression, connection)
    return tuple(columns)
