"""One question to the database for all who ask at the same time.

Two thousand sockets that come back after a restart ask who they are, what they may see and what is
theirs. One by one that is six thousand queries; together it is a few for each some hundred.
"""

import asyncio
from collections.abc import Callable, Collection, Hashable, Mapping
from itertools import islice
from typing import Generic, TypeVar

from django.db import Error

from .database import in_database

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")

# More would only wait longer for the first.
MOST_AT_ONCE = 250


class Together(Generic[Key, Answer]):
    """Answers from the database, read for many keys at once.

    While a read is under way, whoever comes waits for the next one: nobody gets an answer that was
    read before they asked.
    """

    def __init__(self, read: Callable[[Collection[Key]], Mapping[Key, Answer]]) -> None:
        """`read` runs in a thread; it answers every key that it is asked for."""
        self._read = read
        self._asked: dict[Key, asyncio.Future[Answer]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def ask(self, key: Key) -> Answer:
        """The answer for `key`. Raises what the read raised."""
        if key not in self._asked:
            self._asked[key] = asyncio.get_running_loop().create_future()
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_all())
        return await asyncio.shield(self._asked[key])

    async def _read_all(self) -> None:
        try:
            while self._asked:
                batch = dict(islice(self._asked.items(), MOST_AT_ONCE))
                for key in batch:
                    del self._asked[key]
                await self._answer(batch)
        finally:
            self._reading = None

    async def _answer(self, batch: dict[Key, asyncio.Future[Answer]]) -> None:
        answers: Mapping[Key, Answer | Exception]
        try:
            answers = await in_database(self._read_batch)(tuple(batch))
        except Exception as error:  # noqa: BLE001  (raised again, to everybody who waits for it)
            answers = dict.fromkeys(batch, error)
        for key, future in batch.items():
            answer = answers[key]
            if not isinstance(answer, Exception):
                future.set_result(answer)
            else:
                future.set_exception(answer)
                future.exception()  # whoever still waits is told; nobody may be left

    def _read_batch(self, keys: tuple[Key, ...]) -> Mapping[Key, Answer | Exception]:
        try:
            return self._read(keys)
        except Error:
            raise  # the database is away: it is so for everybody
        except Exception as error:  # noqa: BLE001  (goes to whoever asked for it)
            if len(keys) == 1:
                return {keys[0]: error}
        # One of them spoils it; the others are not to suffer.
        return {key: self._read_batch((key,))[key] for key in keys}
