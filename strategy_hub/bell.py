"""The bell: what a person's newest notifications look like, in a page and over their socket."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypedDict

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.template.loader import render_to_string
from django.utils.translation import get_language

from discussions.prepared import Member, Prepared

from .models import Notification
from .models.notification import address_of, sentence_of

NEWEST = 6
UNREAD = Q(read_at=None)
# Of what a notification is about: one of them has it.
TITLE = Coalesce("post__discussion__title", "page__title", "invitation__team__page__title")
COLUMNS: tuple[Any, ...] = ("pk", "text", TITLE, "excerpt", "created_at", "read_at")


@dataclass(frozen=True, slots=True)
class NotificationLook:
    """What a notification shows, and so what its place in the bell is remembered under."""

    pk: int
    sentence: str
    excerpt: str
    created_at: datetime
    is_unread: bool

    def get_absolute_url(self) -> str:
        return address_of(self.pk)


# How many are unread, and what the newest show.
Newest = tuple[int, tuple[NotificationLook, ...]]


class BellItem(TypedDict):
    id: int
    text: str
    excerpt: str
    address: str
    when: str  # ISO 8601
    unread: bool


class BellSnapshot(TypedDict):
    """`html` is the list as the page shows it, so that a live bell equals a reloaded one."""

    unread: int
    items: list[BellItem]
    html: str


def newest_for(person: Any) -> Newest:
    """How many notifications `person` has not read, and the newest ones, in one query."""
    rows = _newest.rows(Member.kind_of(person), person=person.pk)
    return (rows[0][0] if rows else 0), tuple(_look(*columns) for _unread, *columns in rows)


def _write(kind: tuple[bool, bool, bool], person: Any) -> QuerySet[Any, Any]:
    mine = Notification.objects.of(Member(person, *kind))
    return mine.values_list(Window(Count("pk", filter=UNREAD)), *COLUMNS)[:NEWEST]


_newest = Prepared(_write, "person")


def newest_for_each(person_ids: Collection[int]) -> dict[int, Newest]:
    """The same for many people, in one query, too. A locked account has nothing."""
    mine: dict[str, Any] = {"partition_by": F("person_id")}
    unread = Window(Count("pk", filter=UNREAD), **mine)
    place = Window(RowNumber(), order_by=["-created_at", "-pk"], **mine)
    numbered = Notification.objects.of_each(person_ids).annotate(unread_in_all=unread, place=place)
    newest: dict[int, Newest] = dict.fromkeys(person_ids, (0, ()))
    columns = numbered.filter(place__lte=NEWEST).values_list("person", "unread_in_all", *COLUMNS)
    for person, unread_in_all, *row in columns:
        newest[person] = unread_in_all, (*newest[person][1], _look(*row))
    return newest


def _look(
    pk: int, text: str, title: str, excerpt: str, created_at: datetime, read_at: datetime | None
) -> NotificationLook:
    return NotificationLook(pk, sentence_of(text, title), excerpt, created_at, read_at is None)


def snapshot_of(person: Any) -> BellSnapshot:
    return _snapshot(newest_for(person))


def snapshots_by_id(person_ids: Collection[int]) -> dict[int, BellSnapshot]:
    """For the sockets of many people."""
    return {pk: _snapshot(newest) for pk, newest in newest_for_each(person_ids).items()}


def _snapshot(newest: Newest) -> BellSnapshot:
    unread, looks = newest
    html = _render(looks) if looks else _render_nothing(get_language())
    return {"unread": unread, "items": [_item(look) for look in looks], "html": html}


def _render(notifications: Collection[NotificationLook]) -> str:
    return render_to_string(
        "strategy_hub/includes/notifications.html", {"notifications": notifications}
    )


@cache
def _render_nothing(language: str | None) -> str:
    """The list of most people, in the language that is active."""
    return _render(())


def _item(notification: NotificationLook) -> BellItem:
    return {
        "id": notification.pk,
        "text": notification.sentence,
        "excerpt": notification.excerpt,
        "address": notification.get_absolute_url(),
        "when": notification.created_at.isoformat(),
        "unread": notification.is_unread,
    }
