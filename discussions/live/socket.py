"""A person's socket, as an ASGI application: it authenticates, limits and parses.

The process's feed does the rest. There is no consumer class and no scope kept beyond the handshake:
ten thousand of these are open at once.
"""

import asyncio
import logging
import random
from collections.abc import Coroutine
from math import ceil
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

from ..conf import hub_settings
from . import protocol
from .connection import Connection, text_event
from .departure import departure
from .feed import Feed, current_feed
from .refusing import refuse
from .requests import Request, parse_request

logger = logging.getLogger(__name__)

# Session keys are short; nothing longer is worth a question to the database.
SESSION_KEY_LENGTH = 4096
TOO_FAST = text_event(protocol.refusal("too_fast", "Too many frames; this one was dropped."))


async def live_socket(scope: Any, receive: Any, send: Any) -> None:
    """One socket from its handshake to its end."""
    await receive()  # "websocket.connect"
    if departure.is_leaving:
        await refuse(scope, send, 503)
        return
    with departure.running():
        await _live(scope, receive, send)


async def _live(scope: Any, receive: Any, send: Any) -> None:
    feed = current_feed()
    session_key = session_key_of(scope)
    try:
        # Before the person is looked up: what changes after this is noticed.
        noted = await feed.note_access()
        person_id = session_key and await feed.person_of(session_key)
    except Exception as error:  # noqa: BLE001  (whatever the database raises while it is away)
        logger.warning("A socket was refused: %s", error)
        await refuse(scope, send, 503)
        return
    if not session_key or not person_id:
        await refuse(scope, send, 403)
        return
    await send({"type": "websocket.accept"})
    lifetime = hub_settings.SOCKET_LIFETIME_SECONDS * random.uniform(0.75, 1)  # noqa: S311 (jitter)
    ends_at = asyncio.get_running_loop().time() + lifetime
    connection = Connection(person_id, session_key, send, ends_at)
    # Not longer than needed: the headers would stay in memory as long as the socket is open.
    del scope
    try:
        await _serve(connection, feed, receive, noted)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not connection.was_dropped or task is None:
            raise
        task.uncancel()
    finally:
        await asyncio.shield(feed.leave(connection))


def session_key_of(scope: Any) -> str | None:
    """The session that the handshake's cookie names, if it can be one."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            key = parse_cookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            if key and len(key) <= SESSION_KEY_LENGTH and key.isascii() and key.isprintable():
                return key
    return None


async def _serve(connection: Connection, feed: Feed, receive: Any, noted: int) -> None:
    if feed.sockets_of(connection.person_id) >= hub_settings.SOCKETS_PER_USER:
        # Accepted first: a browser's script sees a code, but never the status of a handshake.
        connection.end(protocol.CLOSE_TOO_MANY)
    else:
        heartbeat = ceil(hub_settings.HEARTBEAT_SECONDS)
        connection.offer_frame(
            protocol.Hello(type="hello", protocol=protocol.VERSION, heartbeat=heartbeat)
        )
        await _try(connection, feed.join(connection, noted))
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if not connection.is_ending:
            await _take(connection, feed, message.get("text"))


async def _take(connection: Connection, feed: Feed, text: str | None) -> None:
    """Everything that costs nothing is checked before anything that costs something."""
    if text is None:
        connection.end(protocol.CLOSE_UNSUPPORTED)
    elif not connection.allowance.take():
        if connection.allowance.is_abused:
            connection.end(protocol.CLOSE_TOO_FAST)
        else:
            connection.offer(TOO_FAST)
    elif len(text.encode(errors="replace")) > hub_settings.FRAME_MAX_BYTES:
        connection.end(protocol.CLOSE_TOO_BIG)
    else:
        request = parse_request(text)
        if request["type"] == "error":
            connection.offer_frame(request)
            return
        await _try(connection, _answer(connection, feed, request))


async def _try(connection: Connection, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:  # the database may be away for a moment; the client comes back
        logger.warning("A socket's request failed; it is asked to try later.", exc_info=True)
        connection.end(protocol.CLOSE_TRY_LATER)


async def _answer(connection: Connection, feed: Feed, request: Request) -> None:
    if request["type"] == "subscribe":
        await feed.subscribe(connection, request["discussion"], request["after"])
    elif request["type"] == "unsubscribe":
        feed.unsubscribe(connection, request["discussion"])
    else:
        feed.note_typing(connection, request["discussion"])
