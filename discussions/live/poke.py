"""Pokes: "something has a new number". The database is the truth; a lost poke costs only delay."""

import asyncio
import atexit
import logging
import os
from collections.abc import Collection, Iterable
from concurrent.futures import Future, wait
from functools import lru_cache
from threading import Thread
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from .presence import Row

logger = logging.getLogger(__name__)

GROUP = "strategy.live"
# A layer that does not answer is as good as dead: no poke waits longer for it than this.
PATIENCE_SECONDS = 2
# And it is not asked again for so long, or the pokes would pile up before a Redis that is away.
DEAD_SECONDS = 5
_dead_until: "WeakKeyDictionary[Any, float]" = WeakKeyDictionary()
_listening: asyncio.AbstractEventLoop | None = None
_under_way: set[Future[None]] = set()


def poke_discussion(discussion_id: int, number: int) -> None:
    """Every process reads what changed in the discussion up to `number`."""
    _poke({"type": "discussion", "discussion": discussion_id, "seq": number})


def poke_access() -> None:
    """Every process asks whose access has changed."""
    _poke({"type": "access"})


def poke_people(person_ids: Iterable[int]) -> None:
    """Every process sends those of the people that it serves a fresh snapshot of what is theirs.

    One message for all of them: a decision may concern ten thousand supporters.
    """
    if people := sorted(set(person_ids)):
        _poke({"type": "people", "people": people})


async def report_presence(process: str, rows: Collection[Row], *, whole: bool) -> None:
    """Every other process learns who watches and writes in this one."""
    await _send({"type": "presence", "process": process, "rows": rows, "whole": whole})


def send_from_here() -> None:
    """From now on, pokes go out from the running event loop: where a feed listens, it sends, too.

    Some layers, such as the one in memory, belong to the loop that listens.
    """
    global _listening
    _listening = asyncio.get_running_loop()


def wait_until_sent() -> None:
    """Returns when everything has gone out, or could not. For processes that end, and for tests."""
    wait(list(_under_way), timeout=2 * PATIENCE_SECONDS)


def _poke(message: dict[str, Any]) -> None:
    """Hand it over and return: nobody waits for the layer, whose answer would change nothing."""
    if get_channel_layer() is None:
        return
    sending = asyncio.run_coroutine_threadsafe(_send(message), _loop())
    _under_way.add(sending)
    sending.add_done_callback(_under_way.discard)


def _loop() -> asyncio.AbstractEventLoop:
    """The loop of the feed; where none listens, such as in a command, one in a thread of its own.

    A new loop for each poke would be a new connection to Redis for each.
    """
    if _listening is not None and _listening.is_running():
        return _listening
    return _own_loop(os.getpid())


@lru_cache(maxsize=1)
def _own_loop(process: int) -> asyncio.AbstractEventLoop:
    """One for each process: a thread does not outlive a fork."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="strategy-pokes", daemon=True)
    thread.start()

    def end() -> None:
        if os.getpid() == process:
            wait_until_sent()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    atexit.register(end)
    return loop


async def _send(message: dict[str, Any]) -> None:
    """Send it if the layer takes it. What it does not take, heartbeats deliver."""
    layer = get_channel_layer()
    if layer is None or _dead_until.get(layer, 0) > monotonic():
        return
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await layer.group_send(GROUP, message)
    except Exception as error:  # noqa: BLE001  (whatever the layer's transport raises)
        logger.warning("The channel layer took no poke; heartbeats deliver. %r", error)
        _dead_until[layer] = monotonic() + DEAD_SECONDS
