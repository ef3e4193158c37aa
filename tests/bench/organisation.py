"""The organisation that is measured: the demo's people, and what they say, as often as it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from guardian.shortcuts import assign_perm
from wagtail.models import Page, Site

from demo.content import TALK
from demo.people import make_people, place_people
from demo.talk import Thread, read_talk
from discussions.models import Discussion
from scorecard.actions import rebuild_rollups
from strategy_hub.models import HubHomePage
from tests.cast import make_beginning
from themes.badges import BADGES
from themes.models import ThemeIndexPage, ThemePage

from .floor.models import Topic
from .threads import Written, fill_discussion, fill_topic

SIZES = (100, 1_000, 10_000)
READERS = 500
# The badge that a conversation of the demo leaves on its first post, by its last step.
ENDINGS = {
    "review": "review_started",
    "accept": "accepted",
    "decline": "declined",
    "park": "parked",
    "start": "work_started",
    "done": "completed",
}


@dataclass
class Organisation:
    """Discussions and the floor's topics by their number of posts; all hang on one theme's page."""

    readers: list[Any]
    owner: Any
    discussions: dict[int, Discussion]
    topics: dict[int, Topic]
    # For the live rows and for replies, which would make the others grow.
    hall: Discussion
    hall_topic: Topic


def build() -> Organisation:
    people = make_people()
    place_people(people)
    page = _make_theme_page()
    owner = people["rafael"]
    assign_perm("own_theme", owner, page.theme)
    assign_perm("deputise_theme", people["arjun"], page.theme)
    assign_perm("facilitate_theme", people["mateus"], page.theme)
    colleagues = [people[name] for name in people.colleagues]
    talk = [_as_written(thread, people) for thread in read_talk(TALK)]

    def talk_of(size: int, title: str) -> tuple[Discussion, Topic]:
        discussion = Discussion.objects.create(page_id=page.pk, title=title)
        topic = Topic._default_manager.create(title=title, last=timezone.now())
        fill_discussion(
            discussion,
            page.theme,
            owner=owner,
            conversations=_enough(talk, size),
            supporters=colleagues,
        )
        fill_topic(topic, discussion)
        return discussion, topic

    threads = {size: talk_of(size, f"{size} posts") for size in SIZES}
    hall, hall_topic = talk_of(1_000, "The hall")
    rebuild_rollups()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Organisation(
        readers=[*colleagues, *_make_readers()],
        owner=owner,
        discussions={size: pair[0] for size, pair in threads.items()},
        topics={size: pair[1] for size, pair in threads.items()},
        hall=hall,
        hall_topic=hall_topic,
    )


def _make_theme_page() -> ThemePage:
    root = make_beginning()
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    home = root.add_child(instance=HubHomePage(title="Strategy hub", slug="hub-home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page_id": home.pk}
    )
    themes = home.add_child(instance=ThemeIndexPage(title="Themes"))
    statement = "Warm by evening: a house that calls in the morning is warm at night."
    page = ThemePage(title="Warm by evening", statement=statement)
    themes.add_child(instance=page)
    return page


def _as_written(thread: Thread, people: Any) -> list[Written]:
    """A conversation of the demo with the badge that its last step leaves on it."""
    conversation = [
        Written(people[said.who], said.kind, said.body.strip(), said.parent, said.supporters)
        for said in thread.posts
    ]
    for step in thread.steps:
        if kind := ENDINGS.get(step.verb):
            conversation[0].badge, conversation[0].note = BADGES[kind].code, step.words
    return conversation


def _enough(talk: list[list[Written]], size: int) -> Iterator[list[Written]]:
    """Conversations, over and over, until exactly `size` posts are said."""
    left = size
    for conversation in cycle(talk):
        if left <= 0:
            return
        # Whatever a post answers stands before it, so the beginning of a conversation is one.
        yield conversation[:left]
        left -= len(conversation)


def _make_readers() -> list[Any]:
    model = get_user_model()
    return model._default_manager.bulk_create(
        model(username=f"reader-{number:03}", password="!") for number in range(READERS)
    )
