"""The server under test and the load client: one core each, where there are two."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from tests.bench.services import MissingService

HOST, PORT, PATH = "127.0.0.1", 8207, "/ws/strategy/"
SERVER_CORE, LOAD_CORE = 0, 1
DAPHNE = [
    "daphne", "--verbosity", "0", "--endpoint", f"tcp:port={PORT}:interface={HOST}:backlog=2048",
]  # fmt: skip
UVICORN = [
    "uvicorn", "--host", HOST, "--port", str(PORT), "--log-level", "error", "--no-access-log",
    "--loop", "uvloop", "--http", "httptools", "--backlog", "2048", "--ws", "websockets-sansio",
    "--ws-per-message-deflate", "false", "--ws-max-size", "16384",
]  # fmt: skip
# As docs/operations.md has them.
SERVERS = {"daphne": DAPHNE, "uvicorn": UVICORN}
APPLICATIONS = {
    "raw": "tests.bench.live.raw:application",
    "hub": "tests.host.asgi:application",
    "tutorial": "tests.bench.live.tutorial:application",
}


def use_core(core: int) -> None:
    if (os.cpu_count() or 1) > core:
        os.sched_setaffinity(0, {core})


def allow_many_sockets() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass
class Server:
    process: subprocess.Popen[bytes]

    def memory(self) -> float:
        """Proportional set size in kB."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return next(float(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")


@contextmanager
def serving(server: str, application: str) -> Iterator[Server]:
    """A fresh process of the server, which answers."""
    if _answers():
        raise MissingService(f"Port {PORT} is taken: end the process that listens there.")
    process = subprocess.Popen(
        [sys.executable, "-m", *SERVERS[server], APPLICATIONS[application]],
        preexec_fn=lambda: use_core(SERVER_CORE),
        stdout=subprocess.DEVNULL,
    )
    try:
        _await_answer(process)
        yield Server(process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Load:
    """The client of load.c with its sockets up. Numbers name the messages that it waits for."""

    def __init__(self, process: subprocess.Popen[str], seconds: float) -> None:
        self._process = process
        # Between the first dial and the last socket's being up.
        self.seconds = seconds

    def send(self, number: int, size: int) -> None:
        self._say(f"send {number} {size}")

    def began(self, number: int, at: float) -> None:
        self._say(f"began {number} {at:.6f}")

    def wait(self, number: int, seconds: float = 20) -> "Arrivals":
        self._say(f"wait {number} {seconds}")
        return self._hear()

    def report(self, first: int, last: int) -> "Arrivals":
        self._say(f"report {first} {last}")
        return self._hear()

    def _say(self, line: str) -> None:
        stdin = self._process.stdin
        assert stdin
        stdin.write(f"{line}\n")
        stdin.flush()

    def _hear(self) -> "Arrivals":
        count, *latencies = _line_of(self._process).split()
        return Arrivals(int(count), *map(float, latencies))


@dataclass(frozen=True)
class Arrivals:
    """How many messages arrived at how many sockets, all told, and how late in milliseconds."""

    count: int
    p50: float
    p99: float
    last: float


@contextmanager
def loaded(
    client: Path, sockets: int, *, cookies: Sequence[str] = (), subscribe: str = "-"
) -> Iterator[Load]:
    """`sockets` open sockets; with `subscribe`, each has said that and has been answered."""
    names = "-"
    if cookies:
        file = client.with_name("cookies")
        file.write_text("".join(f"{cookies[n % len(cookies)]}\n" for n in range(sockets)))
        names = str(file)
    process = subprocess.Popen(
        [client, str(PORT), PATH, str(sockets), "http://localhost", names, subscribe],
        preexec_fn=lambda: use_core(LOAD_CORE),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Load(process, float(_line_of(process).split()[1]))
    finally:
        process.kill()
        process.wait()


@contextmanager
def compiled_client() -> Iterator[Path]:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise MissingService("The load client is written in C: install gcc.")
    folder = Path(mkdtemp(prefix="strategy-hub-bench-"))
    try:
        source = Path(__file__).with_name("load.c")
        subprocess.run([compiler, "-O2", "-o", folder / "load", source], check=True)
        yield folder / "load"
    finally:
        shutil.rmtree(folder)


def _line_of(process: subprocess.Popen[str]) -> str:
    stdout: IO[str] | None = process.stdout
    assert stdout
    line = stdout.readline()
    if not line:
        raise RuntimeError("The load client gave up; it has said why.")
    return line


def _answers() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, PORT)) == 0


def _await_answer(process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not _answers():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("The server under test did not start; it has said why.")
        time.sleep(0.05)
