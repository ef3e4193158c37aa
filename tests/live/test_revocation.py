"""Whoever loses access gets nothing more, in another process than the one that took it away.

Word of it goes through Redis, and without Redis the next heartbeat finds out. The one is tested
with heartbeats that never come, the other with a Redis that is not there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from discussions import actions
from discussions.conf import hub_settings
from discussions.models import Discussion
from tests.cast import Cast, Hub, restrict
from tests.discussions.sockets import signed_in
from tests.host.server import Server, free_port

from .line import Line
from .private_redis import PrivateRedis

pytestmark = pytest.mark.django_db(transaction=True)

PREFIX = "strategy-hub-revocation"


@dataclass(frozen=True)
class Place:
    server: Server
    layer: dict[str, Any]


def place_on(redis_url: str, heartbeat: float) -> Place:
    server = Server(
        options={"HEARTBEAT_SECONDS": heartbeat, "DRAIN_NOTICE_SECONDS": 0},
        environment={"REDIS_URL": redis_url, "STRATEGY_TEST_PREFIX": PREFIX},
    )
    server.start()
    layer = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": redis_url, "socket_timeout": None}], "prefix": PREFIX},
    }
    return Place(server, layer)


@pytest.fixture(scope="module", params=["word comes", "heartbeats only"])
def where(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Place]:
    if request.param == "word comes":
        redis = PrivateRedis()
        redis.start()
        place = place_on(redis.url, heartbeat=3600)
        yield place
        place.server.stop()
        redis.kill()
    else:
        place = place_on(f"redis://127.0.0.1:{free_port()}/0", heartbeat=0.5)
        yield place
        place.server.stop()


@pytest.fixture
def place(where: Place, settings: Any) -> Place:
    settings.CHANNEL_LAYERS = {"default": where.layer}
    return where


def sign_out(client: Client, cast: Cast, hub: Hub) -> None:
    client.logout()


def end_session(client: Client, cast: Cast, hub: Hub) -> None:
    Session.objects.get(session_key=client.cookies["sessionid"].value).delete()


def deactivate(client: Client, cast: Cast, hub: Hub) -> None:
    cast.employee.is_active = False
    cast.employee.save()


def change_password(client: Client, cast: Cast, hub: Hub) -> None:
    cast.employee.set_password("another")
    cast.employee.save()


def leave_group(client: Client, cast: Cast, hub: Hub) -> None:
    cast.employee.groups.remove(Group.objects.get(name="Staff"))


def restrict_page(client: Client, cast: Cast, hub: Hub) -> None:
    restrict(hub.theme_page, "Team")


ENDED = [sign_out, end_session, deactivate, change_password]
NARROWED = [leave_group, restrict_page]


@pytest.mark.parametrize("act", [*ENDED, *NARROWED], ids=lambda act: act.__name__)
async def test_nothing_arrives_after_access_has_ended(
    place: Place, cast: Cast, hub: Hub, act: Callable[[Client, Cast, Hub], None]
) -> None:
    discussion: Discussion = await database_sync_to_async(lambda: hub.discussion)()
    client = await signed_in(cast.employee)
    loser = await Line.open(place.server, client)
    keeper = await Line.open(place.server, await signed_in(cast.member))
    for line in (loser, keeper):
        await line.subscribe(discussion)
    await database_sync_to_async(act)(client, cast, hub)
    if act in ENDED:
        assert await loser.closed() == 4001
    else:
        assert (await loser.next("gone"))["discussion"] == discussion.pk
    post = database_sync_to_async(actions.create_post)
    await post(discussion, author=cast.member, body="A secret")
    assert (await keeper.next("changes"))["posts"]
    if act in NARROWED:
        # Answers come in order: what was sent before this one would have arrived before it.
        await loser.ask(type="typing", discussion=discussion.pk)
        frames = [await loser.frame()]
        while frames[-1]["type"] != "error":
            frames.append(await loser.frame())
        assert {frame["type"] for frame in frames} <= {"error", "heads", "person"}
        assert all(str(discussion.pk) not in frame.get("heads", {}) for frame in frames)
    await loser.close()
    await keeper.close()


async def test_an_unpublished_page_takes_its_discussion_from_everybody(
    place: Place, cast: Cast, hub: Hub
) -> None:
    discussion: Discussion = await database_sync_to_async(lambda: hub.discussion)()
    line = await Line.open(place.server, await signed_in(cast.member))
    await line.subscribe(discussion)
    await database_sync_to_async(hub.theme_page.unpublish)()
    assert (await line.next("gone"))["discussion"] == discussion.pk
    await line.close()


def test_a_heartbeat_comes_often_enough_for_those_who_wait_for_it() -> None:
    assert 2 * hub_settings.HEARTBEAT_SECONDS < 60
