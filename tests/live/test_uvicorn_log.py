"""What hostile frames make Uvicorn log: a line for each, and no traceback."""

import logging
from typing import Any

import pytest
from websockets.exceptions import InvalidState

from discussions.live.uvicorn_log import ASYNCIO, PROTOCOL, UVICORN, WORDS, calm_uvicorn

FATAL = "Fatal error: protocol.data_received() call failed.\nprotocol: <{}.X object at 0x7f>"


@pytest.mark.parametrize(
    ("name", "words", "error", "is_calm"),
    [
        (UVICORN, WORDS, UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), True),
        (ASYNCIO, FATAL.format(PROTOCOL), InvalidState("connection is closing"), True),
        (ASYNCIO, FATAL.format(PROTOCOL), RuntimeError("broken"), False),
        (ASYNCIO, FATAL.format("another.protocol"), InvalidState("closing"), False),
        (UVICORN, "Exception in ASGI application", RuntimeError("broken"), False),
    ],
    ids=["no UTF-8", "late", "another error", "another protocol", "ours"],
)
def test_only_what_clients_provoke_is_shortened(
    name: str, words: str, error: Exception, is_calm: bool, caplog: Any
) -> None:
    calm_uvicorn()
    logging.getLogger(name).error(words, exc_info=error)
    (record,) = caplog.records
    assert (record.exc_info is None) is is_calm
    assert (record.levelno == logging.INFO) is is_calm
