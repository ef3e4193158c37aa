"""Many ask at once whether anybody's access has changed; few questions reach the database."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.db import OperationalError

from discussions import actions
from discussions.actions import announce_access_change
from discussions.live import reading, standing
from discussions.live.connection import Connection
from discussions.live.feed import current_feed
from discussions.live.reading import AccessNews, Standing
from discussions.live.standing import AccessWatch
from tests.cast import Cast, Hub

from .sockets import open_socket

NOTHING_NEW = frozenset[int]()


class Numbers:
    """The access numbers as the database would give them, and how often they were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0
        self.asked = 0
        self.changed = NOTHING_NEW
        self.fails = False
        monkeypatch.setattr(reading, "read_access_news", self.read)
        # The numbers come from here: there is no connection for its threads to tidy up.
        monkeypatch.setattr(standing, "in_database", sync_to_async)

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


async def test_a_delivery_that_brings_the_news_itself_is_waited_for_by_who_joins(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    standings: list[int] = []
    may_answer = threading.Event()

    def read_standing(person_id: int, *_: Any) -> Standing:
        standings.append(person_id)
        assert may_answer.wait(5)
        return Standing(frozenset(), frozenset())

    monkeypatch.setattr(reading, "read_standing", read_standing)
    people: dict[int, set[Connection]] = {6: set(), 7: set()}
    access = watch(people)
    noted = access.number
    delivering = asyncio.ensure_future(access.heed(AccessNews(5, False, frozenset({6, 7}))))
    while not standings:
        await asyncio.sleep(0.01)
    people[7] = set()
    joining = asyncio.ensure_future(access.check_since(noted, 7))
    await asyncio.sleep(0)
    may_answer.set()
    await asyncio.gather(delivering, joining)
    assert access.number == 5
    assert standings.count(7) == 2
    await access.heed(AccessNews(5, False, frozenset({6, 7})))
    assert len(standings) == 3
    assert numbers.asked == 0


async def test_who_joins_while_nothing_happens_is_not_looked_up_again(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_standing", lambda *_: pytest.fail("nothing has changed"))
    access = watch()
    running = asyncio.ensure_future(access.check())
    await asyncio.sleep(0)
    await access.check_since(0, 7)
    await running


@pytest.mark.django_db(transaction=True)
async def test_a_check_of_access_does_not_touch_what_was_subscribed_to_meanwhile(
    cast: Cast, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = await database_sync_to_async(lambda: hub.discussion)()
    socket = await open_socket(cast.employee)
    real, asked, go = reading.read_standing, threading.Event(), threading.Event()

    def read_slowly(*args: Any) -> Any:
        found = real(*args)
        if not asked.is_set():
            asked.set()
            go.wait(5)
        return found

    monkeypatch.setattr(reading, "read_standing", read_slowly)
    # In a thread of its own, as the reads of another event loop's thread would be.
    monkeypatch.setattr(standing, "in_database", _in_any_thread)
    await database_sync_to_async(announce_access_change)(cast.employee)
    assert await asyncio.to_thread(asked.wait, 5)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    while not any(each.subscriptions for each in current_feed().connections):
        await asyncio.sleep(0.01)
    go.set()
    await socket.next("changes")
    await database_sync_to_async(actions.create_post)(
        discussion, author=cast.colleague, body="Still here"
    )
    assert (await socket.next("changes"))["head"] == 1
    await socket.close()


def _in_any_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    return sync_to_async(function, thread_sensitive=False)
