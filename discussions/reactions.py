"""Reactions: a small set of signs beside support, which a host may replace by its own.

How many people gave which stands on the post as a short text ("insight:3 thanks:1"), so that the
post shows it without a question to the database, and is remembered under it once rendered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReactionKind:
    """One sign. `code` is stored: letters, digits, hyphens and underscores.

    `icon` names one of `discussions.icons` and is shown on pages; without it the `emoji` is, for
    which the reader's device needs a font.
    """

    code: str
    label: str | Promise
    emoji: str
    icon: str = ""


KINDS = (
    ReactionKind("thanks", _("Thanks"), "🙏", icon="flower"),
    ReactionKind("insight", _("Insight"), "💡", icon="bulb"),
    ReactionKind("celebrate", _("Celebrate"), "🎉", icon="popper"),
    ReactionKind("care", _("Care"), "🤗", icon="care"),
)
# As many as a post's column holds, and a reader tells apart at a glance.
MOST, LONGEST = 8, 20

_kinds: dict[str, ReactionKind] = {kind.code: kind for kind in KINDS}


def use_reactions(kinds: Iterable[ReactionKind]) -> None:
    """Offer these kinds, in this order, instead of those before; none turns reactions off.

    What was given of other kinds stays stored and is not shown.
    """
    chosen = {kind.code: kind for kind in kinds}
    if len(chosen) > MOST or any(not _is_code(code) for code in chosen):
        raise ImproperlyConfigured(
            f"At most {MOST} kinds of reaction, whose codes are words of up to {LONGEST} letters,"
            " digits, hyphens and underscores."
        )
    _kinds.clear()
    _kinds.update(chosen)


def reaction_kinds() -> list[ReactionKind]:
    return list(_kinds.values())


def is_offered(code: str) -> bool:
    return code in _kinds


def read_counts(text: str) -> dict[str, int]:
    """From the text on a post: how many people gave each kind."""
    return {code: int(count) for code, _colon, count in (p.partition(":") for p in text.split())}


def write_counts(counts: Mapping[str, int]) -> str:
    return " ".join(f"{code}:{counts[code]}" for code in sorted(counts) if counts[code] > 0)


def _is_code(code: str) -> bool:
    return len(code) <= LONGEST and code.isascii() and code.replace("-", "_").isidentifier()
