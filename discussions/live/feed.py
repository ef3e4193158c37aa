"""The live feed: one per process. It hears pokes, reads once, renders once, encodes once, and
writes the same text to every local socket that may see it.

Nothing is sent before the access numbers have been compared, so a person who has just lost access
gets nothing more, whether or not the poke about it arrived.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from ..conf import hub_settings
from . import reading, sessions
from .connection import Connection, Event, text_event
from .database import in_database
from .hearing import listen
from .people import read_snapshots
from .poke import report_presence
from .presence import Presence
from .protocol import (
    CLOSE_RESTART,
    Changes,
    Gone,
    Heads,
    PersonData,
    Reload,
    farewell,
    refusal,
)
from .standing import AccessWatch
from .together import MOST_AT_ONCE, Together
from .watched import Watched

logger = logging.getLogger(__name__)

# Seconds over which the sockets of an ending process come back: more for many, up to the longest.
SHORTEST_SPREAD = 2.0
LONGEST_RETRY = 15.0
# After so many heartbeats without a word, another process counts as ended.
SILENT_BEATS = 2.5

_feeds: "WeakKeyDictionary[asyncio.AbstractEventLoop, Feed]" = WeakKeyDictionary()


def current_feed() -> "Feed":
    """The feed of the running event loop; a server process has one loop."""
    loop = asyncio.get_running_loop()
    if loop not in _feeds:
        _feeds[loop] = Feed()
    return _feeds[loop]


News = tuple[Changes | Reload, Event]


class Feed:
    def __init__(self) -> None:
        self.name = uuid4().hex
        self.connections: set[Connection] = set()
        self._people: dict[int, set[Connection]] = {}
        self._watched: dict[int, Watched] = {}
        self._access = AccessWatch(self._people, self.unsubscribe)
        self._presence = Presence()
        self._signed_in = Together(sessions.read_signed_in)
        self._seen = Together(reading.read_seen)
        self._snapshots = Together(read_snapshots)
        self._catching_up: dict[tuple[int, int], asyncio.Task[News]] = {}
        self._services: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # Sockets come and go

    def sockets_of(self, person_id: int) -> int:
        return sum(not each.is_ending for each in self._people.get(person_id, ()))

    async def note_access(self) -> int:
        """The access number before a socket's person is looked up; `join` wants it back."""
        return await self._access.note()

    async def person_of(self, session_key: str) -> int | None:
        """Whom a session signs in."""
        return await self._signed_in.ask(session_key)

    async def join(self, connection: Connection, noted: int) -> None:
        self.connections.add(connection)
        self._people.setdefault(connection.person_id, set()).add(connection)
        if not self._services:
            self._services = [
                asyncio.ensure_future(listen(self.hear, self._catch_up_with_pokes)),
                asyncio.ensure_future(self._beat()),
                asyncio.ensure_future(self._show_presence()),
            ]
        await self._access.check_since(noted, connection.person_id)
        # Meanwhile it may subscribe: what is said matters more than the bell.
        self._start(self._tell_person(connection.person_id, {connection}))

    async def leave(self, connection: Connection) -> None:
        connection.discard()
        for discussion_id in list(connection.subscriptions):
            self.unsubscribe(connection, discussion_id)
        self.connections.discard(connection)
        sockets = self._people.get(connection.person_id, set())
        sockets.discard(connection)
        if not sockets:
            self._people.pop(connection.person_id, None)
        if not self.connections:
            await self._stop()

    async def subscribe(self, connection: Connection, discussion_id: int, after: int) -> None:
        """Catch the socket up from `after`, then keep it in step with everybody else."""
        mine = connection.subscriptions
        if discussion_id not in mine and len(mine) >= hub_settings.SUBSCRIPTIONS_PER_SOCKET:
            text = f"{len(mine)} subscriptions are the most; end one first."
            connection.offer_frame(refusal("too_many_subscriptions", text, discussion_id))
            return
        # Before the look-up: whoever deals with a change of access from now on sees this one too.
        mine.add(discussion_id)
        if not await self._seen.ask((connection.person_id, discussion_id)):
            self.unsubscribe(connection, discussion_id)
            connection.offer_frame(Gone(type="gone", discussion=discussion_id))
            return
        # Before the first read: pokes from now on are noted.
        watched = self._watched.setdefault(discussion_id, Watched())
        watched.arriving += 1
        try:
            await self._catch_up(connection, discussion_id, watched, after)
        finally:
            watched.arriving -= 1
            self._tidy(discussion_id, watched)

    async def _catch_up(
        self, connection: Connection, discussion_id: int, watched: Watched, after: int
    ) -> None:
        while True:
            frame, event = await self._shared_news(discussion_id, after)
            if discussion_id not in connection.subscriptions:
                return
            connection.offer(event)
            if frame["type"] == "reload":
                self.unsubscribe(connection, discussion_id)
                return
            after = frame["head"]
            if frame["more"]:
                continue
            if not watched.subscribers and not watched.flushing:
                watched.head = after
            if watched.head <= after:
                # Behind nobody. Whatever others still lack reaches this socket again, harmlessly.
                if connection not in watched.subscribers:
                    watched.subscribers.add(connection)
                    self._presence.arrive(discussion_id, connection.person_id)
                watched.newcomers.add(connection)
                self._want(discussion_id, watched.wanted)
                return

    def unsubscribe(self, connection: Connection, discussion_id: int) -> None:
        connection.subscriptions.discard(discussion_id)
        watched = self._watched.get(discussion_id)
        if watched is None:
            return
        if connection in watched.subscribers:
            watched.subscribers.remove(connection)
            self._presence.depart(discussion_id, connection.person_id)
        watched.newcomers.discard(connection)
        self._tidy(discussion_id, watched)

    def _tidy(self, discussion_id: int, watched: Watched) -> None:
        if watched.is_idle:
            self._watched.pop(discussion_id, None)

    def say_goodbye(self) -> None:
        """The process is to end: send every socket away, to come back to another one."""
        spread = min(LONGEST_RETRY, max(SHORTEST_SPREAD, len(self.connections) / 100))
        for connection in tuple(self.connections):
            connection.end(CLOSE_RESTART, farewell("restart", spread))

    def _end_old_sockets(self) -> None:
        """Those that would be too old at the next heartbeat."""
        horizon = _now() + hub_settings.HEARTBEAT_SECONDS
        for connection in tuple(self.connections):
            if connection.ends_at <= horizon:
                connection.end(CLOSE_RESTART, farewell("lifetime", SHORTEST_SPREAD))

    # News goes out

    def hear(self, message: dict[str, Any]) -> None:
        """A poke: start whatever it asks for, and return at once."""
        match message:
            case {"type": "discussion", "discussion": int(discussion_id), "seq": int(number)}:
                self._want(discussion_id, number)
            case {"type": "people", "people": list(person_ids)}:
                if here := [person for person in person_ids if person in self._people]:
                    self._start(self._tell_people(here))
            case {"type": "access"}:
                self._start(self._access.check())
            case {"type": "presence", "process": str(process)} if process != self.name:
                now, whole = _now(), message["whole"]
                self._presence.hear(process, message["rows"], now, whole=whole)

    def _want(self, discussion_id: int, number: int) -> None:
        watched = self._watched.get(discussion_id)
        if watched is None:
            return
        watched.wanted = max(watched.wanted, number)
        if watched.subscribers and watched.wanted > watched.head and not watched.flushing:
            watched.flushing = True
            self._start(self._flush(discussion_id, watched))

    async def _flush(self, discussion_id: int, watched: Watched) -> None:
        try:
            while watched.subscribers and watched.wanted > watched.head:
                frame, event = await self._news(discussion_id, watched.head)
                watched.tell(event)
                if frame["type"] == "changes":
                    self._note_posts(frame)
                if frame["type"] == "reload":
                    # Everybody was told to; they will subscribe again with fresh numbers.
                    for connection in tuple(watched.subscribers):
                        self.unsubscribe(connection, discussion_id)
                elif frame["head"] > watched.head:
                    watched.head = frame["head"]
                else:
                    break
        finally:
            watched.flushing = False
            self._tidy(discussion_id, watched)

    async def _news(self, discussion_id: int, after: int) -> News:
        """What changed, ready to send to whoever is still subscribed when this returns."""
        frame, news = await in_database(reading.read_changes_then_news)(
            discussion_id, after, access_number=self._access.number
        )
        await self._access.heed(news)
        return frame, text_event(frame)

    async def _shared_news(self, discussion_id: int, after: int) -> News:
        """As `_news`, once for all who catch up from the same number at the same time."""
        key = discussion_id, after
        task = self._catching_up.get(key)
        if task is None:
            task = asyncio.ensure_future(self._news(*key))
            self._catching_up[key] = task
            task.add_done_callback(lambda done: self._caught_up(key, done))
        return await asyncio.shield(task)

    def _caught_up(self, key: tuple[int, int], done: asyncio.Task[News]) -> None:
        del self._catching_up[key]
        if not done.cancelled():
            done.exception()  # whoever still waits is told; nobody may be left

    async def _tell_people(self, person_ids: Sequence[int]) -> None:
        """Some at a time: all at once would hold up everybody else's deliveries."""
        for start in range(0, len(person_ids), MOST_AT_ONCE):
            some = person_ids[start : start + MOST_AT_ONCE]
            here = [(person, sockets) for person in some if (sockets := self._people.get(person))]
            await asyncio.gather(*(self._guard(self._tell_person(*each)) for each in here))

    async def _tell_person(self, person_id: int, sockets: set[Connection]) -> None:
        data = await self._snapshots.ask(person_id)
        await self._access.check()
        event = text_event(PersonData(type="person", data=data))
        for connection in tuple(sockets):
            if connection in self.connections:
                connection.offer(event)

    # Who is there

    def note_typing(self, connection: Connection, discussion_id: int) -> None:
        watched = self._watched.get(discussion_id)
        if watched is not None and connection in watched.subscribers:
            self._presence.write(discussion_id, connection.person_id, _now())
        else:
            text = "Only those who watch a discussion write in it."
            connection.offer_frame(refusal("not_subscribed", text, discussion_id))

    def _note_posts(self, frame: Changes) -> None:
        for post in frame["posts"]:
            if post["seq"] == post["changed_seq"]:
                self._presence.rest(frame["discussion"], post["author"])

    async def _show_presence(self) -> None:
        while True:
            await asyncio.sleep(hub_settings.PRESENCE_SECONDS)
            self._presence.settle(_now(), hub_settings.HEARTBEAT_SECONDS * SILENT_BEATS)
            await self._guard(self._tell_presence())
            if rows := self._presence.report():
                await report_presence(self.name, rows, whole=False)

    async def _tell_presence(self) -> None:
        """To all who watch where the counts have changed; elsewhere to newcomers alone."""
        changed = self._presence.take_changed()
        due = [each for each, watched in self._watched.items() if watched.newcomers]
        due += [each for each in changed if each in self._watched and each not in due]
        if due:
            await self._access.check()
        for discussion_id in due:
            if watched := self._watched.get(discussion_id):
                watched.tell_presence(discussion_id, self._presence.counts(discussion_id))

    # Services

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(hub_settings.HEARTBEAT_SECONDS)
            self._end_old_sockets()
            await self._guard(self._heartbeat())

    def _catch_up_with_pokes(self) -> None:
        self._start(self._look_around())

    async def _look_around(self) -> dict[int, int]:
        """Do what lost pokes would have asked for. Returns the head numbers."""
        await self._access.check()
        read_heads = in_database(reading.read_heads)
        heads: dict[int, int] = await read_heads(list(self._watched))
        for discussion_id, head in heads.items():
            self._want(discussion_id, head)
        return heads

    async def _heartbeat(self) -> None:
        heads = await self._look_around()
        events: dict[frozenset[int], Event] = {}
        for connection in tuple(self.connections):
            mine = frozenset(connection.subscriptions)
            if mine not in events:
                numbers = {str(pk): heads[pk] for pk in sorted(mine) if pk in heads}
                events[mine] = text_event(Heads(type="heads", heads=numbers))
            connection.offer(events[mine])
        await report_presence(self.name, self._presence.report(whole=True), whole=True)

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception:  # one failed delivery must not end the feed
            logger.warning("A live delivery failed; the next heartbeat repairs it.", exc_info=True)

    async def _stop(self) -> None:
        tasks = [*self._services, *self._tasks]
        self._services = []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await report_presence(self.name, [], whole=True)


def _now() -> float:
    return asyncio.get_running_loop().time()
