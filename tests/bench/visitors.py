"""Signed-in people who ask pages of this process: real middleware, no server in between."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

TOKEN = "b" * 32
# The least with which a person is known and a form is safe.
FLOOR = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
WRITES = ("INSERT", "UPDATE", "DELETE")
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def visitor(person: Any, *, middleware: Sequence[str] | None = None) -> Client:
    """A browser with a session and a CSRF cookie. The floor has fewer middleware classes."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN})
    client.force_login(person)
    client.cookies["csrftoken"] = TOKEN
    with override_settings(MIDDLEWARE=middleware or settings.MIDDLEWARE):
        client.handler.load_middleware()
    return client


@dataclass
class Work:
    """Something that is measured: called with a running number, it does it once."""

    name: str
    do: Callable[[int], Any]
    seconds: list[float] = field(default_factory=list)
    queries: int = 0
    writes: int = 0

    @property
    def milliseconds(self) -> float:
        return median(self.seconds) * 1000


def measure(works: Sequence[Work], *, rounds: int) -> None:
    """Each in turn, round after round: what disturbs the machine disturbs all of them."""
    number = 0
    for work in works:
        for _warm_up in range(3):
            work.do(number := number + 1)
        with CaptureQueriesContext(connection) as queries:
            work.do(number := number + 1)
        statements = [query["sql"].split(None, 1)[0] for query in queries]
        work.queries = sum(word not in FRAME for word in statements)
        work.writes = sum(word in WRITES for word in statements)
    gc.collect()
    for _round in range(rounds):
        for work in works:
            number += 1
            start = time.perf_counter()
            work.do(number)
            work.seconds.append(time.perf_counter() - start)
