"""Private files over HTTP: ranges, conditions, headers and constant memory."""

import os
import tracemalloc
from typing import Any

import pytest
from django.test import AsyncClient

from discussions.files.chunks import CHUNK

DATA = b"0123456789"


@pytest.fixture
def fetch(client: Any, cast: Any, filmed: Any) -> Any:
    client.force_login(cast.employee)
    address = filmed.update.video.file.url

    def fetch(method: str = "get", read: bool = True, **headers: str) -> Any:
        response = getattr(client, method)(address, headers=headers)
        if response.streaming and read:
            response.body = response.getvalue()  # reading to the end closes the file
        return response

    return fetch


def test_the_whole_file_is_sent_as_what_it_is(fetch):
    response = fetch()

    assert response.status_code == 200
    assert response.body == DATA
    assert response["Content-Length"] == "10"
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    ("wanted", "body", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_range_is_a_part(fetch, wanted, body, content_range):
    response = fetch(Range=wanted)

    assert response.status_code == 206
    assert response.body == body
    assert response["Content-Range"] == content_range
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "bytes=5-3", "lines=1-2", "nonsense"])
def test_several_ranges_or_a_malformed_one_get_the_whole(fetch, wanted):
    response = fetch(Range=wanted)

    assert response.status_code == 200
    assert response.body == DATA
    assert "Content-Range" not in response


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_says_how_long_the_file_is(fetch, wanted):
    response = fetch(Range=wanted)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */10"
    assert response.content == b""


def test_head_tells_everything_and_sends_nothing(fetch):
    response = fetch("head", Range="bytes=0-3")

    assert response.status_code == 200
    assert response["Content-Length"] == "10"
    assert response["ETag"]
    assert response.content == b""


def test_nothing_else_than_reading_is_allowed(fetch):
    assert fetch("post").status_code == 405


def test_what_the_browser_has_is_not_sent_again(fetch):
    first = fetch()

    for condition in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = fetch(**condition)
        assert again.status_code == 304
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "private, no-cache"


def test_a_changed_file_fails_the_condition(fetch):
    assert fetch(**{"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_if_range_continues_the_same_file(fetch, validator):
    value = fetch()[validator]

    assert fetch(Range="bytes=4-", **{"If-Range": value}).status_code == 206


@pytest.mark.parametrize("value", ['"other"', "Wed, 01 Jan 2020 00:00:00 GMT", "nonsense"])
def test_if_range_on_another_file_gets_the_whole(fetch, value):
    response = fetch(Range="bytes=4-", **{"If-Range": value})

    assert response.status_code == 200
    assert response.body == DATA


def test_a_weak_tag_never_continues(fetch):
    weak = "W/" + fetch()["ETag"]

    assert fetch(Range="bytes=4-", **{"If-Range": weak}).status_code == 200


def test_captions_and_poster_have_their_types(client, cast, filmed):
    client.force_login(cast.employee)

    captions = client.get(filmed.update.captions.url)
    poster = client.get(filmed.update.video.thumbnail.url)
    assert poster.getvalue()

    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.getvalue().startswith(b"WEBVTT")
    assert poster["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "name", ["page.html", "script.js", "drawing.svg", "noext", "talk.mp4.html"]
)
def test_what_could_run_is_only_downloaded(client, cast, hub, make_media, name):
    hub.update.video = make_media(name=name)
    hub.update.captions.name = "captions/none.vtt"
    hub.update.save()
    client.force_login(cast.employee)

    response = client.get(hub.update.video.file.url)

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue() == DATA


def test_nginx_can_send_the_bytes(fetch, settings, filmed):
    settings.STRATEGY_HUB = {**settings.STRATEGY_HUB, "FILE_SENDER": "x-accel"}

    response = fetch()

    assert response["X-Accel-Redirect"] == f"/strategy-private/{filmed.update.video.file.name}"
    assert response["Content-Type"] == "video/mp4"
    assert response.content == b""


def test_a_lost_file_is_missing(fetch, filmed):
    filmed.update.video.file.storage.delete(filmed.update.video.file.name)

    assert fetch().status_code == 404


def make_sparse(filmed: Any, size: int) -> None:
    os.truncate(filmed.update.video.file.path, size)


MEGABYTE = 1024 * 1024
BIG = 200 * MEGABYTE


def test_a_big_file_needs_little_memory_under_wsgi(fetch, filmed):
    make_sparse(filmed, BIG)
    response = fetch(read=False)

    tracemalloc.start()
    sent = sum(len(part) for part in response)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent == BIG
    assert peak < 4 * MEGABYTE


@pytest.mark.django_db(transaction=True)
async def test_a_big_file_needs_little_memory_under_asgi(cast, filmed):
    make_sparse(filmed, BIG)
    client = AsyncClient()
    await client.aforce_login(cast.employee)
    response: Any = await client.get(filmed.update.video.file.url)
    assert response.is_async

    tracemalloc.start()
    sent = 0
    async for part in response:
        assert len(part) <= CHUNK
        sent += len(part)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent == BIG
    assert peak < 4 * MEGABYTE


@pytest.mark.django_db(transaction=True)
async def test_a_range_under_asgi_is_exactly_that(cast, filmed):
    client = AsyncClient()
    await client.aforce_login(cast.employee)

    address = filmed.update.video.file.url
    response: Any = await client.get(address, headers={"Range": "bytes=2-5"})

    assert response.status_code == 206
    assert b"".join([part async for part in response]) == b"2345"
