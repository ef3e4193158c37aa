import json
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import OperationalError

from discussions import actions
from discussions.live import poke, reading, sessions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub, restrict

from .sockets import Socket, open_socket, signed_in, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


async def do(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await database_sync_to_async(act)(*args, **kwargs)


@pytest.fixture
def discussion(hub: Hub) -> Discussion:
    return hub.discussion


async def test_a_post_reaches_everybody_who_watches_rendered_once_for_all(
    cast: Cast, discussion: Discussion
) -> None:
    first = await subscribed(cast.employee, discussion)
    second = await subscribed(cast.colleague, discussion)
    post = await do(actions.create_post, discussion, author=cast.member, body="A *new* thought")
    frames = [await first.next("changes"), await second.next("changes")]
    assert frames[0] == frames[1]
    assert [sent["id"] for sent in frames[0]["posts"]] == [post.pk]
    assert "<em>new</em>" in frames[0]["posts"][0]["html"]
    assert (frames[0]["after"], frames[0]["head"]) == (0, 1)
    assert frames[0]["post_count"] == 1
    await first.close()
    await second.close()


async def test_a_socket_that_comes_late_gets_what_it_missed_and_then_the_news(
    cast: Cast, discussion: Discussion
) -> None:
    for number in range(3):
        await do(actions.create_post, discussion, author=cast.employee, body=f"Number {number}")
    socket = await open_socket(cast.colleague)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=1)
    caught_up = await socket.next("changes")
    assert [post["seq"] for post in caught_up["posts"]] == [2, 3]
    await do(actions.create_post, discussion, author=cast.employee, body="Number 3")
    assert [post["seq"] for post in (await socket.next("changes"))["posts"]] == [4]
    await socket.close()


async def test_a_change_of_a_post_arrives_under_a_new_number(
    cast: Cast, discussion: Discussion
) -> None:
    post = await do(actions.create_post, discussion, author=cast.employee, body="First words")
    socket = await subscribed(cast.colleague, discussion)
    await do(actions.support_post, post, actor=cast.member)
    frame = await socket.next("changes")
    assert (frame["posts"][0]["seq"], frame["posts"][0]["changed_seq"]) == (1, 2)
    await socket.close()


async def test_a_lost_poke_is_repaired_by_the_heartbeat(
    cast: Cast, discussion: Discussion, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"HEARTBEAT_SECONDS": 0.2}
    socket = await subscribed(cast.colleague, discussion)
    settings.CHANNEL_LAYERS = {}
    await do(actions.create_post, discussion, author=cast.employee, body="Nobody was poked")
    assert (await socket.next("changes"))["posts"][0]["seq"] == 1
    assert (await socket.next("heads"))["heads"] == {str(discussion.pk): 1}
    await socket.close()


