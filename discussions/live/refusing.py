"""Turning a WebSocket handshake down."""

from typing import Any


async def refuse(scope: Any, send: Any, status: int) -> None:
    """Answer a handshake with an HTTP status; 403 where the server can say nothing else."""
    if "websocket.http.response" in (scope.get("extensions") or {}):
        headers = [(b"content-length", b"0")]
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close"})
