"""Badges: a short word with a tone, laid on a post by an app above, such as its decision."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.utils.functional import Promise

Tone = Literal["neutral", "progress", "positive", "negative"]


@dataclass(frozen=True, eq=False)
class Badge:
    code: str
    label: str | Promise
    tone: Tone = "neutral"
    # Where everybody who sees the post can read more: called with the number of the post, for each
    # post that is shown, so it asks the database nothing.
    address: Callable[[int], str] | None = None

    def address_for(self, post_id: int) -> str:
        return self.address(post_id) if self.address else ""


_badges: dict[str, Badge] = {}


def register_badge(badge: Badge) -> None:
    _badges[badge.code] = badge


def get_badge(code: str) -> Badge | None:
    """The badge with `code`, or a plain one that shows the code if its app is gone."""
    return (_badges.get(code) or _plain(code)) if code else None


@cache
def _plain(code: str) -> Badge:
    return Badge(code, code)
