"""A broadcast under Uvicorn: one frame for everybody, written straight to each line.

Uvicorn makes the frame anew for every socket, which takes longer than to write it.
"""

import sys
from typing import Any

IMPLEMENTATION = "uvicorn.protocols.websockets.websockets_sansio_impl"
# What is relied on here; without one of them a socket is written to in the usual way.
NEEDED = ("close_sent", "conn", "disconnected", "transport", "writable")


def line_behind(send: Any) -> Any:
    """Uvicorn's own end of the socket that `send` sends to, if a frame may be written to it as it
    is: no extension changes it on the way. None under any other server.
    """
    module = sys.modules.get(IMPLEMENTATION)
    line: Any = getattr(send, "__self__", None)
    if module is None or type(line) is not module.WebSocketsSansIOProtocol:
        return None
    is_known = all(hasattr(line, name) for name in NEEDED)
    return line if is_known and not line.conn.extensions else None


def write_straight(line: Any, frame: bytes) -> bool:
    """Write a frame, unless the line is closing or its reader is behind: then nothing is done."""
    if line.close_sent or line.disconnected or not line.writable.is_set():
        return False
    if line.transport.is_closing() or line.conn.state.name != "OPEN":
        return False
    line.transport.write(frame)
    return True
