"""Pokes of people: one message for all of them, heard by the processes that serve them."""

import asyncio
from collections.abc import Collection
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from discussions.live import poke
from discussions.live.poke import poke_people, wait_until_sent
from tests.cast import Cast, Hub

from .sockets import open_socket


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def note(group: str, message: dict[str, Any]) -> None:
        sent.append(message)

    monkeypatch.setattr(get_channel_layer(), "group_send", note)
    return sent


def test_many_people_are_one_message(messages: list[dict[str, Any]]) -> None:
    poke_people(iter([*range(2, 10_000), 1, 2]))
    wait_until_sent()
    assert messages == [{"type": "people", "people": list(range(1, 10_000))}]


def test_nobody_is_no_message(messages: list[dict[str, Any]]) -> None:
    poke_people([])
    wait_until_sent()
    assert messages == []


def test_a_layer_that_is_away_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[dict[str, Any]] = []
    now = [1000.0]

    async def fail(group: str, message: dict[str, Any]) -> None:
        tried.append(message)
        raise ConnectionError("the layer is down")

    monkeypatch.setattr(get_channel_layer(), "group_send", fail)
    monkeypatch.setattr(poke, "_dead_until", WeakKeyDictionary())
    monkeypatch.setattr("discussions.live.poke.monotonic", lambda: now[0])
    for number in (1, 2):
        poke_people([number])
        wait_until_sent()
    now[0] += poke.DEAD_SECONDS
    poke_people([3])
    wait_until_sent()
    assert [message["people"] for message in tried] == [[1], [3]]


def test_nobody_waits_for_a_layer_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[asyncio.Future[None]] = []

    async def hang(group: str, message: dict[str, Any]) -> None:
        asked.append(asyncio.get_running_loop().create_future())
        await asked[-1]

    monkeypatch.setattr(get_channel_layer(), "group_send", hang)
    monkeypatch.setattr(poke, "_dead_until", WeakKeyDictionary())
    monkeypatch.setattr(poke, "PATIENCE_SECONDS", 0.01)
    poke_people([1])
    wait_until_sent()
    assert [answer.cancelled() for answer in asked] == [True]


@pytest.mark.django_db(transaction=True)
async def test_everybody_who_was_poked_gets_a_snapshot_and_nobody_else(
    cast: Cast, hub: Hub
) -> None:
    sockets = [await open_socket(getattr(cast, name)) for name in ("employee", "colleague")]
    other = await open_socket(cast.member)
    for socket in (*sockets, other):
        await socket.next("person")  # as on every new socket
    poked = [cast.employee.pk, cast.colleague.pk, cast.owner.pk, 987654]
    await database_sync_to_async(poke_people)(poked)
    for socket in sockets:
        assert "notifications" in (await socket.next("person"))["data"]
    assert await other.line.receive_nothing()
    for socket in (*sockets, other):
        await socket.close()


@pytest.mark.django_db(transaction=True)
async def test_a_snapshot_that_fails_keeps_nobody_else_waiting(
    cast: Cast, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = [await open_socket(person) for person in (cast.employee, cast.colleague)]
    for socket in sockets:
        await socket.next("person")

    def read(person_ids: Collection[int]) -> dict[int, str]:
        if cast.employee.pk in person_ids:
            raise RuntimeError("the disk is full")
        return {pk: f"Only for {pk}" for pk in person_ids}

    monkeypatch.setattr("discussions.live.people._providers", {"news": read})
    await database_sync_to_async(poke_people)([cast.employee.pk, cast.colleague.pk])
    assert (await sockets[1].next("person"))["data"] == {"news": f"Only for {cast.colleague.pk}"}
    for socket in sockets:
        await socket.close()


async def test_a_poke_goes_out_from_within_a_running_loop(messages: list[dict[str, Any]]) -> None:
    poke_people([1])
    await asyncio.to_thread(wait_until_sent)
    assert messages == [{"type": "people", "people": [1]}]


def test_pokes_go_out_from_one_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop for each would be a connection for each."""
    loops: list[asyncio.AbstractEventLoop] = []

    async def note(group: str, message: dict[str, Any]) -> None:
        loops.append(asyncio.get_running_loop())

    monkeypatch.setattr(get_channel_layer(), "group_send", note)
    poke_people([1])
    poke_people([2])
    wait_until_sent()
    assert len(loops) == 2
    assert len(set(loops)) == 1
