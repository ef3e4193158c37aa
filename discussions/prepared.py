"""Questions to the database that are written down as SQL once, and asked again with other values.

Django builds a query anew each time, which takes it longer than the database takes to answer. A
question whose conditions are always the same is therefore written once, with samples in place of
its values; wherever a sample stands in what Django made of it, the value goes. The conditions stay
those of the querysets, and every answer comes from the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models import QuerySet

# Samples of numbers: as great as every such column holds, and as no constant of a query is.
GREATEST = 2_147_483_647


@dataclass(frozen=True)
class Member:
    """Stands for a person in conditions such as `access.visible_pages`."""

    pk: Any
    is_superuser: bool
    is_authenticated: bool
    is_active: bool

    @classmethod
    def kind_of(cls, person: Any) -> tuple[bool, bool, bool]:
        """What the SQL of such a condition depends on; `Member(key, *kind)` stands for the kind."""
        return bool(person.is_superuser), person.is_authenticated, bool(person.is_active)


@dataclass(frozen=True)
class _Written:
    sql: str
    # Each with the name of the value that goes there, or with what always stands there.
    params: tuple[tuple[str | None, Any], ...]
    # Of columns that the database gives otherwise than Python has them: place, steps, column.
    converters: tuple[tuple[int, Any, Any], ...]


class Prepared:
    """A question with named values.

    Args:
        write: makes the queryset of the rows, with `values_list`. It gets a sample for each value,
            which it compares with columns and looks at in no other way, and before them whatever
            else the SQL depends on.
        names: of the values. `person` is the key of a person; all others are whole numbers.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], *names: str) -> None:
        self._write = write
        self._names = names
        self._written: dict[tuple[Any, ...], _Written] = {}

    def rows(self, *depends: Any, **values: Any) -> list[tuple[Any, ...]]:
        """The answer for `values`. The SQL is written once for each `depends`."""
        key = (connection.vendor, *depends)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write_down(depends)
        if "person" in values:
            values["person"] = _as_stored(values["person"])
        params = [values[name] if name else constant for name, constant in written.params]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows = cursor.fetchall()
        return _converted(rows, written.converters) if written.converters else rows

    def _write_down(self, depends: tuple[Any, ...]) -> _Written:
        samples = {name: GREATEST - place for place, name in enumerate(self._names)}
        if "person" in samples:
            samples["person"] = _sample_of(_person_key(), samples["person"])
        query = self._write(*depends, **samples).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if "person" in samples:
            samples["person"] = _as_stored(samples["person"])
        names = {sample: name for name, sample in samples.items()}
        if lost := set(names) - set(params):
            raise TypeError(f"Written down without {', '.join(names[sample] for sample in lost)}")
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        return _Written(
            sql,
            tuple((names.get(param), param) for param in params),
            tuple((place, steps, column) for place, (steps, column) in converters.items()),
        )


def _converted(
    rows: list[tuple[Any, ...]], converters: tuple[tuple[int, Any, Any], ...]
) -> list[tuple[Any, ...]]:
    converted = []
    for row in rows:
        values = list(row)
        for place, steps, column in converters:
            for step in steps:
                values[place] = step(values[place], column, connection)
        converted.append(tuple(values))
    return converted


def _person_key() -> Any:
    """The column of a person's key; it may be any other model's."""
    field: Any = get_user_model()._meta.pk
    while field.remote_field:
        field = field.target_field
    return field


def _sample_of(field: Any, number: int) -> Any:
    if isinstance(field, models.UUIDField):
        return uuid4()
    return number if isinstance(field, models.IntegerField) else str(number)


def _as_stored(person: Any) -> Any:
    return _person_key().get_db_prep_value(person, connection)
