"""Live rows: fan-out, signing on, memory, and a minute of posts."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import transaction
from django.test import Client

from discussions.actions import create_post
from discussions.live.protocol import encode
from discussions.live.reading import read_changes
from tests.bench.organisation import Organisation
from tests.bench.table import Row

from .processes import (
    LOAD_CORE,
    SERVERS,
    Arrivals,
    Load,
    Server,
    allow_many_sockets,
    compiled_client,
    loaded,
    serving,
    use_core,
)

FAN_OUT_RATIO, TUTORIAL_RATIO, MEMORY_RATIO, CONNECT_RATIO, DELAY_RATIO = 1.3, 10, 1.4, 0.5, 1.5
PASSES, MESSAGES = 2, 10
SIGNING_ON, IDLE = 2_000, 1_000
WATCHING, MINUTE, PER_SECOND, STRETCH = 1_000, 60, 20, 10


def measure_live(organisation: Organisation, *, rounds: int) -> list[Row]:
    allow_many_sockets()
    with compiled_client() as client:
        bench = LiveBench(organisation, client)
        rows = []
        for server in SERVERS:
            measures: dict[str, Callable[[str], list[Row]]] = {
                "fan-out to 1,000": partial(bench.fan_out, sockets=1_000, with_tutorial=True),
                "fan-out to 5,000": partial(bench.fan_out, sockets=5_000, passes=1),
                "signing on": bench.sign_on,
                "the minute": bench.minute,
            }
            for name, measure in measures.items():
                try:
                    rows += measure(server)
                except RuntimeError as error:
                    sys.stderr.write(f"{error}\n")
                    rows.append(Row(f"{server}, {name}", "broke off", is_met=False))
        return rows


@dataclass
class Published:
    number: int
    at: float


class LiveBench:
    def __init__(self, organisation: Organisation, client: Path) -> None:
        self.hall = organisation.hall
        self.authors = organisation.readers[:100]
        self.client = client
        self.cookies = [_sign_in(person) for person in organisation.readers]
        self._numbers = count(1)
        use_core(LOAD_CORE)
        # The others send as much as the hub.
        head = self._head()
        self._publish()
        self.size = len(encode(read_changes(self.hall.pk, head)).encode())

    def fan_out(
        self, server: str, sockets: int, *, with_tutorial: bool = False, passes: int = PASSES
    ) -> list[Row]:
        """One message at a time, each when the one before it has reached everybody."""
        names = ["raw", "hub", *(["tutorial"] if with_tutorial else [])]
        lasts: dict[str, list[float]] = {name: [] for name in names}
        for _pass in range(passes):
            for name in names:
                with self._loaded(server, name, sockets) as (_server, load):
                    arrivals = [self._tell(name, load) for _message in range(MESSAGES + 1)]
                if any(each.count < sockets for each in arrivals):
                    raise RuntimeError(f"{name} on {server} did not reach everybody.")
                lasts[name] += [each.last for each in arrivals[1:]]
        return self._fan_out_rows(
            f"{server}, {sockets:,}", {name: median(times) for name, times in lasts.items()}
        )

    def sign_on(self, server: str) -> list[Row]:
        """After a restart everybody comes back at once; then, memory of those who only watch."""
        rates: dict[str, list[float]] = {"raw": [], "hub": []}
        memory: dict[str, list[float]] = {"raw": [], "hub": []}
        for _pass in range(PASSES):
            for name in rates:
                with self._loaded(server, name, SIGNING_ON) as (process, load):
                    rates[name].append(SIGNING_ON / load.seconds)
                    before = process.memory()
                    with self._more(name, IDLE):
                        memory[name].append((process.memory() - before) / IDLE)
        return [
            *_pair(f"{server}, {SIGNING_ON:,} sign on", rates, "/s", at_least=CONNECT_RATIO),
            *_pair(f"{server}, idle socket", memory, " kB", at_most=MEMORY_RATIO),
        ]

    def minute(self, server: str) -> list[Row]:
        with self._loaded(server, "hub", WATCHING) as (_server, load):
            start = time.monotonic()
            published = [
                self._publish(at=start + turn / PER_SECOND) for turn in range(MINUTE * PER_SECOND)
            ]
            took = time.monotonic() - start
            time.sleep(5)
            for each in published:
                load.began(each.number, each.at)
            first, last = (
                load.report(part[0].number, part[-1].number)
                for part in (
                    published[: STRETCH * PER_SECOND],
                    published[-STRETCH * PER_SECOND :],
                )
            )
        is_whole = min(first.count, last.count) == WATCHING * STRETCH * PER_SECOND
        # Posts that cannot be stored fast enough prove nothing about their delivery.
        is_whole = is_whole and took < MINUTE * 1.05
        ratio = last.p99 / first.p99
        name = f"{server}, {PER_SECOND} posts/s for {MINUTE} s, {WATCHING:,} watching"
        return [
            Row(f"{name}, first {STRETCH} s", f"p99 {first.p99:.1f} ms"),
            Row(
                f"{name}, last {STRETCH} s ({len(published) / took:.1f}/s)",
                f"p99 {last.p99:.1f} ms",
                ratio,
                target=f"≤ {DELAY_RATIO:g} x first {STRETCH} s, at full rate, all delivered",
                is_met=is_whole and ratio <= DELAY_RATIO,
            ),
        ]

    @contextmanager
    def _loaded(self, server: str, name: str, sockets: int) -> Iterator[tuple[Server, Load]]:
        with serving(server, name) as process, self._more(name, sockets) as load:
            yield process, load

    @contextmanager
    def _more(self, name: str, sockets: int) -> Iterator[Load]:
        is_hub = name == "hub"
        ask = {"type": "subscribe", "discussion": self.hall.pk, "after": self._head()}
        with loaded(
            self.client,
            sockets,
            cookies=self.cookies if is_hub else (),
            subscribe=json.dumps(ask) if is_hub else "-",
        ) as load:
            time.sleep(1)
            yield load

    def _tell(self, name: str, load: Load) -> Arrivals:
        """A message to everybody: for the hub a post, from the moment when it is stored."""
        if name == "hub":
            published = self._publish()
            load.began(published.number, published.at)
            number = published.number
        else:
            number = next(self._numbers)
            load.send(number, self.size)
        return load.wait(number)

    def _publish(self, at: float = 0) -> Published:
        time.sleep(max(0, at - time.monotonic()))
        number, times = next(self._numbers), []
        author = self.authors[number % len(self.authors)]
        with transaction.atomic():
            # Before the poke, which the post asks for later.
            transaction.on_commit(lambda: times.append(time.monotonic()))
            body = f"seq={number:08} A house that calls in the morning is warm by evening."
            create_post(self.hall, author=author, body=body)
        return Published(number, times[0])

    def _head(self) -> int:
        self.hall.refresh_from_db()
        return self.hall.last_seq

    def _fan_out_rows(self, where: str, lasts: dict[str, float]) -> list[Row]:
        raw, hub = lasts["raw"], lasts["hub"]
        rows = [
            Row(f"raw {where} sockets", f"{raw:.1f} ms"),
            Row(
                f"one post to last, {where} sockets",
                f"{hub:.1f} ms",
                hub / raw,
                target=f"≤ {FAN_OUT_RATIO:g} x raw",
                is_met=hub / raw <= FAN_OUT_RATIO,
            ),
        ]
        if tutorial := lasts.get("tutorial"):
            rows.append(
                Row(
                    f"tutorial chat, {where} sockets",
                    f"{tutorial:.1f} ms",
                    tutorial / hub,
                    target=f"≥ {TUTORIAL_RATIO} x one post",
                    is_met=tutorial / hub >= TUTORIAL_RATIO,
                )
            )
        return rows


def _pair(
    name: str,
    figures: dict[str, list[float]],
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> list[Row]:
    raw, hub = median(figures["raw"]), median(figures["hub"])
    ratio = hub / raw
    limit = f"≤ {at_most:g} x raw" if at_most else f"≥ {at_least:g} x raw"
    is_met = ratio <= at_most if at_most else ratio >= (at_least or 0)
    return [
        Row(f"raw {name}", f"{raw:.1f}{unit}"),
        Row(name, f"{hub:.1f}{unit}", ratio, target=limit, is_met=is_met),
    ]


def _sign_in(person: object) -> str:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # any user model will do
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
