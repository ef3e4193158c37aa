"""Many ask at once whether anybody's access has changed; few questions reach the database."""

import asyncio
from typing import Any

import pytest
from django.db import OperationalError

from discussions.live import reading
from discussions.live.connection import Connection
from discussions.live.reading import AccessNews, Standing
from discussions.live.standing import AccessWatch

NOTHING_NEW = frozenset[int]()


class Numbers:
    """The access numbers as the database would give them, and how often they were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0
        self.asked = 0
        self.changed = NOTHING_NEW
        self.fails = False
        monkeypatch.setattr(reading, "read_access_news", self.read)

    def read(self, after: int) -> AccessNews:
        self.asked += 1
        if self.fails:
            raise OperationalError("away")
        return AccessNews(self.now, False, self.changed if self.now > after else NOTHING_NEW)


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> Numbers:
    return Numbers(monkeypatch)


def watch(people: dict[int, set[Connection]] | None = None) -> AccessWatch:
    return AccessWatch(people or {}, lambda connection, number: None)


async def test_a_thousand_who_ask_at_once_share_a_comparison(numbers: Numbers) -> None:
    access = watch()
    await asyncio.gather(*(access.check() for _ in range(1000)))
    assert numbers.asked == 1


async def test_whoever_comes_during_a_comparison_waits_for_the_next(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = watch()
    late: list[asyncio.Task[None]] = []
    compare = access._compare

    async def compare_and_be_asked() -> None:
        await compare()
        if not late:
            late.extend(asyncio.ensure_future(access.check()) for _ in range(100))
            await asyncio.sleep(0)

    monkeypatch.setattr(access, "_compare", compare_and_be_asked)
    await access.check()
    await asyncio.gather(*late)
    assert numbers.asked == 2


async def test_everybody_who_waits_hears_of_a_failure_and_the_next_asks_anew(
    numbers: Numbers,
) -> None:
    access = watch()
    numbers.fails = True
    ends = await asyncio.gather(*(access.check() for _ in range(3)), return_exceptions=True)
    assert [type(end) for end in ends] == [OperationalError] * 3
    numbers.fails = False
    await access.check()
    assert numbers.asked == 2


async def test_who_gives_up_takes_nothing_from_the_others(numbers: Numbers) -> None:
    access = watch()
    first, second = (asyncio.ensure_future(access.check()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert first.cancelled()
    assert numbers.asked == 1


async def test_who_joins_during_a_comparison_with_news_is_looked_up_again(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    standings: list[int] = []

    def read_standing(person_id: int, *_: Any) -> Standing:
        standings.append(person_id)
        return Standing(frozenset(), frozenset())

    monkeypatch.setattr(reading, "read_standing", read_standing)
    people: dict[int, set[Connection]] = {}
    access = watch(people)
    noted = access._number
    numbers.now, numbers.changed = 5, frozenset({7})
    running = asyncio.ensure_future(access.check())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    people[7] = set()
    await access.check_since(noted, 7)
    assert 7 in standings
    assert running.done()


async def test_who_joins_while_nothing_happens_is_not_looked_up_again(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_standing", lambda *_: pytest.fail("nothing has changed"))
    access = watch()
    running = asyncio.ensure_future(access.check())
    await asyncio.sleep(0)
    await access.check_since(0, 7)
    await running
