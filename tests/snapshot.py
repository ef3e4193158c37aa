"""What a fixture writes, kept as plain SQL: every later test has the same rows in a moment.

The actions that make the cast and its pages take hundreds of statements, and nearly every test
begins with them. Their rows are the same each time: they are made once and written back after.
"""

import pickle
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

Made = TypeVar("Made")
Rows = dict[str, str]
"""The rows of one table: the SQL literal of each primary key, and those of its whole row."""


class Snapshot(Generic[Made]):
    """The result of `make` and the rows that it wrote, valid until `forget`.

    Whatever stood in the database when `make` first ran must stand there at each `restore`.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self.make = make
        self.forget()

    def forget(self) -> None:
        self.script: list[str] = []
        self.made = b""

    def restore(self, *args: Any) -> Made:
        """What `make(*args)` returns, with its rows in the database and instances of its own."""
        if not self.script:
            before = {model: read_rows(model) for model in tables()}
            made = self.make(*args)
            self.made = pickle.dumps(made)
            for model in tables():
                self.script += difference(model, before[model], read_rows(model))
            return made
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in self.script:
                cursor.execute(statement)
        again: Made = pickle.loads(self.made)  # noqa: S301  # from this very process
        return again


def tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.can_migrate(connection) and not model._meta.proxy:
            yield model


def names(model: type[models.Model]) -> tuple[str, str]:
    """The columns of the primary key and the table, quoted."""
    quote = connection.ops.quote_name
    return quote(str(model._meta.pk.column)), quote(model._meta.db_table)


def columns(model: type[models.Model]) -> list[str]:
    fields = model._meta.local_concrete_fields
    return [connection.ops.quote_name(str(f.column)) for f in fields if not f.generated]


def read_rows(model: type[models.Model]) -> Rows:
    literal = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote({})"
    row = " || ', ' || ".join(literal.format(column) for column in columns(model))
    key, table = names(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {literal.format(key)}, {row} FROM {table}")  # noqa: S608  # names and rows of our own tables
        return dict(cursor.fetchall())


def difference(model: type[models.Model], before: Rows, after: Rows) -> list[str]:
    """The statements that make `after` of `before`."""
    gone = [key for key, row in before.items() if after.get(key) != row]
    new = [row for key, row in after.items() if before.get(key) != row]
    key, table = names(model)
    script = []
    if gone:
        script.append(f"DELETE FROM {table} WHERE {key} IN ({', '.join(gone)})")  # noqa: S608  # names and rows of our own tables
    if new:
        values = ", ".join(f"({row})" for row in new)
        script.append(f"INSERT INTO {table} ({', '.join(columns(model))}) VALUES {values}")  # noqa: S608  # names and rows of our own tables
    return script
