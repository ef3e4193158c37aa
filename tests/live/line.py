"""A client of a real server, over a real line."""

import asyncio
import json
from typing import Any, Self

from django.conf import settings
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.discussions.frames import validate
from tests.host.server import Server

PATIENCE = 20


class Line:
    """One socket. Every frame that arrives is held against its declaration."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    @classmethod
    async def open(cls, server: Server, client: Client, *, queue: int | None = None) -> Self:
        """`queue`: so many frames wait here before no more are taken off the line."""
        headers = {"Cookie": cookie_of(client)}
        line = cls(
            await connect(
                server.socket_address,
                origin=origin_of(server),
                additional_headers=headers,
                compression=None,
                max_size=None,
                max_queue=queue,
                open_timeout=PATIENCE,
            )
        )
        await line.next("hello")
        return line

    async def ask(self, **request: Any) -> None:
        await self.connection.send(json.dumps(request))

    async def subscribe(self, discussion: Any, after: int = 0) -> dict[str, Any]:
        await self.ask(type="subscribe", discussion=discussion.pk, after=after)
        return await self.next("changes")

    async def frame(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return validate(json.loads(await self.connection.recv()))

    async def next(self, kind: str) -> dict[str, Any]:
        """The next frame of a kind; others before it are passed over."""
        while True:
            frame = await self.frame()
            if frame["type"] == kind:
                return frame

    async def rest(self) -> list[dict[str, Any]]:
        """Every frame up to the end of the line."""
        frames = []
        try:
            while True:
                frames.append(await self.frame())
        except ConnectionClosed:
            return frames

    async def closed(self) -> int | None:
        """The code that the server closes with; frames before it are passed over."""
        await self.rest()
        return self.connection.close_code

    async def close(self) -> None:
        await self.connection.close()


def cookie_of(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def origin_of(server: Server) -> Any:
    return server.address


async def refused(server: Server, path: str, origin: str | None, cookie: str | None) -> int:
    """The status that a handshake is answered with."""
    try:
        connection = await connect(
            f"ws://localhost:{server.port}{path}",
            origin=origin,  # type: ignore[arg-type]  # websockets has a name of its own for it
            additional_headers={"Cookie": cookie} if cookie else {},
            open_timeout=PATIENCE,
        )
    except InvalidStatus as refusal:
        return refusal.response.status_code
    await connection.close()
    return 101
