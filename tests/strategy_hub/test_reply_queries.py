"""What a reply costs the database, with everything that follows from it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.actions import create_post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.parametrize(
    ("kind", "headers", "most", "most_writes"),
    # The session, which is a row here, among them.
    [
        ("comment", {}, 22, 10),
        # A contribution: routed to its owner, and counted and told as one.
        ("idea", {}, 33, 14),
        # Answered with the frame that everybody gets.
        ("idea", {"Accept": "application/json"}, 36, 14),
    ],
)
def test_a_reply_takes_no_more_queries(
    client: Client,
    cast: Cast,
    hub: Hub,
    kind: str,
    headers: dict[str, str],
    most: int,
    most_writes: int,
) -> None:
    parent = create_post(hub.discussion, author=cast.colleague, body="What about the lift?")
    client.force_login(cast.employee)
    address = f"/hub/discussions/{hub.discussion.pk}/posts/"

    def reply(number: int) -> list[str]:
        data = {"body": f"Said {number} times.", "kind": kind, "parent": parent.pk}
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.post(address, data, headers=headers)
        assert answer.status_code in (201, 302)
        return [query["sql"].split(None, 1)[0] for query in queries]

    reply(1)  # statements are written down, and the week begins
    words = [word for word in reply(2) if word not in FRAME]
    writes = [word for word in words if word in WRITES]
    assert len(words) <= most
    assert len(writes) <= most_writes
