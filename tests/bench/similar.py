"""Similar contributions among many, against one keyword search of the same desk."""

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from demo.content import TALK
from demo.talk import read_talk
from discussions.models import Discussion, Post
from themes.models import Contribution, Theme
from themes.similarity import forget_all

from .organisation import Organisation
from .table import Row
from .visitors import Work, measure, visitor

MANY = 50_000
RATIO = 0.5
SENTENCES = 8
BATCH = 2_000


def measure_similar(organisation: Organisation, *, rounds: int) -> list[Row]:
    discussion = _say_much(organisation)
    client = visitor(organisation.owner)
    keys = list(
        Contribution.objects.filter(post__discussion=discussion).values_list("pk", flat=True)
    )
    posts = list(discussion.posts.order_by("pk").values_list("pk", flat=True)[:1_000])

    def get(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    def suggest(number: int) -> None:
        get(f"/hub/desk/{keys[number * 37 % MANY]}/similar/")

    def suggest_after_a_post(number: int) -> None:
        Discussion.objects.filter(pk=discussion.pk).update(last_seq=F("last_seq") + 1)
        head = Discussion.objects.filter(pk=discussion.pk).values("last_seq")
        Post.objects.filter(pk=posts[number % len(posts)]).update(changed_seq=head)
        suggest(number)

    forget_all()
    start = time.perf_counter()
    suggest(0)
    first = time.perf_counter() - start
    search = Work("keyword search", lambda number: get("/hub/desk/?tab=themes&q=pump"))
    works = [
        Work("similar ones", suggest),
        Work("the same, after another post", suggest_after_a_post),
    ]
    measure([search, *works], rounds=rounds)
    rows = [
        Row(f"desk, keyword search in {MANY:,}", _ms(search), queries=str(search.queries)),
        Row(f"similar ones of {MANY:,}, first in a process", f"{first:.1f} s"),
    ]
    for work in works:
        ratio = work.milliseconds / search.milliseconds
        target = f"≤ {RATIO:g} x search"
        rows.append(Row(work.name, _ms(work), ratio, str(work.queries), target, ratio <= RATIO))
    return rows


def _say_much(organisation: Organisation) -> Discussion:
    """Ideas made of the demo's sentences, in no order and always the same."""
    page_id = organisation.hall.page_id
    discussion = Discussion.objects.create(page_id=page_id, title=f"{MANY} ideas")
    theme = Theme.objects.get(page_id=page_id)
    said = [
        _idea(discussion, organisation, seq, body) for seq, body in enumerate(_texts(), start=1)
    ]
    Post.objects.bulk_create(said, batch_size=BATCH)
    Contribution.objects.bulk_create(
        [
            Contribution(
                post=post,
                contributor_id=post.author_id,
                theme=theme,
                owner=organisation.owner,
                routing_rule="owner",
                received_at=post.created_at,
            )
            for post in said
        ],
        batch_size=BATCH,
    )
    discussion.last_seq = discussion.post_count = len(said)
    discussion.save()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return discussion


def _idea(discussion: Discussion, organisation: Organisation, seq: int, body: str) -> Post:
    author: Any = organisation.readers[seq % len(organisation.readers)]
    at = timezone.now() - timedelta(minutes=MANY - seq)
    return Post(
        discussion=discussion,
        author=author,
        kind="idea",
        body=body,
        body_html=f"<p>{body}</p>",
        seq=seq,
        changed_seq=seq,
        root_seq=seq,
        path=f"{seq:06x}",
        created_at=at,
        published_at=at,
    )


def _texts() -> Iterator[str]:
    bodies = [said.body for thread in read_talk(TALK) for said in thread.posts]
    sentences = [part.strip() for body in bodies for part in body.split(".") if part.strip()]
    chance = Random(1)  # noqa: S311  (texts, no secrets)
    for _number in range(MANY):
        yield ". ".join(chance.sample(sentences, SENTENCES)) + "."


def _ms(work: Work) -> str:
    return f"{work.milliseconds:.2f} ms"
