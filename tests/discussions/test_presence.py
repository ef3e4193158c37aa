"""Who watches and who writes: counts of people, across sockets and processes, never names."""

import asyncio
from typing import Any

import pytest
from channels.layers import get_channel_layer

from discussions import actions
from discussions.live.poke import GROUP
from discussions.live.presence import WRITING_SECONDS, Presence, Row
from discussions.models import Discussion
from tests.cast import Cast, Hub

from .sockets import Socket, open_socket, signed_in, subscribed
from .test_live_feed import do

GROWTH, QUALITY = 1, 2
EMMA, CARL, MINA = 11, 12, 13


def test_people_are_counted_and_not_their_sockets() -> None:
    presence = Presence()
    presence.arrive(GROWTH, EMMA)
    presence.arrive(GROWTH, EMMA)
    presence.arrive(GROWTH, CARL)
    assert presence.counts(GROWTH) == (2, 0)
    presence.depart(GROWTH, EMMA)
    assert presence.counts(GROWTH) == (2, 0)
    presence.depart(GROWTH, EMMA)
    assert presence.counts(GROWTH) == (1, 0)
    assert presence.counts(QUALITY) == (0, 0)


def test_whoever_pauses_posts_or_leaves_is_not_writing_any_more() -> None:
    presence = Presence()
    for person in (EMMA, CARL, MINA):
        presence.arrive(GROWTH, person)
        presence.write(GROWTH, person, now=0)
    assert presence.counts(GROWTH) == (3, 3)
    presence.rest(GROWTH, EMMA)
    presence.depart(GROWTH, CARL)
    assert presence.counts(GROWTH) == (2, 1)
    presence.settle(WRITING_SECONDS, silence=60)
    assert presence.counts(GROWTH) == (2, 0)


def test_somebody_with_a_page_open_on_two_processes_is_one() -> None:
    presence = Presence()
    presence.arrive(GROWTH, EMMA)
    presence.hear("other", [(GROWTH, [EMMA, CARL], [CARL])], now=0, whole=False)
    assert presence.counts(GROWTH) == (2, 1)


def test_a_process_that_falls_silent_is_forgotten() -> None:
    presence = Presence()
    presence.hear("other", [(GROWTH, [CARL], [])], now=0, whole=False)
    presence.take_changed()
    presence.settle(now=61, silence=60)
    assert presence.counts(GROWTH) == (0, 0)
    assert presence.take_changed() == {GROWTH}


def test_a_whole_report_replaces_what_was_said_before() -> None:
    presence = Presence()
    presence.hear("other", [(GROWTH, [CARL], [])], now=0, whole=False)
    presence.hear("other", [(QUALITY, [CARL], [])], now=1, whole=True)
    assert (presence.counts(GROWTH), presence.counts(QUALITY)) == ((0, 0), (1, 0))
    assert presence.take_changed() == {GROWTH, QUALITY}


def test_only_changes_are_reported_and_only_once() -> None:
    presence = Presence()
    presence.arrive(GROWTH, EMMA)
    presence.arrive(GROWTH, EMMA)
    assert presence.report() == [(GROWTH, [EMMA], [])]
    assert presence.report() == []
    presence.depart(GROWTH, EMMA)
    assert presence.report() == []
    presence.depart(GROWTH, EMMA)
    assert presence.report() == [(GROWTH, [], [])]
    assert presence.report(whole=True) == []


@pytest.mark.parametrize(
    ("people", "shown"), [(999, 999), (1000, 1000), (1234, 1200), (5678, 5600)]
)
def test_crowds_are_rounded_down(people: int, shown: int) -> None:
    presence = Presence()
    presence.hear("other", [(GROWTH, list(range(people)), [])], now=0, whole=False)
    assert presence.counts(GROWTH) == (shown, 0)


@pytest.mark.django_db(transaction=True)
async def test_everybody_who_watches_is_told_how_many_are_there_and_writing(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"PRESENCE_SECONDS": 0.05}
    discussion: Discussion = await do(lambda: hub.discussion)
    first = await subscribed(cast.employee, discussion)
    assert await presence_of(first) == (1, 0)
    second = await subscribed(cast.colleague, discussion)
    assert await presence_of(first) == (2, 0)
    assert await presence_of(second) == (2, 0)
    tab = Socket(await signed_in(cast.employee))
    await tab.open()
    await tab.ask(type="subscribe", discussion=discussion.pk, after=0)
    assert await presence_of(tab) == (2, 0)  # the newcomer alone: nobody else has anything new
    await first.ask(type="typing", discussion=discussion.pk)
    assert await presence_of(second) == (2, 1)
    await do(actions.create_post, discussion, author=cast.employee, body="There it is")
    assert await presence_of(second) == (2, 0)
    await report_from_elsewhere(discussion, [cast.member.pk, cast.employee.pk])
    assert await presence_of(second) == (3, 0)
    for socket in (first, tab, second):
        await socket.close()


@pytest.mark.django_db(transaction=True)
async def test_only_those_who_watch_may_say_that_they_write(cast: Cast, hub: Hub) -> None:
    socket = await open_socket(cast.employee)
    hidden = await do(lambda: hub.team_discussion.pk)
    await socket.ask(type="typing", discussion=hidden)
    error = await socket.next("error")
    assert (error["code"], error["discussion"]) == ("not_subscribed", hidden)
    await socket.close()


async def presence_of(socket: Socket) -> tuple[int, int]:
    frame = await socket.next("presence")
    return frame["watching"], frame["typing"]


async def report_from_elsewhere(discussion: Discussion, people: list[int]) -> None:
    row: Row = (discussion.pk, sorted(people), [])
    message = {"type": "presence", "process": "elsewhere", "rows": [row], "whole": False}
    async with asyncio.timeout(5):
        await get_channel_layer().group_send(GROUP, message)
