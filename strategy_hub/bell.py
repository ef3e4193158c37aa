"""The bell: what a person's newest notifications look like, in a page and over their socket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, Window
from django.template.loader import render_to_string

from .models import Notification
from .models.notification import address_of, sentence_of

NEWEST = 6


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


def newest_for(person: Any) -> tuple[int, tuple[NotificationLook, ...]]:
    """How many notifications `person` has not read, and the newest ones, in one query."""
    unread_in_all = Window(Count("pk", filter=Q(read_at=None)))
    columns = ("pk", "text", "post__discussion__title", "excerpt", "created_at", "read_at")
    rows = list(Notification.objects.of(person).values_list(*columns, unread_in_all)[:NEWEST])
    looks = tuple(
        NotificationLook(pk, sentence_of(text, title), excerpt, created_at, read_at is None)
        for pk, text, title, excerpt, created_at, read_at, _unread in rows
    )
    return (rows[0][-1] if rows else 0), looks


def snapshot_of(person: Any) -> BellSnapshot:
    unread, notifications = newest_for(person)
    html = render_to_string(
        "strategy_hub/includes/notifications.html", {"notifications": notifications}
    )
    return {"unread": unread, "items": [_item(one) for one in notifications], "html": html}


def snapshot_by_id(person_id: int) -> BellSnapshot:
    """For the person's socket; an account that is gone or locked has nothing."""
    person = get_user_model()._default_manager.filter(pk=person_id, is_active=True).first()
    return snapshot_of(person) if person else {"unread": 0, "items": [], "html": ""}


def _item(notification: NotificationLook) -> BellItem:
    return {
        "id": notification.pk,
        "text": notification.sentence,
        "excerpt": notification.excerpt,
        "address": notification.get_absolute_url(),
        "when": notification.created_at.isoformat(),
        "unread": notification.is_unread,
    }
