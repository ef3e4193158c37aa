"""The sockets' rows of the access matrix."""

import json
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from discussions import actions
from strategy_hub.asgi import websocket_urlpatterns
from tests.cast import Cast, Hub
from tests.discussions.sockets import Socket, signed_in
from tests.host.asgi import application

from .test_matrix import SIGNED_IN, STAFF, TEAM

pytestmark = pytest.mark.django_db(transaction=True)
HOST = (b"host", b"localhost")


def test_there_is_one_socket() -> None:
    assert [str(pattern.pattern) for pattern in websocket_urlpatterns] == ["ws/strategy/"]


async def test_who_may_open_a_socket_and_watch_what(cast: Cast, hub: Hub) -> None:
    open_to, team_to, connected = set(), set(), set()
    staff_discussion = await database_sync_to_async(lambda: hub.discussion)()
    team_discussion = await database_sync_to_async(lambda: hub.team_discussion)()
    await database_sync_to_async(actions.create_post)(
        team_discussion, author=cast.member, body="Canary"
    )
    for name, person in cast:
        if person.is_anonymous:
            continue
        socket = Socket(await signed_in(person))
        accepted, _code = await socket.open()
        if not accepted:
            continue
        connected.add(name)
        if await watches(socket, staff_discussion):
            open_to.add(name)
        if await watches(socket, team_discussion):
            team_to.add(name)
        await socket.close()
    assert connected == SIGNED_IN
    assert open_to == STAFF
    assert team_to == TEAM


async def watches(socket: Socket, discussion: Any) -> bool:
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    while True:
        frame: dict[str, Any] = json.loads(await socket.line.receive_from(5))
        if frame["type"] in {"changes", "gone"} and frame["discussion"] == discussion.pk:
            return bool(frame["type"] == "changes")


@pytest.mark.parametrize(
    "origin", [None, b"http://evil.example", b"null", b"http://localhost.evil.example"]
)
async def test_a_foreign_or_missing_origin_is_refused(
    cast: Cast, hub: Hub, origin: bytes | None
) -> None:
    client = await signed_in(cast.employee)
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    headers = [HOST, (b"cookie", cookie)] + ([(b"origin", origin)] if origin else [])
    line = WebsocketCommunicator(application, "/ws/strategy/", headers=headers)
    accepted, _code = await line.connect()
    assert not accepted


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/strategy", "/ws/strategy/x/", "/ws/other/"])
async def test_unknown_socket_paths_are_refused(cast: Cast, hub: Hub, path: str) -> None:
    headers = [HOST, (b"origin", b"http://localhost")]
    line = WebsocketCommunicator(application, path, headers=headers)
    accepted, _code = await line.connect()
    assert not accepted
