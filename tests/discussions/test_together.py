"""Many ask the same kind of question at once, and few queries answer them."""

import asyncio
import threading
from collections.abc import Collection
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from discussions.live import together
from discussions.live.together import MOST_AT_ONCE, Together


class Source:
    """Answers a number with its double, and keeps what it was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.spoilt = 0
        self.is_away = False
        self.may_answer = threading.Event()
        self.may_answer.set()
        # The answers come from here: there is no connection for its threads to tidy up.
        monkeypatch.setattr(together, "in_database", sync_to_async)

    def read(self, keys: Collection[int]) -> dict[int, int]:
        self.asked.append(tuple(keys))
        assert self.may_answer.wait(5)
        if self.is_away:
            raise OperationalError("away")
        if self.spoilt in keys:
            raise ValueError("spoilt")
        return {key: 2 * key for key in keys}


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    return Source(monkeypatch)


async def test_those_who_ask_at_once_share_a_read(source: Source) -> None:
    doubles = Together(source.read)
    answers = await asyncio.gather(*(doubles.ask(key) for key in [3, 4, 3, 5, 4]))
    assert answers == [6, 8, 6, 10, 8]
    assert source.asked == [(3, 4, 5)]


async def test_a_crowd_is_asked_about_in_portions(source: Source) -> None:
    doubles = Together(source.read)
    crowd = range(1, 2 * MOST_AT_ONCE + 2)
    assert await asyncio.gather(*map(doubles.ask, crowd)) == [2 * key for key in crowd]
    assert [len(keys) for keys in source.asked] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]


async def test_nobody_gets_an_answer_that_was_read_before_they_asked(source: Source) -> None:
    doubles = Together(source.read)
    source.may_answer.clear()
    first = asyncio.ensure_future(doubles.ask(7))
    while not source.asked:
        await asyncio.sleep(0.01)
    later = [asyncio.ensure_future(doubles.ask(key)) for key in (7, 8)]
    await asyncio.sleep(0)
    source.may_answer.set()
    assert await asyncio.gather(first, *later) == [14, 14, 16]
    assert source.asked == [(7,), (7, 8)]


async def test_one_bad_key_keeps_nobody_else_waiting(source: Source) -> None:
    doubles = Together(source.read)
    source.spoilt = 5
    answers: list[Any] = await asyncio.gather(
        *(doubles.ask(key) for key in (4, 5, 6)), return_exceptions=True
    )
    assert (answers[0], answers[2]) == (8, 12)
    assert isinstance(answers[1], ValueError)


async def test_a_database_that_is_away_is_asked_once_for_all(source: Source) -> None:
    doubles = Together(source.read)
    source.is_away = True
    answers: list[Any] = await asyncio.gather(
        *(doubles.ask(key) for key in (4, 5, 6)), return_exceptions=True
    )
    assert all(isinstance(answer, OperationalError) for answer in answers)
    assert len(source.asked) == 1
    source.is_away = False
    assert await doubles.ask(4) == 8


async def test_who_leaves_takes_the_answer_from_nobody(source: Source) -> None:
    doubles = Together(source.read)
    source.may_answer.clear()
    leaving, staying = (asyncio.ensure_future(doubles.ask(9)) for _ in range(2))
    while not source.asked:
        await asyncio.sleep(0.01)
    leaving.cancel()
    await asyncio.sleep(0)
    source.may_answer.set()
    assert await staying == 18
