"""The words of a text by which contributions are compared: stems, without what every text has.

Made for German and English, and whatever else a site speaks, side by side in one discussion: nobody
says which language a post is in. So a stem is the beginning of a word, which serves languages that
inflect at the end about as well as rules of their own would.
"""

import re
import unicodedata
from functools import cache

from django.conf import settings
from stop_words import LANGUAGE_MAPPING, get_stop_words

LANGUAGES = ("en", "de")
STEM = 6

# Addresses say nothing about what a text is about; the words of a link do.
ADDRESS = re.compile(r"\]\([^)\s]*\)|https?://\S+")
ACCENT = re.compile(r"[\u0300-\u036f]")
WORD = re.compile(r"[^\W\d_]{2,}")


def stems_of(text: str) -> list[str]:
    """The stem of every word of a Markdown text that says something."""
    return [_stem(word) for word in _words(_bare(text)) if word not in _common_words()]


def forms_of(text: str) -> list[tuple[str, str]]:
    """As `stems_of`, each stem with the word as it was written, for naming what texts share."""
    words = WORD.findall(unicodedata.normalize("NFC", _bare(text)))
    folded = ((next(iter(_words(word)), ""), word) for word in words)
    return [(_stem(word), form) for word, form in folded if word and word not in _common_words()]


def _bare(text: str) -> str:
    return ADDRESS.sub(" ", text)


def _words(text: str) -> list[str]:
    """In small letters without accents."""
    return WORD.findall(ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold())))


def _stem(word: str) -> str:
    """What the forms of a word share: "Heizung" and "Heizungen", "measured" and "measures"."""
    return word[:STEM]


@cache
def _common_words() -> frozenset[str]:
    languages = {*LANGUAGES, settings.LANGUAGE_CODE.split("-")[0]} & set(LANGUAGE_MAPPING)
    words = " ".join(word for language in languages for word in get_stop_words(language))
    return frozenset(_words(words))
