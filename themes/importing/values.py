"""Single values of a row: times, votes, moderation, names."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from django.utils.translation import gettext as _

from discussions.models import Post, Vote

from .rejections import BadValueError

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Earlier ones are mistakes: an empty date as 0, or minutes read as seconds.
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW: Final = timedelta(days=1)
# From here on a number counts milliseconds: 10¹¹ s lie in the year 5138, 10¹¹ ms in 1973.
FIRST_MILLISECONDS: Final = 10**11
NAME_LENGTH: Final = 100

STATES: Final = {
    "1": Post.State.VISIBLE,
    "0": Post.State.PENDING,
    "-1": Post.State.HIDDEN,
}
VOTES: Final = {
    "1": Vote.Value.SUPPORT,
    "agree": Vote.Value.SUPPORT,
    "support": Vote.Value.SUPPORT,
    "0": Vote.Value.PASS,
    "pass": Vote.Value.PASS,
    "-1": Vote.Value.DISAGREE,
    "disagree": Vote.Value.DISAGREE,
}


def parse_time(text: str, *, field: str, zone: tzinfo, now: datetime) -> datetime:
    """Seconds or milliseconds since 1970, or ISO 8601; `zone` is for times that name none.

    Raises:
        BadValueError: none of these, before 1990, or in the future.
    """
    text = text.strip()
    try:
        if re.fullmatch(r"\d{9,}(\.\d+)?", text, re.ASCII):
            number = float(text) if "." in text else int(text)
            unit = "milliseconds" if number >= FIRST_MILLISECONDS else "seconds"
            time = EPOCH + timedelta(**{unit: number})
        else:
            time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            time = time.replace(tzinfo=zone)
        time = time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValueError(
            field, _("No time. Use seconds or milliseconds since 1970, or ISO 8601.")
        ) from error
    if not EARLIEST <= time <= now + CLOCK_SKEW:
        raise BadValueError(
            field, _("The time, %(time)s, is before 1990 or in the future.") % {"time": time}
        )
    return time


def parse_state(text: str) -> Post.State:
    """Moderation as Polis writes it: 1 accepted, 0 not yet looked at, -1 rejected."""
    try:
        return STATES[text.strip()]
    except KeyError:
        raise BadValueError("state", _("Moderation is 1, 0 or -1.")) from None


def parse_vote(text: str) -> Vote.Value:
    """A stand as a number (1, 0, -1) or a word (agree, pass, disagree)."""
    try:
        return VOTES[text.strip().casefold()]
    except KeyError:
        raise BadValueError("vote", _("A vote is 1 or agree, 0 or pass, -1 or disagree.")) from None


def parse_name(text: str, *, field: str) -> str:
    """An id or a name: one line that can be shown and stored.

    Raises:
        BadValueError: empty, too long, or with characters that can't be shown.
    """
    text = text.strip()
    if not text:
        raise BadValueError(field, _("Nothing is filled in."))
    if len(text) > NAME_LENGTH:
        raise BadValueError(field, _("More than %(limit)d characters.") % {"limit": NAME_LENGTH})
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise BadValueError(field, _("It contains characters that can't be shown."))
    return text
