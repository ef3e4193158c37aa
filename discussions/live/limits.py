import time


class Allowance:
    """So many frames in so many seconds, spent one by one and refilled steadily.

    What is over it is counted too: whoever goes on regardless runs up a debt.
    """

    __slots__ = ("_at", "_left", "_most", "_refill")

    def __init__(self, frames: int, seconds: float) -> None:
        self._most = frames
        self._refill = frames / seconds
        self._left = float(frames)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more frame is within the allowance."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._refill) - 1
        self._at = now
        return self._left >= 0

    @property
    def is_abused(self) -> bool:
        """As much over the allowance as the allowance itself."""
        return self._left < -self._most
