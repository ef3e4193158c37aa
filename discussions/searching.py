"""Search in one discussion: which posts say something, and where in them.

Every word of the question must begin a word of the post. PostgreSQL finds them in its full-text
form, without stemming, because a discussion speaks several languages; other databases read through
the posts of the discussion.
"""

import re
from collections.abc import Iterable

from django.db import connections
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .querysets import PostQuerySet

WORDS_MOST = 12
EXCERPT = 240
BEFORE = 60

WORD = re.compile(r"\w+")


def words_of(question: str) -> list[str]:
    """The words that are looked for, in small letters; more than a dozen help nobody."""
    return WORD.findall(question.lower())[:WORDS_MOST]


def posts_saying(posts: PostQuerySet, words: Iterable[str]) -> PostQuerySet:
    """Those of `posts` that are shown and have all the words."""
    shown = posts.filter(state="visible")
    if connections[posts.db].vendor != "postgresql":
        found = Q()
        for word in words:
            # Not `icontains`: SQLite takes Ü and ü for different letters.
            found &= Q(body__iregex=rf"\b{word}")
        return shown.filter(found)
    from django.contrib.postgres.search import SearchQuery, SearchVector

    query = SearchQuery(
        " & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw"
    )
    return shown.annotate(said=SearchVector("body", config="simple")).filter(said=query)


def excerpt_of(text: str, words: Iterable[str]) -> SafeString:
    """The part of plain `text` around the first word found, as HTML with every word marked."""
    pattern = re.compile("|".join(re.escape(word) for word in words) or r"(?!)", re.IGNORECASE)
    first = pattern.search(text)
    start = max(first.start() - BEFORE, 0) if first else 0
    # From the beginning of a word, unless that is far.
    start = text.rfind(" ", 0, start) + 1 if start else 0
    part = text[start : start + EXCERPT]
    pieces = [("…", False)] if start else []
    place = 0
    for match in pattern.finditer(part):
        pieces += [(part[place : match.start()], False), (match[0], True)]
        place = match.end()
    pieces.append((part[place:], False))
    if start + EXCERPT < len(text):
        pieces.append(("…", False))
    marked = (
        format_html("<mark>{}</mark>" if is_found else "{}", piece) for piece, is_found in pieces
    )
    return SafeString("".join(marked))
