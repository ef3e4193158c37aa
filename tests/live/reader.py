"""A client that keeps to docs/live-protocol.md and notes whatever should not happen."""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.discussions.frames import validate
from tests.host.server import Server

from .http import fetch

POST = re.compile(
    r'data-post="(\d+)"\s+data-seq="(\d+)" data-changed="(\d+)" data-root="(\d+)" data-path="(\w+)"'
)
NEXT = re.compile(r'href="(\?from=\d+)[^"]*" rel="next"')
HEAD = re.compile(r'"head": (\d+)')
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0


@dataclass
class Shown:
    """One post as the reader has it."""

    seq: int
    changed_seq: int
    place: tuple[int, str]


@dataclass
class Thread:
    """One discussion as the reader has it."""

    head: int = 0
    posts: dict[int, Shown] = field(default_factory=dict)

    def in_order(self) -> list[int]:
        return sorted(
            self.posts, key=lambda post: (-self.posts[post].place[0], self.posts[post].place[1])
        )


class Reader:
    def __init__(
        self, choose: Callable[[], Server], cookie: str, discussions: list[int], number: int
    ) -> None:
        """`choose` gives the server for the next attempt, as a balancer would."""
        self.threads = {discussion: Thread() for discussion in discussions}
        self.catch_ups: list[float] = []  # seconds from a lost line to having everything again
        self.refused = 0
        self.reloads = 0
        self.goodbyes = 0
        self.problems: list[str] = []
        self._choose = choose
        self._cookie = cookie
        self._random = random.Random(number)  # noqa: S311  (pauses, not secrets)
        self._waiting: set[int] = set()
        self._lost_at: float | None = None
        self._pause = FIRST_PAUSE
        self._retry: float | None = None
        self._server: Server
        self._line: ClientConnection | None = None
        self.is_caught_up = asyncio.Event()

    async def run(self) -> None:
        """For ever; cancel it."""
        while True:
            self._server = self._choose()
            try:
                async with connect(
                    self._server.socket_address,
                    origin=self._server.address,  # type: ignore[arg-type]  # a str by another name
                    additional_headers={"Cookie": self._cookie},
                    compression=None,
                    max_size=None,
                    open_timeout=30,
                    ping_interval=None,
                ) as line:
                    self._line = line
                    async for text in line:
                        await self._take(validate(json.loads(text)))
                self._note_end(line)
            except InvalidHandshake:
                self.refused += 1
            except (OSError, WebSocketException, TimeoutError, EOFError):
                pass
            self._line = None
            self.is_caught_up.clear()
            self._lost_at = self._lost_at or time.monotonic()
            await asyncio.sleep(self._pause_now())

    def _note_end(self, line: ClientConnection) -> None:
        if line.close_code not in {1005, 1006, 1012, 1013}:
            self.problems.append(f"closed with {line.close_code}")

    def _pause_now(self) -> float:
        retry, self._retry = self._retry, None
        if retry is not None:
            return retry
        pause = self._pause * self._random.uniform(0.5, 1.5)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return pause

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "hello":
                self._pause = FIRST_PAUSE
                self._waiting = set(self.threads)
                for discussion, thread in self.threads.items():
                    await self._ask(discussion, thread.head)
            case "changes":
                await self._apply(frame)
            case "heads":
                for name, head in frame["heads"].items():
                    if head > self.threads[int(name)].head:
                        await self._catch_up(int(name))
            case "reload":
                await self._reload(frame["discussion"])
            case "goodbye":
                self.goodbyes += 1
                self._retry = frame["retry"]
            case "gone" | "error":
                self.problems.append(f"got {frame}")

    async def _ask(self, discussion: int, after: int) -> None:
        assert self._line
        request = {"type": "subscribe", "discussion": discussion, "after": after}
        await self._line.send(json.dumps(request))

    async def _apply(self, frame: dict[str, Any]) -> None:
        discussion, thread = frame["discussion"], self.threads[frame["discussion"]]
        if frame["after"] > thread.head:
            await self._catch_up(discussion)
            return
        for post in frame["posts"]:
            self._show(thread, post)
        thread.head = max(thread.head, frame["head"])
        if not frame["more"]:
            self._have(discussion)

    def _show(self, thread: Thread, post: dict[str, Any]) -> None:
        known = thread.posts.get(post["id"])
        if known and known.changed_seq >= post["changed_seq"]:
            return
        newest = max((each.seq for each in thread.posts.values()), default=0)
        if known is None and post["seq"] < newest and post["changed_seq"] > thread.head:
            self.problems.append(f"post {post['seq']} came after {newest}")
        place = (post["root_seq"], post["path"])
        thread.posts[post["id"]] = Shown(post["seq"], post["changed_seq"], place)

    def _have(self, discussion: int) -> None:
        self._waiting.discard(discussion)
        if self._waiting:
            return
        self.is_caught_up.set()
        if self._lost_at is not None:
            self.catch_ups.append(time.monotonic() - self._lost_at)
            self._lost_at = None

    async def _catch_up(self, discussion: int) -> None:
        path = f"/hub/discussions/{discussion}/changes/?after={self.threads[discussion].head}"
        answer = await asyncio.to_thread(fetch, self._server, self._cookie, path)
        if answer is not None and answer.status == 200:
            frame = validate(json.loads(answer.text))
            if frame["type"] == "reload":
                await self._reload(discussion)
                return
            await self._apply(frame)
            if frame["more"]:
                await self._catch_up(discussion)

    async def _reload(self, discussion: int) -> None:
        """Read the pages anew. Their first number counts: what came later is asked for."""
        self.reloads += 1
        base = f"/hub/discussions/{discussion}/"
        thread, path = Thread(), base
        while True:
            answer = await asyncio.to_thread(fetch, self._server, self._cookie, path)
            if answer is None or answer.status != 200:
                return  # the line is lost too, and the next one begins again
            if path == base and (head := HEAD.search(answer.text)):
                thread.head = int(head[1])
            for post, seq, changed, root, place in POST.findall(answer.text):
                thread.posts[int(post)] = Shown(int(seq), int(changed), (int(root), place))
            following = NEXT.search(answer.text)
            if following is None:
                break
            path = base + following[1]
        self.threads[discussion] = thread
        await self._ask(discussion, thread.head)
