from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from discussions.models import Post

from ..models import Notification
from .notifications import notify_all

# Stands in a sentence where the number goes: no text of a person holds it.
NUMBER = "\x00"


@transaction.atomic
def notify_of_another(
    people: Iterable[Any],
    *,
    kind: str,
    text: str,
    text_of_many: str,
    key: str,
    actor: Any,
    post: Post,
    excerpt: str = "",
    at: datetime,
) -> None:
    """Tell several people of one more of the same: what is unread under `key` grows by one.

    Three statements, however many people there are. A notification that was read begins anew; one
    that grows still leads to the first post that it was about.

    Args:
        text: of the first one.
        text_of_many: of further ones, with `NUMBER` where their number goes.
    """
    ids = [person.pk for person in people]
    before, _number, after = text_of_many.partition(NUMBER)
    theirs = Notification.objects.filter(key=key, person__in=ids)
    number = Cast(F("number") + 1, CharField())
    theirs.unread().update(
        number=F("number") + 1,
        text=Concat(Value(before), number, Value(after), output_field=CharField()),
        actor=actor,
        created_at=at,
    )
    theirs.exclude(read_at=None).update(
        number=1, text=text, actor=actor, post=post, created_at=at, read_at=None
    )
    notify_all(
        people, kind=kind, text=text, key=key, actor=actor, post=post, excerpt=excerpt, at=at
    )
