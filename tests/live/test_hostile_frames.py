"""Whatever a client sends: an error frame or a documented close, and nothing in the log."""

import asyncio
import json

import pytest
from channels.db import database_sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode

from discussions.models import Discussion
from tests.cast import Cast, Hub
from tests.discussions.sockets import signed_in
from tests.discussions.test_live_requests import NAMED
from tests.host.server import Server

from .line import Line

pytestmark = pytest.mark.django_db(transaction=True)

BIG = b'{"type":"' + b"x" * 17_000 + b'"}'
FRAMES = st.tuples(
    st.just(Opcode.TEXT),
    st.text().map(str.encode) | NAMED.map(lambda frame: json.dumps(frame).encode()) | st.binary(),
) | st.tuples(st.sampled_from(list(Opcode)), st.binary(max_size=200))


async def send_raw(line: Line, opcode: Opcode, data: bytes, *, fin: bool = True) -> None:
    """A frame as it stands, right or wrong; masked with nothing, as clients' must be masked."""
    first, size = bytes([fin << 7 | opcode]), len(data)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    line.connection.transport.write(first + length + bytes(4) + data)


@pytest.mark.parametrize(
    ("opcode", "data", "codes"),
    [
        (Opcode.BINARY, b"\x00", {1003}),
        (Opcode.TEXT, b"\xff\xfe", {1007}),
        (Opcode.TEXT, b"\xed\xa0\x80", {1007}),  # half of a surrogate pair
        (Opcode.TEXT, BIG, {1009}),
        (Opcode.BINARY, b"x" * (2 * 1024 * 1024), {1009}),
        (Opcode.CONT, b"nothing to go on with", {1002}),
    ],
)
async def test_what_cannot_be_a_frame_ends_the_socket_with_a_code(
    server: Server, cast: Cast, hub: Hub, opcode: Opcode, data: bytes, codes: set[int]
) -> None:
    line = await Line.open(server, await signed_in(cast.employee))
    await send_raw(line, opcode, data)
    assert await line.closed() in codes
    assert "Traceback" not in server.log()


async def test_a_flood_is_dropped_and_then_ends_the_socket(
    server: Server, cast: Cast, hub: Hub
) -> None:
    line = await Line.open(server, await signed_in(cast.employee))
    for _ in range(200):
        await send_raw(line, Opcode.TEXT, b"{}")
    frames = await line.rest()
    errors = [frame["code"] for frame in frames if frame["type"] == "error"]
    assert line.connection.close_code == 4029
    assert set(errors) == {"unknown_type", "too_fast"}
    assert len(errors) < 100


async def test_no_frame_brings_the_server_to_an_internal_error(
    server: Server, cast: Cast, hub: Hub
) -> None:
    client = await signed_in(cast.employee)
    discussion: Discussion = await database_sync_to_async(lambda: hub.discussion)()
    loop = asyncio.get_running_loop()

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), database=None)
    @given(frames=st.lists(FRAMES, min_size=1, max_size=5), fin=st.booleans())
    def hold(frames: list[tuple[Opcode, bytes]], fin: bool) -> None:
        asyncio.run_coroutine_threadsafe(throw(frames, fin), loop).result()

    async def throw(frames: list[tuple[Opcode, bytes]], fin: bool) -> None:
        line = await Line.open(server, client)
        try:
            for opcode, data in frames:
                await send_raw(line, opcode, data, fin=fin)
            # The server answers, or has ended the socket for a reason that clients can read about.
            await line.subscribe(discussion)
        except (ConnectionClosed, OSError):
            # 1006: what we had still on the way made the operating system reset the line.
            code = line.connection.close_code
            assert code != 1011
            # What a client closes itself is answered with its own code.
            closes = any(opcode is Opcode.CLOSE for opcode, _data in frames)
            assert closes or code in {1002, 1003, 1005, 1006, 1007, 1009}
        finally:
            await line.close()

    await asyncio.to_thread(hold)
    assert "Traceback" not in server.log()
