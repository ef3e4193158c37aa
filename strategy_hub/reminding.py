"""Those who have not seen a question hear of it before it closes, once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.access import people_who_see
from discussions.models import Readership
from scorecard.models import Participation
from themes.window import reminder_due

from .models import Notification
from .querysets import open_question_pages
from .telling import short, tell

AT_A_TIME = 500
REMINDER = _("“%(discussion)s” asks you something, and you have not looked at it yet.")


def remind_of_questions(at: datetime | None = None) -> int:
    """Remind of every open question whose time for it has come. Returns how many people were told.

    A person is told once of a question, whoever runs this how often, also at the same moment: the
    key of the notification says so. What was told before a stop stays told.
    """
    at = at or timezone.now()
    told = 0
    for page in open_question_pages(at):
        if reminder_due(page) > at:
            continue
        key = f"question:{page.strategy_question.pk}:open"
        for people in _portions(_who_missed(page, key)):
            about = {"key": key, "page": page, "excerpt": short(page.prompt), "at": at}
            tell(people, REMINDER, {}, kind=Notification.Kind.QUESTION_OPEN, **about)
            told += len(people)
    return told


def _who_missed(page: Any, key: str) -> QuerySet[Any]:
    """Those of the audience who have not opened the question or acted below it, have not muted it,
    and have not been reminded of it."""
    readers = Readership.objects.filter(discussion__page=page.pk, discussion__is_primary=True)
    acted = Participation.objects.filter(question=page.strategy_question)
    reminded = Notification.objects.filter(key=key)
    people = people_who_see(page).exclude(pk=page.owner_id or 0)
    for others in (readers.filter(seen_at__isnull=False), readers.muted(), acted, reminded):
        people = people.exclude(pk__in=others.values("person"))
    return people.select_related("wagtail_userprofile").order_by("pk")


def _portions(people: QuerySet[Any]) -> Iterator[list[Any]]:
    """By key, since whoever has been told is no longer among them."""
    last = 0
    while portion := list(people.filter(pk__gt=last)[:AT_A_TIME]):
        yield portion
        last = portion[-1].pk
