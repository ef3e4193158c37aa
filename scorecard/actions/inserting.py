from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Model

T = TypeVar("T")
CHUNK = 500


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Few enough to be the parameters of one query on every database."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def insert_once(row: Model, *, add: str = "") -> bool:
    """Store `row` unless its `key` is taken, in one statement. Returns whether anything changed.

    A look first and a savepoint around the insertion would be five, twice at every post.

    Args:
        row: of a model whose field `key` is unique.
        add: a column to add up with the stored row's where the key is taken.
    """
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    table = quote(row._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    more = f"UPDATE SET {quote(add)} = {table}.{quote(add)} + EXCLUDED.{quote(add)}"
    with connection.cursor() as cursor:
        cursor.execute(
            # Only names of tables and columns are put in; values travel as parameters.
            f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
            f" ON CONFLICT (key) DO {more if add else 'NOTHING'}",
            [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields],
        )
        return bool(cursor.rowcount > 0)
