"""Starting a coroutine without a task.

Most sends finish at once, and a task for each would be the greater part of a broadcast's work.
"""

from collections.abc import Coroutine, Generator
from typing import Any


class Rest:
    """What is left of a coroutine that had to wait. Await it, from a task, to let it finish."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._coroutine = coroutine
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        while True:
            error: BaseException | None = None
            try:
                yield awaited
            except BaseException as raised:  # noqa: BLE001  (cancelling too is for the coroutine)
                error = raised
            try:
                awaited = self._coroutine.throw(error) if error else self._coroutine.send(None)
            except StopIteration:
                return


def begin(coroutine: Coroutine[Any, Any, None]) -> Rest | None:
    """Run a coroutine until it first has to wait; None when it is done. Its errors are raised."""
    try:
        awaited = coroutine.send(None)
    except StopIteration:
        return None
    return Rest(coroutine, awaited)