async def test_a_post_is_stored_while_the_channel_layer_is_dead(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("the layer is down")

    monkeypatch.setattr(poke, "_dead_until", WeakKeyDictionary())
    monkeypatch.setattr(get_channel_layer(), "group_send", refuse)
    post = await do(actions.create_post, discussion, author=cast.employee, body="Still here")
    assert await Post.objects.filter(pk=post.pk).aexists()


async def test_too_far_behind_means_reload(
    cast: Cast, discussion: Discussion, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"CATCH_UP_LIMIT": 2}
    for number in range(3):
        await do(actions.create_post, discussion, author=cast.employee, body=f"Number {number}")
    socket = await open_socket(cast.colleague)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    assert (await socket.next("reload"))["discussion"] == discussion.pk
    await socket.close()


async def test_what_is_too_big_for_one_frame_follows_in_the_next(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await do(actions.create_post, discussion, author=cast.employee, body=f"Number {number}")
    monkeypatch.setattr("discussions.live.reading.FRAME_CHARACTERS", 1)
    socket = await open_socket(cast.colleague)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    frames = [await socket.next("changes") for _ in range(3)]
    assert [frame["more"] for frame in frames] == [True, True, False]
    assert [(frame["after"], frame["head"]) for frame in frames] == [(0, 1), (1, 2), (2, 3)]
    await do(actions.create_post, discussion, author=cast.employee, body="Number 3")
    assert (await socket.next("changes"))["head"] == 4
    await socket.close()


async def test_a_post_between_catching_up_and_listening_is_not_lost(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reading.read_changes

    def read_and_be_overtaken(*args: Any) -> Any:
        frame: Any = real(*args)
        if frame["head"] == 0:
            actions.create_post(discussion, author=cast.employee, body="Just then")
        return frame

    monkeypatch.setattr(reading, "read_changes", read_and_be_overtaken)
    socket = await open_socket(cast.colleague)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    assert (await socket.next("changes"))["head"] == 0
    assert (await socket.next("changes"))["head"] == 1
    await socket.close()


async def test_a_session_that_ends_during_the_handshake_gets_no_socket(
    cast: Cast, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await signed_in(cast.employee)
    real = sessions._read_sessions

    def read_and_sign_out(keys: Any) -> Any:
        found = real(keys)
        monkeypatch.setattr(sessions, "_read_sessions", real)
        client.logout()
        return found

    other = await open_socket(cast.colleague)  # the feed is at work already
    monkeypatch.setattr(sessions, "_read_sessions", read_and_sign_out)
    socket = Socket(client)
    await socket.open()
    assert await socket.closed() == 4001
    await other.close()


async def test_frames_beyond_the_allowance_are_dropped_and_then_end_the_socket(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"FRAME_RATE": (2, 1000)}
    socket = await open_socket(cast.employee)
    await socket.ask(type="unsubscribe", discussion=1)
    await socket.ask(type="unsubscribe", discussion=1)
    await socket.ask(type="unsubscribe", discussion=1)
    assert (await socket.next("error"))["code"] == "too_fast"
    await socket.ask(type="unsubscribe", discussion=1)
    await socket.ask(type="unsubscribe", discussion=1)
    assert await socket.closed() == 4029


async def test_one_socket_watches_so_many_discussions_and_no_more(
    cast: Cast, hub: Hub, discussion: Discussion, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"SUBSCRIPTIONS_PER_SOCKET": 1}
    socket = await subscribed(cast.member, discussion)
    other = await do(lambda: hub.team_discussion.pk)
    await socket.ask(type="subscribe", discussion=other, after=0)
    error = await socket.next("error")
    assert (error["code"], error["discussion"]) == ("too_many_subscriptions", other)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    await socket.next("changes")
    await socket.ask(type="unsubscribe", discussion=discussion.pk)
    await socket.ask(type="subscribe", discussion=other, after=0)
    assert (await socket.next("changes"))["discussion"] == other
    await socket.close()


async def test_a_database_that_is_away_ends_the_socket_with_a_word_to_come_back(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("the database is away")

    socket = await open_socket(cast.employee)
    monkeypatch.setattr(reading, "get_user_model", fail)
    await socket.ask(type="subscribe", discussion=discussion.pk, after=0)
    assert await socket.closed() == 1013


@pytest.mark.parametrize("person", ["outsider", "employee"])
async def test_what_one_may_not_see_looks_like_what_is_not_there(
    cast: Cast, hub: Hub, person: str
) -> None:
    socket = await open_socket(getattr(cast, person))
    for number in (await do(lambda: hub.team_discussion.pk), 987654):
        await socket.ask(type="subscribe", discussion=number, after=0)
        assert await socket.next("gone") == {"type": "gone", "discussion": number}
    await socket.close()


async def test_nothing_arrives_after_leaving_the_group_even_if_the_poke_is_lost(
    cast: Cast, discussion: Discussion, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await subscribed(cast.employee, discussion)
    watcher = await subscribed(cast.colleague, discussion)
    monkeypatch.setattr("discussions.actions.access.poke_access", lambda: None)
    await do(cast.employee.groups.clear)
    await do(actions.create_post, discussion, author=cast.member, body="A secret")
    assert (await watcher.next("changes"))["posts"]
    assert (await socket.next("gone"))["discussion"] == discussion.pk
    assert await socket.is_quiet()
    await socket.close()
    await watcher.close()


async def test_a_new_restriction_narrows_open_sockets_at_once(
    cast: Cast, hub: Hub, discussion: Discussion
) -> None:
    employee = await subscribed(cast.employee, discussion)
    member = await subscribed(cast.member, discussion)
    await do(restrict, hub.theme_page, "Team")
    assert (await employee.next("gone"))["discussion"] == discussion.pk
    await do(actions.create_post, discussion, author=cast.member, body="For the team")
    assert (await member.next("changes"))["posts"]
    assert await employee.is_quiet()
    await employee.close()
    await member.close()


async def test_a_change_that_may_touch_anybody_costs_no_query_for_each_person(
    cast: Cast, hub: Hub, django_assert_max_num_queries: Any
) -> None:
    people = [person.pk for _name, person in cast if person.pk]

    def read() -> None:
        staffs, teams = hub.discussion.pk, hub.team_discussion.pk
        with django_assert_max_num_queries(6):
            present, audiences = reading.read_audiences([staffs, teams], people)
        assert set(people) - present == {cast.deactivated.pk}
        assert present - audiences[staffs] == {cast.outsider.pk}
        assert audiences[teams] == {cast.member.pk}

    await do(read)


async def test_signing_out_closes_the_sockets_of_that_session_alone(
    cast: Cast, discussion: Discussion
) -> None:
    here, there = await signed_in(cast.employee), await signed_in(cast.employee)
    ended, kept = Socket(here), Socket(there)
    for socket in (ended, kept):
        assert (await socket.open())[0]
        await socket.next("hello")
    await do(here.logout)
    assert await ended.closed() == 4001
    await kept.ask(type="subscribe", discussion=discussion.pk, after=0)
    assert await kept.next("changes")
    await kept.close()


async def test_a_session_that_is_deleted_by_hand_ends_its_sockets(
    cast: Cast, discussion: Discussion
) -> None:
    socket = await subscribed(cast.employee, discussion)
    await Session.objects.all().adelete()
    assert await socket.closed() == 4001


async def test_sessions_in_the_cache_alone_end_their_sockets_too(
    cast: Cast, discussion: Discussion, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    monkeypatch.setattr("discussions.receivers.session_model", None)
    client = await signed_in(cast.employee)
    socket = Socket(client)
    assert (await socket.open())[0]
    await do(client.logout)
    assert await socket.closed() == 4001


async def test_deactivation_closes_every_socket_of_the_person(
    cast: Cast, discussion: Discussion
) -> None:
    socket = await subscribed(cast.employee, discussion)
    cast.employee.is_active = False
    await do(cast.employee.save)
    assert await socket.closed() == 4001


async def test_leaving_a_group_from_the_groups_side_counts_as_well(
    cast: Cast, discussion: Discussion
) -> None:
    socket = await subscribed(cast.employee, discussion)
    staff = await Group.objects.aget(name="Staff")
    await do(staff.user_set.remove, cast.employee)
    assert (await socket.next("gone"))["discussion"] == discussion.pk
    await socket.close()


async def test_a_socket_ends_before_its_time_is_over_and_says_when_to_come_back(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"HEARTBEAT_SECONDS": 0.05, "SOCKET_LIFETIME_SECONDS": 0.4}
    socket = await open_socket(cast.employee)
    goodbye = await socket.next("goodbye")
    assert goodbye["reason"] == "lifetime"
    assert 0 < goodbye["retry"] <= 2
    assert await socket.closed() == 1012


async def test_one_person_may_open_so_many_sockets_and_no_more(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"SOCKETS_PER_USER": 2}
    sockets = [await open_socket(cast.employee) for _ in range(2)]
    third = Socket(await signed_in(cast.employee))
    await third.open()
    assert await third.closed() == 4009
    for socket in sockets:
        await socket.close()


async def test_a_wrong_frame_gets_an_error_and_the_socket_stays_open(cast: Cast, hub: Hub) -> None:
    socket = await open_socket(cast.employee)
    for text, code in (("no json", "malformed"), ('{"type":"shout"}', "unknown_type")):
        await socket.line.send_to(text_data=text)
        assert (await socket.next("error"))["code"] == code
    await socket.ask(type="subscribe", discussion=1, after=0)
    await socket.close()


async def test_a_binary_or_a_huge_frame_ends_the_socket(cast: Cast, hub: Hub) -> None:
    binary = await open_socket(cast.employee)
    await binary.line.send_to(bytes_data=b"\x00")
    assert await binary.closed() == 1003
    huge = await open_socket(cast.employee)
    await huge.line.send_to(text_data=json.dumps({"type": "x" * 17000}))
    assert await huge.closed() == 1009


async def test_anonymous_people_get_no_socket(db: None) -> None:
    from channels.testing import WebsocketCommunicator

    from tests.host.asgi import application

    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    line = WebsocketCommunicator(application, "/ws/strategy/", headers=headers)
    accepted, _code = await line.connect()
    assert not accepted
