"""A question is asked for a stated time; outside it, nothing is added."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from discussions.models import Discussion

from .models import QuestionPageMixin


@dataclass(frozen=True)
class Window:
    is_open: bool
    # In words: "Open until 3 June 2026".
    text: str


def describe_window(page: Any) -> Window:
    """Where now is in the time for which the question of `page` is asked."""
    if page.opens_at and page.opens_at > timezone.now():
        return Window(False, _("Opens on %(day)s") % {"day": _day(page.opens_at)})
    if page.closes_at is None:
        return Window(True, _("Open"))
    if page.closes_at > timezone.now():
        return Window(True, _("Open until %(day)s") % {"day": _day(page.closes_at)})
    return Window(False, _("Closed on %(day)s") % {"day": _day(page.closes_at)})


def asks_a_question(discussion: Discussion) -> bool:
    """The asking rule of question campaigns: what begins there may be an answer."""
    kind = discussion.page.specific_class
    return kind is not None and issubclass(kind, QuestionPageMixin)


def why_question_is_closed(discussion: Discussion) -> str | None:
    """The posting rule of question campaigns, by the window of the published page."""
    if not asks_a_question(discussion):
        return None
    page = discussion.page.specific
    if page.is_open:
        return None
    if page.opens_at > timezone.now():
        return _("This question opens on %(day)s.") % {"day": _day(page.opens_at)}
    return _("This question closed on %(day)s.") % {"day": _day(page.closes_at)}


def _day(moment: datetime) -> str:
    return str(date_format(timezone.localtime(moment), "DATE_FORMAT"))
