from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from discussions.live.poke import poke_people
from discussions.models import Post
from discussions.statements import insert_once
from themes.models import Invitation

from ..models import Notification


def notify(
    person: Any,
    *,
    kind: str,
    text: str,
    key: str,
    actor: Any = None,
    post: Post | None = None,
    page: Any = None,
    invitation: Invitation | None = None,
    excerpt: str = "",
    at: datetime | None = None,
) -> None:
    """Tell one person something, once per `key`, and never what they did themselves.

    Args:
        kind: one of `Notification.Kind`.
        text: one sentence, in the person's language; longer than 300 characters is cut.
        actor: whose act it is.
        post, page: what it is about. Who may no longer see it no longer sees the notification.
        invitation: what it asks; it is seen while that is open.
        excerpt: other people's words that belong to it, such as the reason of a decision.
        at: time of the act; now by default.
    """
    notify_all(
        [person],
        kind=kind,
        text=text,
        key=key,
        actor=actor,
        post=post,
        page=page,
        invitation=invitation,
        excerpt=excerpt,
        at=at,
    )


@transaction.atomic(savepoint=False)
def notify_all(
    people: Iterable[Any],
    *,
    kind: str,
    text: str,
    key: str,
    actor: Any = None,
    post: Post | None = None,
    page: Any = None,
    invitation: Invitation | None = None,
    excerpt: str = "",
    at: datetime | None = None,
) -> None:
    """Tell several people the same, in one statement. As `notify` otherwise.

    Args:
        page: what it is about, where that is no post, with the same rule.
        invitation: as that; it is seen while it is open.
    """
    others = [person for person in people if actor is None or person.pk != actor.pk]
    at = at or timezone.now()
    text = Truncator(text).chars(Notification._meta.get_field("text").max_length or 0)
    _store(
        [
            Notification(
                person=person,
                kind=kind,
                text=text,
                key=key,
                actor=actor,
                post=post,
                page_id=page.pk if page else None,
                invitation=invitation,
                excerpt=excerpt,
                created_at=at,
            )
            for person in others
        ]
    )
    _poke(person.pk for person in others)


def _store(notifications: list[Notification]) -> None:
    """Each once: who has been told under the key already is not told again."""
    if len(notifications) == 1:
        insert_once(notifications[0], unique=("person_id", "key"))
    else:
        Notification.objects.bulk_create(notifications, ignore_conflicts=True)


@transaction.atomic
def withdraw(*, key: str) -> list[Any]:
    """Take back what was told under `key` from those who have not read it.

    Returns:
        The people who have.
    """
    told = list(
        Notification.objects.filter(key=key)
        .select_for_update(of=("self",), no_key=True)
        .select_related("person__wagtail_userprofile")
        .order_by("pk")
    )
    unread = [one for one in told if one.is_unread]
    Notification.objects.filter(pk__in=[one.pk for one in unread]).delete()
    if unread:
        _poke(one.person_id for one in unread)
    return [one.person for one in told if not one.is_unread]


@transaction.atomic
def mark_read(notification: Notification, *, actor: Any) -> None:
    """`actor`, whose notification it is, has read it. Once: later readings change nothing."""
    _mark(Notification.objects.filter(pk=notification.pk), actor)


@transaction.atomic
def mark_all_read(*, actor: Any) -> None:
    """`actor` has seen enough: everything of theirs counts as read."""
    _mark(Notification.objects.all(), actor)


def _mark(notifications: Any, person: Any) -> None:
    if notifications.filter(person=person).unread().update(read_at=timezone.now()):
        _poke([person.pk])


def _poke(person_ids: Iterable[int]) -> None:
    # A named function: Django cannot report the failure of a partial one.
    people = list(person_ids)
    transaction.on_commit(lambda: poke_people(people), robust=True)
