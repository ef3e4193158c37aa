"""How far an import is: a bar on a terminal, a line every ten per cent elsewhere."""

from typing import Protocol

BAR_WIDTH = 30


class Stream(Protocol):
    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


class Progress:
    """Counts `advance` calls towards `total` and shows them on `stream`, under `label`."""

    def __init__(self, stream: Stream, label: str, total: int) -> None:
        self._stream = stream
        self._label = label
        self._total = total
        self._done = 0
        self._shown = -1
        self._is_terminal = stream.isatty()

    def advance(self, by: int = 1) -> None:
        self._done += by
        per_cent = 100 * self._done // self._total if self._total else 100
        step = per_cent if self._is_terminal else per_cent - per_cent % 10
        if step == self._shown:
            return
        self._shown = step
        self._stream.write(self._bar(per_cent) if self._is_terminal else self._line(step))
        self._stream.flush()

    def _bar(self, per_cent: int) -> str:
        filled = BAR_WIDTH * per_cent // 100
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        end = "\n" if self._done >= self._total else ""
        return f"\r{self._label} {bar} {per_cent:3d} % ({self._done}/{self._total}){end}"

    def _line(self, per_cent: int) -> str:
        return f"{self._label} {per_cent} % ({self._done}/{self._total})\n"
