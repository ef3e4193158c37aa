"""The reference of the live rows: what any ASGI application on the same server must pay."""

from typing import Any

_sends: set[Any] = set()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Accept everybody; send whatever one of them says to all of them."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    _sends.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            event = {"type": "websocket.send", "text": message["text"]}
            for each in tuple(_sends):
                await each(event)
    finally:
        _sends.discard(send)


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
