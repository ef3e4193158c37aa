"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

# A word, a sign or a run of blanks; line ends stand alone, so that paragraphs match as such.
TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
# Matching takes time with the product of both lengths. Longer passages are shown as replaced.
COMPARED_TOKENS = 1500


@dataclass(frozen=True)
class Passage:
    """A stretch of text that is in both versions, or in one of them alone."""

    text: str
    is_added: bool = False
    is_removed: bool = False


def passages_between(before: str, after: str) -> list[Passage]:
    """The way from `before` to `after`: without the added passages it reads as the one, without
    the removed ones as the other.
    """
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    passages = [
        Passage("".join(old[:head])),
        *_changes(old[head : len(old) - tail], new[head : len(new) - tail]),
        Passage("".join(old[len(old) - tail :])),
    ]
    return [passage for passage in passages if passage.text]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens both begin with."""
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    )


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    removed, added = "", ""
    for tag, start, end, new_start, new_end in _opcodes(old, new):
        text = "".join(old[start:end])
        # A blank alone between two changes would tear a phrase into single words.
        if tag == "equal" and not (text == " " and removed and added):
            yield Passage(removed, is_removed=True)
            yield Passage(added, is_added=True)
            yield Passage(text)
            removed, added = "", ""
        else:
            removed += text
            added += "".join(new[new_start:new_end])
    yield Passage(removed, is_removed=True)
    yield Passage(added, is_added=True)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(old) > COMPARED_TOKENS or len(new) > COMPARED_TOKENS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new).get_opcodes()
