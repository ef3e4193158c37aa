"""Pages and replies, in this process, against the floor's in the same rounds."""

from typing import Any

from django.test import Client

from discussions.conf import hub_settings
from discussions.models import Discussion

from .floor.views import SIZE
from .organisation import SIZES, Organisation
from .table import Row
from .visitors import FLOOR, Work, measure, visitor

PAGE_RATIO, PAGE_QUERIES, PAGE_WRITES, FLAT_RATIO = 2.0, 8, 1, 1.15
REPLY_RATIO = 2.5


def measure_pages(organisation: Organisation, *, rounds: int) -> list[Row]:
    person = organisation.readers[7]
    client = visitor(person)
    floor = visitor(person, middleware=FLOOR)
    works: dict[tuple[str, int, str], Work] = {}
    for size in SIZES:
        discussion, topic = organisation.discussions[size], organisation.topics[size]
        here, there = f"/hub/discussions/{discussion.pk}/", f"/floor/{topic.pk}/"
        last = f"?from={_last_start(discussion)}"
        works["floor", size, "first"] = _reading(floor, there, "first")
        works["floor", size, "last"] = _reading(floor, f"{there}?page={-(-size // SIZE)}", "last")
        works["page", size, "first"] = _reading(client, here, "first")
        works["page", size, "last"] = _reading(client, here + last, "last")
    measure(list(works.values()), rounds=rounds)
    return _page_rows(works)


def _reading(client: Client, address: str, name: str) -> Work:
    def read(number: int) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return Work(name, read)


def _last_start(discussion: Discussion) -> int:
    """Where the last whole page begins."""
    end = discussion.post_count
    posts = discussion.posts.in_tree_order().values_list("pk", flat=True)
    return int(posts[end - hub_settings.POSTS_PER_PAGE])


def _page_rows(works: dict[tuple[str, int, str], Work]) -> list[Row]:
    rows = []
    for (kind, size, end), work in works.items():
        if kind == "floor":
            rows.append(Row(f"floor, {end} of {size:,}", _ms(work), queries=str(work.queries)))
    for (kind, size, end), work in works.items():
        if kind == "page":
            ratio = work.milliseconds / works["floor", size, end].milliseconds
            met = (
                ratio <= PAGE_RATIO and work.queries <= PAGE_QUERIES and work.writes <= PAGE_WRITES
            )
            target = f"≤ {PAGE_RATIO:g} x floor, ≤ {PAGE_QUERIES} queries, ≤ {PAGE_WRITES} write"
            queries = f"{work.queries} ({work.writes} w)"
            rows.append(Row(f"20 posts, {end} of {size:,}", _ms(work), ratio, queries, target, met))
    for end in ("first", "last"):
        small, large = works["page", SIZES[0], end], works["page", SIZES[-1], end]
        ratio = large.milliseconds / small.milliseconds
        name = f"flat, {end}: {SIZES[-1]:,} to {SIZES[0]:,}"
        target = f"≤ {FLAT_RATIO:g}"
        rows.append(Row(name, _ms(large), ratio, target=target, is_met=ratio <= FLAT_RATIO))
    return rows


def measure_replies(organisation: Organisation, *, rounds: int) -> list[Row]:
    """An idea in answer to a post: stored, routed to the owner, counted, told, poked."""
    readers = organisation.readers
    clients = [visitor(person) for person in readers[:20]]
    floors = [visitor(person, middleware=FLOOR) for person in readers[:20]]
    hall, topic = organisation.hall, organisation.hall_topic
    parents = list(hall.posts.in_tree_order().filter(depth=0)[:50])
    address, form_address = f"/hub/discussions/{hall.pk}/posts/", f"/floor/{topic.pk}/reply/"

    def form(number: int, **more: Any) -> dict[str, Any]:
        body = f"{parents[number % 50].body}\n\nSaid for the {number}th time."
        return {"body": body, **more}

    def floor_reply(number: int) -> None:
        answer = floors[number % 20].post(form_address, form(number))
        assert answer.status_code == 302, answer.status_code

    def reply(kind: str, number: int, **headers: Any) -> int:
        parent = parents[number % 50].pk
        data = form(number, kind=kind, parent=parent, submission_key=f"bench-{number}")
        return clients[number % 20].post(address, data, headers=headers).status_code

    def idea(number: int) -> None:
        assert reply("idea", number) == 302

    def comment(number: int) -> None:
        assert reply("comment", number) == 302

    def live(number: int) -> None:
        assert reply("idea", number, Accept="application/json") == 201

    floor = Work("floor, reply", floor_reply)
    works = [
        Work("reply that is an idea: routed", idea),
        Work("plain reply", comment),
        Work("the same idea by script, answered with its frame", live),
    ]
    measure([floor, *works], rounds=rounds)
    rows = [Row(floor.name, _ms(floor), queries=str(floor.queries))]
    for work in works:
        ratio = work.milliseconds / floor.milliseconds
        target = f"≤ {REPLY_RATIO:g} x floor"
        queries = f"{work.queries} ({work.writes} w)"
        rows.append(Row(work.name, _ms(work), ratio, queries, target, ratio <= REPLY_RATIO))
    return rows


def _ms(work: Work) -> str:
    return f"{work.milliseconds:.2f} ms"
