import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import Any

from ..conf import hub_settings
from .beginning import Rest, begin
from .limits import Allowance
from .protocol import CLOSE_TOO_SLOW, Frame, encode, frame_of
from .uvicorn_sockets import line_behind, write_straight

logger = logging.getLogger(__name__)


class Event(dict[str, Any]):
    """What a server is told to send. `frame` is a text's WebSocket frame, made once for all."""

    @cached_property
    def frame(self) -> bytes:
        return frame_of(self["text"])


Send = Callable[[Event], Coroutine[Any, Any, None]]

# A reader that takes nothing never takes the end either: seconds until the socket is dropped.
CLOSE_PATIENCE = 5.0


def text_event(frame: Frame) -> Event:
    """A frame encoded once, as the server takes it; any number of sockets may share it."""
    return Event(type="websocket.send", text=encode(frame))


class Connection:
    """One open socket, as the feed knows it. A slow reader delays nobody.

    A frame goes to the server at once. While the server makes it wait, later ones queue here.
    """

    __slots__ = (
        "_closing", "_dropping", "_line", "_outbox", "_send", "_task", "_writer", "allowance",
        "ends_at", "person_id", "session_key", "subscriptions", "was_dropped",
    )  # fmt: skip

    def __init__(self, person_id: int, session_key: str, send: Send, ends_at: float) -> None:
        """`ends_at`: when it is to end, on the clock of the event loop. Its task makes it."""
        self.person_id = person_id
        self.session_key = session_key
        self.ends_at = ends_at
        self.subscriptions: set[int] = set()
        self.allowance = Allowance(*hub_settings.FRAME_RATE)
        self.was_dropped = False
        self._send = send
        self._line = line_behind(send)
        self._task = asyncio.current_task()
        self._outbox: deque[Event] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._closing: int | None = None
        self._dropping: asyncio.TimerHandle | None = None

    @property
    def is_ending(self) -> bool:
        return self._closing is not None

    def offer(self, event: Event) -> None:
        """Send an event of `text_event`. A reader too far behind is cut, and catches up later."""
        if self._closing is not None:
            return
        if self._writer is None:
            if self._line is not None and write_straight(self._line, event.frame):
                return
            try:
                rest = begin(self._send(event))
            except Exception as error:  # noqa: BLE001  (servers say in many ways that it is gone)
                self._lost(error)
                return
            if rest is not None:
                self._outbox = deque()
                self._writer = asyncio.ensure_future(self._write(rest))
        elif self._outbox is not None and len(self._outbox) < hub_settings.OUTBOX_FRAMES:
            self._outbox.append(event)
        else:
            self.end(CLOSE_TOO_SLOW)

    def offer_frame(self, frame: Frame) -> None:
        self.offer(text_event(frame))

    def end(self, code: int, farewell: Frame | None = None) -> None:
        """Close the socket. What is queued and not yet on its way is not sent any more."""
        if self._closing is not None:
            return
        self._closing = code
        self._outbox = deque([text_event(farewell)] if farewell else [])
        self._outbox.append(Event(type="websocket.close", code=code))
        if self._writer is None:
            self._writer = asyncio.ensure_future(self._write())
        self._dropping = asyncio.get_running_loop().call_later(CLOSE_PATIENCE, self._drop)

    def discard(self) -> None:
        """The socket is gone already: write nothing more."""
        self._closing = self._closing or 0
        self._outbox = None
        if self._dropping is not None:
            self._dropping.cancel()
        if self._writer is not None:
            self._writer.cancel()

    def drop_queued(self) -> None:
        """Forget frames that were queued before the person's access narrowed."""
        if self._outbox is not None and self._closing is None:
            self._outbox.clear()

    def _lost(self, error: Exception) -> None:
        logger.debug("A socket could not be written to: %s", error)
        self.discard()

    def _drop(self) -> None:
        """End the socket's own task, which makes the server drop the line."""
        self.was_dropped = True
        if self._task is not None:
            self._task.cancel()

    async def _write(self, rest: Awaitable[None] | Rest | None = None) -> None:
        try:
            if rest is not None:
                await rest
            while self._outbox:
                await self._send(self._outbox.popleft())
        except Exception as error:  # noqa: BLE001  (as above)
            self._lost(error)
        finally:
            self._writer = None
            if self._closing is None:
                self._outbox = None
