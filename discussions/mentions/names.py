"""Names as they are looked up: without case, accents and signs, beginning at each of their words.

Keys are bytes, because databases order and compare bytes alike, and words each in their own way: so
one index serves "begins with" and the order in every database.
"""

import unicodedata

LONGEST = 160
# A name of more words is found by these.
MOST_WORDS = 6
APOSTROPHES = dict.fromkeys(map(ord, "'`\u2019\u02bc\u00b4"))


def plain_name(text: str) -> str:
    """The words of a name in their simplest letters, with one blank between them."""
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).casefold()).casefold()
    bare = (letter for letter in text if not unicodedata.combining(letter))
    return " ".join("".join(letter if is_of_word(letter) else " " for letter in bare).split())


def is_of_word(letter: str) -> bool:
    """Letters, the marks on them, and digits."""
    return unicodedata.category(letter)[0] in "LMN"


def key_of(name: str) -> bytes:
    """What a whole name is looked up by."""
    return plain_name(name).encode()[:LONGEST]


def keys_of(name: str) -> list[bytes]:
    """A name by each of its words, the rest following: the whole name first.

    "Emma van Employee" is found by "emma v", "van e" and "employee e".
    """
    words = plain_name(name).split()[:MOST_WORDS]
    turned = (" ".join(words[at:] + words[:at]) for at in range(len(words)))
    return list(dict.fromkeys(key.encode()[:LONGEST] for key in turned))


def range_of(beginning: str) -> tuple[bytes, bytes] | None:
    """The keys that begin so: from the first one up to the second. None where nothing is asked."""
    key = key_of(beginning)
    # No letter of UTF-8 holds this byte.
    return (key, key + b"\xff") if key else None
