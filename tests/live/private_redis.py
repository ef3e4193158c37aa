"""A Redis of the test's own, on a free port: it may be killed and emptied without harm."""

import shutil
import socket
import subprocess
import time

from tests.host.server import free_port

MISSING = "redis-server is missing. Install it: apt-get install redis-server"


class PrivateRedis:
    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError(MISSING)
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [
            *(program, "--bind", "127.0.0.1", "--port", str(self.port)),
            *("--save", "", "--appendonly", "no", "--loglevel", "warning"),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, "Redis did not start"
            assert time.monotonic() < deadline, "Redis does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        assert self._process
        self._process.kill()
        self._process.wait(30)

    def flush(self) -> None:
        """Forget everything."""
        assert self.say("FLUSHALL") == "+OK"

    def say(self, *words: str) -> str:
        """One command and the first line of its answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(" ".join(words).encode() + b"\r\n")
            return line.makefile().readline().strip()

    def _answers(self) -> bool:
        try:
            return self.say("PING") == "+PONG"
        except OSError:
            return False
