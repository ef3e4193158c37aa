"""Whose access has narrowed: compared before every delivery, and dealt with at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from . import reading
from .connection import Connection
from .database import in_database
from .protocol import CLOSE_SESSION_ENDED, Gone

Audiences = tuple[frozenset[int], dict[int, frozenset[int]]]


class AccessWatch:
    """The access number up to which the sockets of this process are known to be in order."""

    def __init__(
        self,
        people: Mapping[int, set[Connection]],
        unsubscribe: Callable[[Connection, int], None],
    ) -> None:
        """`people`: the feed's sockets by person; `unsubscribe`: how one leaves a discussion."""
        self._people = people
        self._unsubscribe = unsubscribe
        self._number = 0
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None
        self._dealing: set[asyncio.Task[None]] = set()

    @property
    def number(self) -> int:
        """What a delivery reads the news after, for `heed`."""
        return self._number

    async def note(self) -> int:
        """The number before a socket's person is looked up, for `check_since`."""
        if not self._people:
            self._number = await in_database(reading.access_number)()
        return self._number

    async def check_since(self, noted: int, person_id: int) -> None:
        """Check a person whose socket has just joined, if anything happened since the look-up.

        A change meanwhile may have been dealt with before this socket was known, or be so just now.
        """
        if busy := self._dealing | ({self._running} if self._running else set()):
            await asyncio.wait(busy)
        if noted != self._number:
            await self._check_person(person_id)

    async def check(self) -> None:
        """Compare the access numbers; close or narrow the sockets of those whose access changed.

        A comparison that is under way may have read too early, so the caller waits for the next
        one. Everybody who comes before that begins shares it: two thousand sockets that sign on at
        once cost a few comparisons, not two thousand.
        """
        if self._next is None:
            self._next = asyncio.ensure_future(self._compare_after(self._running))
            self._next.add_done_callback(_note_error)
        await asyncio.shield(self._next)

    async def heed(self, news: reading.AccessNews) -> None:
        """Do as `check` with news that the caller has read itself, after what it delivers."""
        if news.number <= self._number:
            return
        dealing = asyncio.ensure_future(self._deal_with(news))
        self._dealing.add(dealing)
        dealing.add_done_callback(self._dealing.discard)
        dealing.add_done_callback(_note_error)
        await asyncio.shield(dealing)

    async def _compare_after(self, running: asyncio.Task[None] | None) -> None:
        if running is not None:
            await asyncio.wait({running})
        self._running, self._next = self._next, None
        try:
            await self._compare()
        finally:
            self._running = None

    async def _compare(self) -> None:
        await self._deal_with(await in_database(reading.read_access_news)(self._number))

    async def _deal_with(self, news: reading.AccessNews) -> None:
        people = news.people & set(self._people)
        if news.everybody:
            people |= await self._check_audiences()
        for person_id in people:
            await self._check_person(person_id)
        # Only now: a delivery that starts meanwhile must see the change as well.
        self._number = max(self._number, news.number)

    async def _check_audiences(self) -> set[int]:
        """After a change that may touch anybody, ask by discussion: people are far more.

        Returns those who are no longer there at all.
        """
        people = set(self._people)
        everything = {
            number
            for sockets in self._people.values()
            for connection in sockets
            for number in connection.subscriptions
        }
        read: Callable[..., Awaitable[Audiences]] = in_database(reading.read_audiences)
        present, audiences = await read(everything, people)
        for person_id in people & present & set(self._people):
            seen = {number for number, audience in audiences.items() if person_id in audience}
            for connection in tuple(self._people[person_id]):
                self._narrow(connection, (connection.subscriptions & everything) - seen)
        return people - present

    async def _check_person(self, person_id: int) -> None:
        sockets = tuple(self._people.get(person_id, ()))
        asked = {number for connection in sockets for number in connection.subscriptions}
        standing = await in_database(reading.read_standing)(
            person_id, {connection.session_key for connection in sockets}, asked
        )
        # Sockets and subscriptions that have come meanwhile were looked up after the change.
        for connection in sockets:
            if connection.session_key not in standing.sessions:
                for discussion_id in list(connection.subscriptions):
                    self._unsubscribe(connection, discussion_id)
                connection.end(CLOSE_SESSION_ENDED)
                continue
            self._narrow(connection, (connection.subscriptions & asked) - standing.discussions)

    def _narrow(self, connection: Connection, lost: set[int]) -> None:
        if lost:
            connection.drop_queued()
        for discussion_id in lost:
            self._unsubscribe(connection, discussion_id)
            connection.offer_frame(Gone(type="gone", discussion=discussion_id))


def _note_error(done: asyncio.Task[None]) -> None:
    """Take note of an error, though everybody who waited may have left."""
    if not done.cancelled():
        done.exception()
