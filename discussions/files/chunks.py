"""An open file as a stream of chunks. Memory holds one chunk, whatever the size of the file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from .ranges import ByteRange

CHUNK = 128 * 1024


class FileChunks:
    """For WSGI: the server iterates in the thread of the request.

    Django closes what it streams when the response ends, also when the client has gone away.
    """

    def __init__(self, file: Any, part: ByteRange) -> None:
        self._file = file
        self._part = part

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._part.first)
        left = self._part.length
        while left > 0 and (data := self._file.read(min(CHUNK, left))):
            left -= len(data)
            yield data

    def close(self) -> None:
        self._file.close()


class AsyncFileChunks:
    """For ASGI. Django collects a synchronous iterator into a list there: the whole file."""

    def __init__(self, file: Any, part: ByteRange) -> None:
        self._chunks = FileChunks(file, part)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = iter(self._chunks)
        while data := await asyncio.to_thread(next, chunks, b""):
            yield data

    def close(self) -> None:
        self._chunks.close()
