"""Uvicorn logs a traceback for each text frame that is no UTF-8. A line is enough for it.

When it has closed the line itself already, for another frame, it fails over such a frame, and
asyncio logs that in full.
"""

import logging

UVICORN, ASYNCIO = "uvicorn.error", "asyncio"
WORDS = "Invalid UTF-8 sequence received from client."
PROTOCOL = "uvicorn.protocols.websockets"


def calm_uvicorn() -> None:
    """Anybody with an account could fill the disk otherwise."""
    for logger in (logging.getLogger(UVICORN), logging.getLogger(ASYNCIO)):
        if _without_traceback not in logger.filters:
            logger.addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.msg == WORDS or _is_late(record):
        record.exc_info = None
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
    return True


def _is_late(record: logging.LogRecord) -> bool:
    """Something that arrived on a line which was closing."""
    error = record.exc_info[0] if record.exc_info else None
    is_closing = error is not None and error.__name__ == "InvalidState"
    return record.name == ASYNCIO and is_closing and PROTOCOL in record.getMessage()
