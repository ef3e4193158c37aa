"""Sockets of signed-in people for the tests of live delivery."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from tests.host.asgi import application

from .frames import validate


@database_sync_to_async
def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


class Socket:
    """An open socket; `frames` are read one by one, and pokes that do not concern it skipped."""

    def __init__(self, client: Client) -> None:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers = [
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
            (b"origin", b"http://localhost"),
            (b"host", b"localhost"),
        ]
        self.line = WebsocketCommunicator(application, "/ws/strategy/", headers=headers)

    async def open(self) -> tuple[bool, Any]:
        accepted, detail = await self.line.connect(timeout=5)
        return bool(accepted), detail

    async def ask(self, **frame: Any) -> None:
        await self.line.send_to(text_data=json.dumps(frame))

    async def next(self, kind: str, timeout: float = 5) -> dict[str, Any]:
        """The next frame of a kind; others before it are passed over."""
        while True:
            frame = validate(json.loads(await self.line.receive_from(timeout=timeout)))
            if frame["type"] == kind:
                return frame

    async def closed(self, timeout: float = 5) -> int:
        """The code that the server closes with; frames before it are passed over."""
        while True:
            output = await self.line.receive_output(timeout=timeout)
            if output["type"] == "websocket.close":
                return int(output["code"])
            validate(json.loads(output["text"]))

    async def is_quiet(self) -> bool:
        """Nothing but heartbeats and personal snapshots arrives for a moment."""
        while not await self.line.receive_nothing(timeout=0.3):
            frame = json.loads(await self.line.receive_from())
            if frame["type"] not in {"heads", "person"}:
                return False
        return True

    async def close(self) -> None:
        await self.line.disconnect(timeout=5)


async def open_socket(person: Any) -> Socket:
    socket = Socket(await signed_in(person))
    accepted, _protocol = await socket.open()
    assert accepted
    hello = await socket.next("hello")
    assert hello["protocol"] == 1
    return socket


async def subscribed(person: Any, discussion: Any, after: int = 0) -> Socket:
    """A socket that has caught up with a discussion."""
    socket = await open_socket(person)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=after)
    await socket.next("changes")
    return socket
