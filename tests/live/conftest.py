"""Real servers, real sockets, and the fixed cast on the database that both sides share."""

from collections.abc import Callable, Iterator

import pytest

from tests.host.server import Server

from .private_redis import PrivateRedis

QUICKLY = {"HEARTBEAT_SECONDS": 0.5, "PRESENCE_SECONDS": 0.2, "DRAIN_NOTICE_SECONDS": 0.2}


@pytest.fixture(scope="module")
def server_of(django_db_setup: None) -> Iterator[Callable[[str], Server]]:
    """`server_of("daphne")`: a running server, the same one for every test of a module."""
    running: dict[str, Server] = {}

    def get(kind: str) -> Server:
        if kind not in running:
            running[kind] = Server(kind, options=QUICKLY)
            running[kind].start()
        return running[kind]

    yield get
    for server in running.values():
        server.stop()


@pytest.fixture(params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest, server_of: Callable[[str], Server]) -> Server:
    return server_of(request.param)


@pytest.fixture
def redis() -> Iterator[PrivateRedis]:
    running = PrivateRedis()
    running.start()
    yield running
    running.kill()
