"""A question is asked for a stated time; outside it, nothing is added."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Discussion

from .conf import hub_settings
from .models import QuestionPageMixin


@dataclass(frozen=True)
class Window:
    is_open: bool
    # In words: "Open until 3 June 2026".
    text: str
    # How long it is still open, in words: "3 days left"; empty for one without an end, or not open.
    left: str = ""
    is_over: bool = False


def describe_window(page: Any, now: datetime | None = None) -> Window:
    """Where `now`, by default the present moment, is in the time for which `page` asks."""
    now = now or timezone.now()
    if page.opens_at and page.opens_at > now:
        return Window(False, _("Opens on %(day)s") % {"day": _day(page.opens_at)})
    if page.closes_at is None:
        return Window(True, _("Open"))
    if page.closes_at > now:
        until = _("Open until %(day)s") % {"day": _day(page.closes_at)}
        return Window(True, until, left=time_left(page.closes_at, now))
    return Window(False, _("Closed on %(day)s") % {"day": _day(page.closes_at)}, is_over=True)


def time_left(end: datetime, now: datetime) -> str:
    """What is left until `end`, as people say it in the site's time zone.

    Days are those of the calendar there, so a night in which clocks change is a night like others;
    minutes are those that pass.
    """
    # In UTC: two times of one zone are compared by what their clocks show.
    left = end.astimezone(UTC) - now.astimezone(UTC)
    if left <= timedelta(hours=1):
        minutes = max(1, ceil(left / timedelta(minutes=1)))
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    closes, today = timezone.localtime(end, _zone()), timezone.localtime(now, _zone())
    days = (closes.date() - today.date()).days
    if days == 0:
        return _("Closes today at %(time)s") % {"time": date_format(closes, "TIME_FORMAT")}
    if days == 1:
        return _("Closes tomorrow at %(time)s") % {"time": date_format(closes, "TIME_FORMAT")}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def reminder_due(page: Any) -> datetime:
    """From when on those who have not seen a question are reminded of it.

    A few days before it closes (QUESTION_REMINDER_DAYS), yet not in the first half of its window.
    Of one without an end, as many days after it opened.
    """
    days = timedelta(days=hub_settings.QUESTION_REMINDER_DAYS)
    # In UTC, where a day has 24 hours.
    opens: datetime = page.opens_at.astimezone(UTC)
    if page.closes_at is None:
        return opens + days
    closes: datetime = page.closes_at.astimezone(UTC)
    return max(closes - days, opens + (closes - opens) / 2)


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


def _zone() -> Any:
    return timezone.get_default_timezone()


def _day(moment: datetime) -> str:
    return str(date_format(timezone.localtime(moment, _zone()), "DATE_FORMAT"))
