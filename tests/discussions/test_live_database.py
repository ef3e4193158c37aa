"""Live delivery reads on one connection that stays, and survives its loss."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from discussions.live import database
from discussions.live.database import in_database

pytestmark = pytest.mark.django_db(transaction=True)


def ask() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.connection


async def test_the_connection_stays_between_two_reads() -> None:
    first = await in_database(ask)()
    assert first is not None
    assert await in_database(ask)() is first


async def test_a_connection_that_was_lost_is_replaced_at_once() -> None:
    noticed: list[bool] = []

    def ask_and_find_it_lost() -> Any:
        if not noticed:
            noticed.append(True)
            raise OperationalError("the server closed the connection unexpectedly")
        return ask()

    first = await in_database(ask)()
    assert await in_database(ask_and_find_it_lost)() is not first


async def test_a_database_that_stays_away_is_an_error() -> None:
    asked: list[bool] = []

    def fail() -> None:
        asked.append(True)
        raise OperationalError("away")

    with pytest.raises(OperationalError):
        await in_database(fail)()
    assert len(asked) == 2


async def test_the_connection_is_given_back_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    first = await in_database(ask)()
    monkeypatch.setattr(database, "KEPT_SECONDS", 0)
    assert await in_database(ask)() is not first
