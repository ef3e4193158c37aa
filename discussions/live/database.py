"""Reading for live delivery: in a thread, on a connection that stays."""

from collections.abc import Callable, Coroutine
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")

# Then the connection is given back, if the settings say so, and a fresh one taken.
KEPT_SECONDS = 60
_kept_since = 0.0


def in_database(read: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let `read`, which only reads, run in a thread, and again if the connection was lost.

    All of them run in one thread, one after the other. What Channels has for this fetches a
    connection for each question and gives it back after, and a pool tries it out each time: as much
    work as the question itself. Here it stays.
    """

    @wraps(read)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        _tidy_up()
        try:
            return read(*args, **kwargs)
        except (OperationalError, InterfaceError):
            # Lost since the last question, as when the database was restarted; or away.
            connections.close_all()
            return read(*args, **kwargs)

    return sync_to_async(run)


def _tidy_up() -> None:
    global _kept_since
    if monotonic() - _kept_since > KEPT_SECONDS:
        close_old_connections()
        _kept_since = monotonic()
