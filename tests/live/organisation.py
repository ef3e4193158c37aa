"""People, their sessions, and discussions for runs with many clients."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import django
from django.apps import apps

# As a command, this runs outside of pytest, which would have done it.
if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.host.settings")
    django.setup()

from django.contrib.auth.models import Group, User
from django.db import connection, connections
from django.test import Client

from discussions.models import Discussion, Post
from tests.cast import make_cast, make_hub

from .line import cookie_of

# So many sockets does one person open, well below the limit of a process.
SOCKETS_EACH = 5


@dataclass(frozen=True)
class Organisation:
    cookies: list[str]
    discussions: list[int]

    @classmethod
    def make(cls, clients: int, discussions: int) -> Self:
        """As many people as `clients` need, all of whom see each of the `discussions`."""
        hub = make_hub(make_cast())
        staff = Group.objects.get(name="Staff")
        cookies = []
        for number in range(max(1, clients // SOCKETS_EACH)):
            person = User.objects.create_user(f"reader{number}", password="password")
            person.groups.add(staff)
            client = Client()
            client.force_login(person)
            cookies.append(cookie_of(client))
        made = [
            Discussion.objects.create(page_id=hub.theme_page.pk, title=f"Discussion {number}").pk
            for number in range(discussions)
        ]
        return cls(cookies, made)

    def discussions_of(self, reader: int) -> list[int]:
        """What one reader watches: two of them, so that each has many readers."""
        count = len(self.discussions)
        return sorted({self.discussions[reader % count], self.discussions[(reader + 1) % count]})

    def stored(self) -> dict[int, dict[int, int]]:
        """For each discussion its posts, in the order of a page, with their latest number."""
        posts: dict[int, dict[int, int]] = {each: {} for each in self.discussions}
        rows = Post.objects.filter(discussion__in=self.discussions).in_tree_order()
        for discussion, post, changed in rows.values_list("discussion", "pk", "changed_seq"):
            posts[discussion][post] = changed
        connections.close_all()
        return posts


@contextmanager
def own_database() -> Iterator[None]:
    """A new, empty database on the server of the settings, dropped in the end."""
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            from tests.conftest import end_other_sessions

            end_other_sessions()
        teardown_databases(made, verbosity=0)
