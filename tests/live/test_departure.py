"""A process that is asked to end leaves in good order, under either server."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.cast import Cast, Hub
from tests.discussions.sockets import signed_in
from tests.host.server import Server

from .conftest import QUICKLY
from .line import PATIENCE, Line, cookie_of, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["daphne", "uvicorn"])
def leaving(request: Any) -> Iterator[Server]:
    server = Server(request.param, options=QUICKLY)
    server.start()
    yield server
    if server.process and server.process.poll() is None:
        server.kill()


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def get(address: str) -> str:
    # The address is our own server's.
    with urlopen(address, timeout=60) as answer:  # noqa: S310
        return str(answer.read().decode())


async def until_not_ready(server: Server) -> None:
    async with asyncio.timeout(PATIENCE):
        while await asyncio.to_thread(server.status, "/readyz/") != 503:
            pass


async def test_it_stops_being_ready_sends_sockets_away_finishes_requests_and_ends(
    leaving: Server, cast: Cast, hub: Hub, pipe: Path
) -> None:
    assert leaving.process
    client = await signed_in(cast.employee)
    lines = [await Line.open(leaving, client) for _ in range(5)]
    assert leaving.status("/readyz/") == 200
    request = asyncio.create_task(
        asyncio.to_thread(get, f"{leaving.address}/test/wait/?pipe={pipe}")
    )
    # Opening a pipe waits for the other end: from here on the request is under way.
    end = await asyncio.to_thread(open, pipe, "w")

    leaving.process.terminate()
    asked_at = time.monotonic()
    await until_not_ready(leaving)
    assert leaving.status("/healthz/") == 200
    goodbyes = [(await line.next("goodbye")) for line in lines]
    assert {frame["reason"] for frame in goodbyes} == {"restart"}
    assert len({frame["retry"] for frame in goodbyes}) > 1, "they do not come back all at once"
    assert [await line.closed() for line in lines] == [1012] * 5
    assert await refused(leaving, "/ws/strategy/", leaving.address, cookie_of(client)) == 503

    end.write("all of it")
    end.close()
    assert await request == "all of it"
    await asyncio.to_thread(leaving.process.wait, PATIENCE)
    assert time.monotonic() - asked_at < 30
    assert "Traceback" not in leaving.log()


async def test_it_ends_within_its_time_whatever_a_request_is_stuck_in(
    cast: Cast, hub: Hub, pipe: Path
) -> None:
    server = Server("daphne", options={**QUICKLY, "DRAIN_SECONDS": 1})
    server.start()
    assert server.process
    request = asyncio.create_task(
        asyncio.to_thread(get, f"{server.address}/test/wait/?pipe={pipe}")
    )
    end = await asyncio.to_thread(open, pipe, "w")
    server.process.terminate()
    await asyncio.to_thread(server.process.wait, 30)
    with pytest.raises(OSError):
        await request
    end.close()
