"""Redis goes and comes back: posts are taken meanwhile, and word goes round again afterwards."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async

from discussions.models import Discussion
from tests.cast import Cast, Hub
from tests.discussions.sockets import signed_in
from tests.host.server import Server

from .http import fetch
from .line import PATIENCE, Line, cookie_of
from .private_redis import PrivateRedis

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(redis: PrivateRedis) -> Iterator[Server]:
    """Its heartbeats never come: whatever arrives was poked."""
    options = {"HEARTBEAT_SECONDS": 3600, "DRAIN_NOTICE_SECONDS": 0}
    running = Server(options=options, environment={"REDIS_URL": redis.url})
    running.start()
    yield running
    running.stop()


async def test_word_goes_round_again_when_redis_has_come_back(
    redis: PrivateRedis, server: Server, cast: Cast, hub: Hub
) -> None:
    discussion: Discussion = await database_sync_to_async(lambda: hub.discussion)()
    client = await signed_in(cast.employee)
    line = await Line.open(server, client)
    await line.subscribe(discussion)

    async def post(body: str) -> None:
        path = f"/hub/discussions/{discussion.pk}/posts/"
        answer = await asyncio.to_thread(fetch, server, cookie_of(client), path, {"body": body})
        assert answer is not None
        assert answer.status == 201

    redis.kill()
    await post("Nobody hears of this at once")
    redis.start()
    async with asyncio.timeout(4 * PATIENCE):
        arrived = asyncio.create_task(line.next("changes"))
        while not arrived.done():
            await post("And now?")
            await asyncio.wait([arrived], timeout=0.5)
        frame: dict[str, Any] = arrived.result()
    assert frame["after"] == 0, "what was not heard comes with what was"
    await line.close()
