"""Two servers are restarted one after the other under load, as a deployment does it.

    python -m tests.live.rolling --clients 2000

Nothing is lost, every socket gets a goodbye and comes back spread over time, no request fails, and
each server ends within 30 seconds.
"""

import argparse
import asyncio
import itertools
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.host.server import Server

from .http import fetch
from .organisation import Organisation, own_database
from .private_redis import PrivateRedis
from .reader import Reader

PATIENCE = 180
WRITERS = 3
# Between two posts of one writer, in seconds: a company that talks, not one that overloads itself.
PAUSE = 0.2
THREADS = 24


@dataclass(frozen=True)
class Plan:
    clients: int = 40
    discussions: int = 4
    server: str = "daphne"


@dataclass
class Report:
    stored: int = 0
    missing: int = 0
    failed_requests: list[str] = field(default_factory=list)
    goodbyes: int = 0
    refused: int = 0
    seconds_to_end: list[float] = field(default_factory=list)
    catch_ups: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.failed_requests or self.problems)

    def __str__(self) -> str:
        ended = ", ".join(f"{seconds:.1f} s" for seconds in self.seconds_to_end)
        back = sorted(self.catch_ups)
        spread = f"{back[0]:.2f} to {back[-1]:.2f} s" if back else "-"
        lines = [
            f"{self.stored} posts, {self.missing} missing, {len(self.failed_requests)} failed",
            f"{self.goodbyes} goodbyes, {self.refused} handshakes turned down;"
            f" everything again after {spread}",
            f"servers ended after {ended}",
        ]
        return "\n".join([*lines, *self.failed_requests[:5], *self.problems[:10]])


class Rolling:
    def __init__(self, plan: Plan, organisation: Organisation, redis: PrivateRedis) -> None:
        self.plan = plan
        self.organisation = organisation
        self.report = Report()
        options = {
            "POST_RATE": (1_000_000, 1),
            "SOCKETS_PER_USER": 100,
            "DRAIN_NOTICE_SECONDS": 1,
        }
        environment = {
            "REDIS_URL": redis.url,
            "STRATEGY_TEST_PREFIX": "rolling",
            "STRATEGY_TEST_POOL": "10",
        }
        self.servers = [
            Server(plan.server, options=options, environment=environment) for _ in range(2)
        ]
        self._ready = list(self.servers)
        self._turns = itertools.count()

    def choose(self) -> Server:
        """As a balancer that asks for readiness: the ready ones in turn."""
        return self._ready[next(self._turns) % len(self._ready)]

    async def run(self) -> Report:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        for server in self.servers:
            await asyncio.to_thread(server.start)
        people = itertools.cycle(self.organisation.cookies)
        readers = [
            Reader(self.choose, next(people), self.organisation.discussions_of(number), number)
            for number in range(self.plan.clients)
        ]
        tasks = [asyncio.create_task(reader.run()) for reader in readers]
        try:
            await self._everybody(readers)
            done = asyncio.Event()
            writers = [asyncio.create_task(self._write(done, each)) for each in range(WRITERS)]
            for server in self.servers:
                await self._restart(server)
                await self._everybody(readers)
            done.set()
            await asyncio.gather(*writers)
            await self._compare(readers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for server in self.servers:
                await asyncio.to_thread(server.stop)
        return self.report

    async def _everybody(self, readers: list[Reader]) -> None:
        async with asyncio.timeout(PATIENCE):
            for reader in readers:
                await reader.is_caught_up.wait()

    async def _restart(self, server: Server) -> None:
        assert server.process
        server.process.terminate()
        began = time.monotonic()
        while await asyncio.to_thread(server.status, "/readyz/") == 200:
            pass
        self._ready.remove(server)
        await asyncio.to_thread(server.process.wait, 60)
        self.report.seconds_to_end.append(time.monotonic() - began)
        await asyncio.to_thread(server.start)
        self._ready.append(server)

    async def _write(self, done: asyncio.Event, writer: int) -> None:
        for number in itertools.count():
            if done.is_set():
                return
            cookie = self.organisation.cookies[writer % len(self.organisation.cookies)]
            discussion = self.organisation.discussions[number % self.plan.discussions]
            form = {"body": f"Post {number}", "submission_key": f"rolling-{writer}-{number}"}
            path = f"/hub/discussions/{discussion}/posts/"
            answer = await asyncio.to_thread(fetch, self.choose(), cookie, path, form)
            if answer is None or answer.status != 201:
                self.report.failed_requests.append(str(answer))
            self.report.stored += 1
            await asyncio.sleep(PAUSE)

    async def _compare(self, readers: list[Reader]) -> None:
        stored = await asyncio.to_thread(self.organisation.stored)
        self.report.stored = sum(len(posts) for posts in stored.values())

        def lacks() -> int:
            return sum(
                len(stored[discussion].keys() - thread.posts.keys())
                for reader in readers
                for discussion, thread in reader.threads.items()
            )

        deadline = time.monotonic() + PATIENCE
        while lacks() and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        self.report.missing = lacks()
        for reader in readers:
            self.report.goodbyes += reader.goodbyes
            self.report.refused += reader.refused
            self.report.catch_ups += reader.catch_ups
            self.report.problems += reader.problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--discussions", type=int, default=20)
    parser.add_argument("--server", choices=["daphne", "uvicorn"], default="daphne")
    plan = Plan(**vars(parser.parse_args()))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    redis = PrivateRedis()
    redis.start()
    with own_database():
        organisation = Organisation.make(plan.clients, plan.discussions)
        report = asyncio.run(Rolling(plan, organisation, redis).run())
    redis.kill()
    sys.stdout.write(f"{report}\n")
    sys.exit(not report.is_clean)


if __name__ == "__main__":
    main()
