from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from discussions.access import visible_pages
from discussions.models import Post

if TYPE_CHECKING:
    from .models import Notification  # noqa: F401  (named in the annotations below)

# Kinds that quote the post itself, which must not outlive its hiding.
QUOTING_KINDS = ("assigned", "reply", "mention")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, person: Any) -> NotificationQuerySet:
        """A person's notifications about things that they may (still) see."""
        return self.filter(person=person.pk)._seen_by(person)

    def of_each(self, person_ids: Collection[int]) -> NotificationQuerySet:
        """The same for several people at once. Locked accounts have none."""
        mine = self.filter(person__in=person_ids, person__is_active=True)
        return mine._seen_by(F("person_id"))

    def _seen_by(self, person: Any) -> NotificationQuerySet:
        may_see = (
            Q(post=None, page=None, invitation=None)
            | visible_pages(person, prefix="post__discussion__page__")
            | visible_pages(person, prefix="page__")
            | Q(invitation__state="open", invitation__expires_at__gt=timezone.now())
        )
        quotes_hidden = Q(kind__in=QUOTING_KINDS, post__isnull=False) & ~Q(
            post__state=Post.State.VISIBLE
        )
        seen = self.filter(may_see).exclude(quotes_hidden)
        # The title of the discussion is part of the sentence; what the post says is not.
        place = ("post__discussion", "page", "invitation__team__page")
        return seen.select_related(*place).defer("post__body", "post__body_html")

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


def open_question_pages(at: datetime) -> list[Any]:
    """The published question pages, of every type, that are open then, with their questions."""
    from .page_types import question_page_types

    still_open = Q(closes_at=None) | Q(closes_at__gt=at)
    found: list[Any] = []
    for model in question_page_types():
        pages = model._default_manager.live().filter(still_open, opens_at__lte=at)
        found += pages.filter(strategy_question__isnull=False).select_related("strategy_question")
    return found


def unanswered_questions(person: Any) -> models.QuerySet[Post]:
    """Questions below the updates of an executive that they have not answered, oldest first."""
    from .page_types import update_page_types

    under_mine = Q()
    for model in update_page_types():
        mine = model._default_manager.filter(executive=person).values("pk")
        under_mine |= Q(discussion__page__in=mine)
    answers = Post.objects.filter(parent=models.OuterRef("pk"), author=person, state="visible")
    return (
        Post.objects.visible_to(person)
        .filter(under_mine, kind=Post.Kind.QUESTION, state=Post.State.VISIBLE)
        .exclude(author=person)
        .filter(~models.Exists(answers))
        .select_related("author", "discussion__page")
        .order_by("created_at", "pk")
    )
