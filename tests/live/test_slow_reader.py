"""A reader that takes nothing off its line costs bounded memory, and nobody else any time."""

from collections.abc import Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async

from discussions import actions
from discussions.models import Discussion
from tests.cast import Cast, Hub
from tests.discussions.sockets import signed_in
from tests.host.server import Server

from .conftest import QUICKLY
from .line import Line

pytestmark = pytest.mark.django_db(transaction=True)

GREEDY = 70
POSTS = 20


@pytest.fixture(params=["daphne", "uvicorn"])
def patient_server(request: Any) -> Iterator[Server]:
    """One that lets a single socket ask for a great deal."""
    server = Server(request.param, options={**QUICKLY, "FRAME_RATE": (1000, 1), "OUTBOX_FRAMES": 8})
    server.start()
    yield server
    server.stop()


async def test_a_reader_too_far_behind_is_cut_and_catches_up_later(
    patient_server: Server, cast: Cast, hub: Hub
) -> None:
    discussion: Discussion = await database_sync_to_async(lambda: hub.discussion)()
    post = database_sync_to_async(actions.create_post)
    for number in range(POSTS):
        await post(discussion, author=cast.employee, body=f"{number} {'long ' * 1990}")
    slow = await Line.open(patient_server, await signed_in(cast.employee), queue=1)
    quick = await Line.open(patient_server, await signed_in(cast.colleague))
    await quick.subscribe(discussion, after=POSTS)
    for _ in range(GREEDY):
        await slow.ask(type="subscribe", discussion=discussion.pk, after=0)
    # Counts are gathered before they are sent: whether the quick one was told alone is chance.
    for watching in (2, 1):
        while (await quick.next("presence"))["watching"] != watching:
            pass
    assert await slow.closed() in {4008, 1006}
    await post(discussion, author=cast.member, body="Meanwhile")
    assert (await quick.next("changes"))["head"] == POSTS + 1
    again = await Line.open(patient_server, await signed_in(cast.employee))
    assert (await again.subscribe(discussion, after=POSTS))["head"] == POSTS + 1
    await again.close()
    await quick.close()
    assert "Traceback" not in patient_server.log()
