"""Who gets a socket, as real servers answer it."""

import pytest
from channels.db import database_sync_to_async

from tests.cast import Cast, Hub
from tests.discussions.sockets import signed_in
from tests.host.server import Server

from .line import Line, cookie_of, refused

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/ws/strategy/"


async def test_a_handshake_is_answered_with_what_is_wrong(
    server: Server, cast: Cast, hub: Hub
) -> None:
    client = await signed_in(cast.employee)
    ours, cookie = server.address, cookie_of(client)
    for path in ("/", "/ws/", "/ws/other/", "/ws/strategy", "/ws/strategy/x/", "/hub/"):
        assert await refused(server, path, ours, cookie) == 404, path
    for origin in (None, "null", "http://evil.example", "http://localhost.evil.example"):
        assert await refused(server, PATH, origin, cookie) == 403, origin
    for other in (None, "sessionid=", "sessionid=stale", "sessionid=" + "x" * 5000):
        assert await refused(server, PATH, ours, other) == 403, other
    line = await Line.open(server, client)
    await line.close()
    await database_sync_to_async(client.logout)()
    assert await refused(server, PATH, ours, cookie) == 403
    assert "Traceback" not in server.log()
