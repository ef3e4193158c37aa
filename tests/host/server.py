"""The test host in a process of its own, under a real server, on the database of the test."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

APPLICATION = "tests.host.asgi:application"
COMMANDS = {
    "daphne": (
        *("daphne", "-v", "0", "-e", "tcp:port={port}:interface=127.0.0.1:backlog=2048"),
        *("--websocket_connect_timeout", "30", APPLICATION),
    ),
    "uvicorn": (
        *("uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--ws", "websockets-sansio"),
        *("--ws-max-size", "16384", "--log-level", "warning", "--no-access-log", APPLICATION),
    ),
}


def database_url() -> str:
    """Where the database of the running test is, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return f"postgres://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """`options` are the host's STRATEGY_HUB; `environment` is laid over this process's own."""

    def __init__(
        self,
        kind: str = "daphne",
        *,
        options: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.socket_address = f"ws://localhost:{self.port}/ws/strategy/"
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [part.format(port=self.port) for part in COMMANDS[kind]]
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.host.settings",
            "DATABASE_URL": database_url(),
            "STRATEGY_TEST_MEDIA": str(settings.MEDIA_ROOT),
            "STRATEGY_TEST_OPTIONS": json.dumps(options or {}),
            **(environment or {}),
        }
        self._log, self._log_path = tempfile.mkstemp(prefix="server-", suffix=".log")
        weakref.finalize(self, _remove, self._log, self._log_path)

    def start(self) -> None:
        self.spawn()
        self.wait_until_ready()

    def spawn(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *self._command],
            cwd=Path(__file__).parents[2],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )

    def wait_until_ready(self) -> None:
        assert self.process
        deadline = time.monotonic() + 60
        while self.status("/healthz/") != 200:
            assert self.process.poll() is None, f"the server did not start: {self.log()}"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self.process:
            self.process.terminate()
            self.process.wait(30)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        assert self.process
        self.process.kill()
        self.process.wait(30)

    def status(self, path: str) -> int | None:
        """The HTTP status of a page; None when nobody answers."""
        try:
            # The address is our own server's.
            with urlopen(self.address + path, timeout=10) as answer:  # noqa: S310
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None

    def log(self) -> str:
        """Everything that it has said so far."""
        return Path(self._log_path).read_text(errors="replace")


def _remove(log: int, path: str) -> None:
    os.close(log)
    os.unlink(path)
