"""The WebSocket mount: only from our pages, only at its path, only signed in."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from tests.host.asgi import application

OURS = (b"origin", b"http://localhost")


async def connect(path: str, *headers: tuple[bytes, bytes]) -> tuple[bool, Any]:
    communicator = WebsocketCommunicator(application, path, headers=list(headers))
    accepted, detail = await communicator.connect(timeout=5)
    if accepted:
        await communicator.disconnect()
    return accepted, detail


def cookie_of(person: Any) -> tuple[bytes, bytes]:
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return b"cookie", f"{settings.SESSION_COOKIE_NAME}={value}".encode()


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/other/", "/hub/", "/ws/strategy/more/x"])
async def test_an_unknown_path_is_refused(path):
    accepted, _detail = await connect(path, OURS)

    assert not accepted


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "origin", [[(b"origin", b"https://elsewhere.example")], [(b"origin", b"null")], []]
)
def test_pages_of_other_sites_are_refused(cast, origin):
    accepted, _detail = async_to_sync(connect)("/ws/strategy/", cookie_of(cast.employee), *origin)

    assert not accepted


@pytest.mark.django_db(transaction=True)
def test_anonymous_people_are_refused(db):
    accepted, _detail = async_to_sync(connect)("/ws/strategy/", OURS)

    assert not accepted


@pytest.mark.django_db(transaction=True)
def test_a_signed_in_person_is_let_in(cast):
    accepted, _detail = async_to_sync(connect)("/ws/strategy/", OURS, cookie_of(cast.employee))

    assert accepted
