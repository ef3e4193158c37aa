"""What Daphne leaves out of WebSockets: statuses, close codes, bounded queues, and speed.

Daphne refuses every handshake with 403, closes with 1000 or a private code alone, drops the line
without a word when a frame is too big or no UTF-8, queues without end for a reader that takes
nothing, and goes through its event loop once more for each frame. Uvicorn needs none of this.
"""

import sys
from typing import Any

from ..conf import hub_settings
from .protocol import CLOSE_TOO_SLOW, frame_of

# Bytes that may wait for one reader, beyond what the operating system holds.
MOST_UNSENT = 4 * 1024 * 1024


def extend_daphne() -> None:
    """Make the Daphne of this process, if it is what serves it, use the sockets below."""
    if "daphne.server" not in sys.modules:
        return
    from daphne.server import Server
    from daphne.ws_protocol import ConnectionDeny, WebSocketFactory, WebSocketProtocol
    from twisted.internet.tcp import Connection

    if WebSocketFactory.protocol is not WebSocketProtocol:
        return  # done already, or somebody else's

    class Socket(WebSocketProtocol):
        maxMessagePayloadSize: int
        # The frame that was built last: a broadcast writes the same text to every socket.
        last_text = ""
        last_frame = b""

        def onConnect(self, request: Any) -> Any:
            self.is_ours = request.path == hub_settings.SOCKET_PATH
            if self.is_ours:
                self.failByDrop = False  # a close frame with a code instead of a dropped line
            return super().onConnect(request)

        def onMessageFrameBegin(self, length: int) -> None:
            # Only here: Autobahn checks what is sent against the same limit.
            limit = self.maxMessagePayloadSize
            if self.is_ours:
                self.maxMessagePayloadSize = hub_settings.FRAME_MAX_BYTES
            super().onMessageFrameBegin(length)
            self.maxMessagePayloadSize = limit

        def handle_reply(self, message: dict[str, Any]) -> None:
            kind = message["type"]
            if kind == "websocket.http.response.start":
                self.refuse(message["status"])
            elif kind == "websocket.http.response.body":
                pass  # the status says it all
            else:
                super().handle_reply(message)

        def refuse(self, status: int) -> None:
            """The handshake's answer; what `serverReject` does, with a status of one's own."""
            self.handshake_deferred.errback(ConnectionDeny(status))
            del self.handshake_deferred
            self.server.protocol_disconnected(self)

        def serverClose(self, code: int | None = None) -> None:
            # Autobahn's own way allows a server nothing between 1000 and 3000: no "too big", no
            # "restart" (RFC 6455, 7.4.1).
            self.sendCloseFrame(code or 1000)

        def serverSend(self, content: Any, binary: bool = False) -> None:
            plain = isinstance(self.transport, Connection) and self._perMessageCompress is None
            if binary or not plain or self.state != self.STATE_OPEN:
                super().serverSend(content, binary)
                return
            if content is not Socket.last_text:
                Socket.last_text, Socket.last_frame = content, frame_of(content)
            self.write_now(Socket.last_frame)

        def write_now(self, frame: bytes) -> None:
            transport = self.transport
            waiting = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
            if waiting > MOST_UNSENT:
                self.sendCloseFrame(CLOSE_TOO_SLOW)
                transport.abortConnection()
                return
            written = 0
            if not waiting and transport.connected and not transport.disconnecting:
                try:
                    written = transport.socket.send(frame)
                except OSError:
                    written = 0  # full, or gone: the usual way finds out which
            if written < len(frame):
                transport.write(frame[written:])

    create_application = Server.create_application

    def create_with_refusals(self: Any, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})["websocket.http.response"] = {}
        return create_application(self, protocol, scope)

    WebSocketFactory.protocol = Socket
    Server.create_application = create_with_refusals
