from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
CHUNK = 500


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Few enough to be the parameters of one query on every database."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
