"""Leaving in good order: what a process does between being asked to end and ending.

Asked by SIGTERM, it says that it is not ready, sends its sockets away, lets requests finish, and
then lets the server end as it would have at once. Daphne knows no lifespan and drops everything at
the first signal, so this is a signal handler in front of the server's own; it works under both.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..conf import hub_settings

logger = logging.getLogger(__name__)

# Whatever a view may be stuck in, the process is gone so many seconds after its own patience.
SECONDS_TO_END = 5


class Departure:
    def __init__(self) -> None:
        self.is_leaving = False
        self._running: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._previous: Any = None

    def prepare(self) -> None:
        """Stand in front of the server's own handler. Called at each request: servers set theirs
        when they start, and a process may see several event loops."""
        loop = asyncio.get_running_loop()
        if loop is self._loop or threading.current_thread() is not threading.main_thread():
            return
        self._loop = loop
        handler = signal.getsignal(signal.SIGTERM)
        if handler != self._asked_to_end:
            self._previous = handler
            signal.signal(signal.SIGTERM, self._asked_to_end)

    @contextmanager
    def running(self) -> Iterator[None]:
        """What the current task does is to be finished before the process ends."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("Servers run each request in a task of its own.")
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    def _asked_to_end(self, number: int, frame: Any) -> None:
        if self.is_leaving or self._loop is None or self._loop.is_closed():
            self._hand_on(number, frame)  # asked twice: at once
            return
        self.is_leaving = True
        timer = threading.Timer(hub_settings.DRAIN_SECONDS + SECONDS_TO_END, os._exit, [1])
        timer.daemon = True
        timer.start()
        self._loop.call_soon_threadsafe(self._start_leaving, number)

    def _start_leaving(self, number: int) -> None:
        # Kept on the object, since the loop holds tasks weakly.
        self._leaving = asyncio.ensure_future(self._leave(number))

    async def _leave(self, number: int) -> None:
        from .feed import current_feed

        loop = asyncio.get_running_loop()
        deadline = loop.time() + hub_settings.DRAIN_SECONDS
        logger.info("Asked to end: no longer ready, finishing what runs.")
        await asyncio.sleep(hub_settings.DRAIN_NOTICE_SECONDS)
        current_feed().say_goodbye()
        while self._running and loop.time() < deadline:
            await asyncio.wait(
                tuple(self._running),
                timeout=deadline - loop.time(),
                return_when=asyncio.FIRST_COMPLETED,
            )
        self._hand_on(number, None)

    def _hand_on(self, number: int, frame: Any) -> None:
        if callable(self._previous):
            self._previous(number, frame)
        else:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)


departure = Departure()


def leaving_in_order(application: Any) -> Any:
    """The ASGI application, with its HTTP requests finished before the process ends."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        departure.prepare()
        if scope["type"] == "lifespan":
            await _live_through(receive, send)
        elif scope["type"] == "http":
            with departure.running():
                await application(scope, receive, send)
        else:
            await application(scope, receive, send)

    return wrapped


async def _live_through(receive: Any, send: Any) -> None:
    """Nothing to do at either end of a server's life, which it is told."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
