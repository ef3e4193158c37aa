"""Pokes: "something has a new number". The database is the truth; a lost poke costs only delay."""

import asyncio
import logging
from collections.abc import Collection, Iterable
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from .presence import Row

logger = logging.getLogger(__name__)

GROUP = "strategy.live"
# A layer that does not answer is as good as dead: nobody waits longer for it than this.
PATIENCE_SECONDS = 2
# And it is not asked again for so long: else every post would wait for a Redis that is away.
DEAD_SECONDS = 5
_dead_until: "WeakKeyDictionary[Any, float]" = WeakKeyDictionary()


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


def _poke(message: dict[str, Any]) -> None:
    if get_channel_layer() is None:
        return
    try:
        async_to_sync(_send)(message)
    except RuntimeError as error:
        # Called where an event loop runs already: an act is not undone by that either.
        logger.warning("No poke could be sent; heartbeats deliver. %r", error)


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
