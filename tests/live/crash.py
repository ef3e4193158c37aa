"""Servers and Redis die under load; nothing is lost, doubled or out of order at any client.

    python -m tests.live.crash --clients 200 --discussions 20 --posts 10000 --kills 5

DATABASE_URL chooses the database server, as for the tests; a database of its own is made there.
"""

import argparse
import asyncio
import random
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle

from tests.host.server import Server

from .http import fetch
from .organisation import Organisation, own_database
from .private_redis import PrivateRedis
from .reader import Reader

WRITERS = 6
THREADS = 24
# Everybody has everything so many seconds after the last post, or never.
PATIENCE = 120


@dataclass(frozen=True)
class Plan:
    clients: int = 20
    discussions: int = 4
    posts: int = 400
    kills: int = 2
    redis_kills: int = 0
    redis_flushes: int = 0
    server: str = "daphne"
    heartbeat: float = 20


@dataclass
class Report:
    stored: int = 0
    missing: int = 0
    double: int = 0
    out_of_order: int = 0
    problems: list[str] = field(default_factory=list)
    kills: int = 0
    redis_deaths: int = 0
    reloads: int = 0
    attempts: int = 0
    catch_ups: list[float] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.double or self.out_of_order or self.problems)

    def __str__(self) -> str:
        lines = [
            f"{self.stored} posts stored in {self.attempts} attempts; {self.kills} kills of the"
            f" server, {self.redis_deaths} of Redis; {self.reloads} reloads",
            f"missing {self.missing}, double {self.double}, out of order {self.out_of_order}",
        ]
        if len(self.catch_ups) > 1:
            at = statistics.quantiles(self.catch_ups, n=100)
            lines.append(
                f"{len(self.catch_ups)} lost lines; from there to everything again: median"
                f" {at[49]:.2f} s, p99 {at[98]:.2f} s, longest {max(self.catch_ups):.2f} s"
            )
        return "\n".join([*lines, *self.problems[:10]])


class Crash:
    def __init__(self, plan: Plan, organisation: Organisation, redis: PrivateRedis | None) -> None:
        self.plan = plan
        self.organisation = organisation
        self.redis = redis
        self.report = Report()
        self.posted = 0
        self._moments: dict[int, list[Callable[[], None]]] = {}
        self._arrange()
        self.server = Server(
            plan.server,
            options={
                "POST_RATE": (1_000_000, 1),
                "SOCKETS_PER_USER": 100,
                "HEARTBEAT_SECONDS": plan.heartbeat,
                "DRAIN_NOTICE_SECONDS": 0,
            },
            environment={
                "STRATEGY_TEST_POOL": "10",
                **({"REDIS_URL": redis.url, "STRATEGY_TEST_PREFIX": "crash"} if redis else {}),
            },
        )

    def _arrange(self) -> None:
        """Which misfortune happens after how many posts: each kind spread evenly."""
        plan = self.plan
        acts: list[tuple[float, Callable[[], None]]] = []
        for what, times, delay in (
            (self._kill_server, plan.kills, 0.0),
            (self._kill_redis, plan.redis_kills, 0.0),
            (self._start_redis, plan.redis_kills, 0.05),
            (self._flush_redis, plan.redis_flushes, 0.1),
        ):
            acts += [((number + 0.5) / times + delay, what) for number in range(times)]
        for share, act in acts:
            self._moments.setdefault(int(share * plan.posts), []).append(act)

    def _kill_server(self) -> None:
        self.server.kill()
        self.report.kills += 1
        self.server.start()

    def _kill_redis(self) -> None:
        assert self.redis
        self.redis.kill()
        self.report.redis_deaths += 1

    def _start_redis(self) -> None:
        assert self.redis
        self.redis.start()

    def _flush_redis(self) -> None:
        assert self.redis
        self.redis.flush()

    async def run(self) -> Report:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        await asyncio.to_thread(self.server.start)
        people = cycle(self.organisation.cookies)
        readers = []
        for number in range(self.plan.clients):
            mine = self.organisation.discussions_of(number)
            readers.append(Reader(lambda: self.server, next(people), mine, number))
        reading = [asyncio.create_task(reader.run()) for reader in readers]
        try:
            await asyncio.wait_for(
                asyncio.gather(*(reader.is_caught_up.wait() for reader in readers)), PATIENCE
            )
            await self._write_everything()
            await self._compare(readers)
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
            await asyncio.to_thread(self.server.stop)
        return self.report

    async def _write_everything(self) -> None:
        numbers = iter(range(self.plan.posts))
        misfortune = asyncio.Lock()

        async def write() -> None:
            for number in numbers:
                acts = self._moments.pop(number, [])
                writing = asyncio.create_task(self._post_until_stored(number))
                async with misfortune:
                    for act in acts:
                        await asyncio.to_thread(act)
                await writing
                self.posted += 1

        await asyncio.gather(*(write() for _ in range(WRITERS)))

    async def _post_until_stored(self, number: int) -> None:
        """What any client does: try again with the same key, until somebody says it is stored."""
        discussion = self.organisation.discussions[number % len(self.organisation.discussions)]
        cookie = self.organisation.cookies[number % len(self.organisation.cookies)]
        form = {"body": f"Post {number}", "submission_key": f"crash-{number}"}
        while True:
            self.report.attempts += 1
            path = f"/hub/discussions/{discussion}/posts/"
            answer = await asyncio.to_thread(fetch, self.server, cookie, path, form)
            if answer is not None and answer.status == 201:
                return
            if answer is not None and answer.status < 500:
                raise AssertionError(f"post {number}: {answer}")
            await asyncio.sleep(random.uniform(0.05, 0.2))  # noqa: S311  (not a secret)

    async def _compare(self, readers: list[Reader]) -> None:
        """Wait until every reader has everything, and count what is wrong when they do not."""
        stored = await asyncio.to_thread(self.organisation.stored)
        self.report.stored = sum(len(posts) for posts in stored.values())
        self.report.double += self.report.stored - self.plan.posts

        def lacks() -> int:
            return sum(
                len(stored[discussion].keys() - thread.posts.keys())
                for reader in readers
                for discussion, thread in reader.threads.items()
            )

        deadline = asyncio.get_running_loop().time() + PATIENCE
        while lacks() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.1)
        self.report.missing = lacks()
        for reader in readers:
            for discussion, thread in reader.threads.items():
                known = list(stored[discussion])
                self.report.double += len(thread.posts.keys() - stored[discussion].keys())
                self.report.out_of_order += thread.in_order() != known
            self.report.problems += reader.problems
            self.report.catch_ups += reader.catch_ups
            self.report.reloads += reader.reloads


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--discussions", type=int, default=20)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--redis-kills", type=int, default=2)
    parser.add_argument("--redis-flushes", type=int, default=1)
    parser.add_argument("--server", choices=["daphne", "uvicorn"], default="daphne")
    plan = Plan(**vars(parser.parse_args()))
    redis = None
    if plan.redis_kills or plan.redis_flushes:
        redis = PrivateRedis()
        redis.start()
    with own_database():
        organisation = Organisation.make(plan.clients, plan.discussions)
        report = asyncio.run(Crash(plan, organisation, redis).run())
    if redis:
        redis.kill()
    sys.stdout.write(f"{report}\n")
    sys.exit(not report.is_clean)


if __name__ == "__main__":
    main()
