"""Addresses of the pages of one discussion. Each keeps what the reader chose."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from .orders import NEWEST, Order


@dataclass(frozen=True)
class Links:
    """Queries to follow from one page of a discussion; each is put behind the page's address."""

    first: str
    newer: str
    older: str


def links_from(
    *,
    order: Order,
    previous_post: int | None,
    next_post: int | None,
    since: int | None,
) -> Links:
    """`since` goes along where it is known, so that further pages still say what is new."""
    chosen: dict[str, Any] = {} if order == NEWEST else {"order": order.code}
    kept = chosen if since is None else {**chosen, "since": since}
    return Links(
        first=f"?{urlencode(chosen)}",
        newer=_query(previous_post, kept),
        older=_query(next_post, kept),
    )


def _query(start: int | None, kept: dict[str, Any]) -> str:
    return f"?{urlencode({'from': start, **kept})}" if start else ""
