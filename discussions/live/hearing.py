"""Hearing pokes from the channel layer."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from .poke import GROUP, send_from_here

logger = logging.getLogger(__name__)

# Channel layers forget the members of a group after a day; the feed joins again long before.
RENEWAL_SECONDS = 3600
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0


async def listen(hear: Callable[[dict[str, Any]], None], begun: Callable[[], None]) -> None:
    """Pass every poke to `hear`, for ever. Through the layer's failures, heartbeats deliver.

    `begun` is called whenever listening begins anew: what was poked before has not been heard.
    """
    pause = FIRST_PAUSE
    send_from_here()
    while True:
        try:
            layer = get_channel_layer()
            if layer is None:
                return
            channel = await layer.new_channel("strategy.feed")
            try:
                while True:
                    await layer.group_add(GROUP, channel)
                    begun()
                    pause = FIRST_PAUSE
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(RENEWAL_SECONDS):
                            while True:
                                hear(await layer.receive(channel))
            finally:
                with contextlib.suppress(Exception):
                    await layer.group_discard(GROUP, channel)
        except Exception as error:  # noqa: BLE001  (whatever the layer's transport raises)
            logger.warning("The channel layer cannot be heard; trying again. %r", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
