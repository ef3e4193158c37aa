"""How specific the words of an answer are, by three signs that anybody can check by hand.

An answer shows a sign or it does not; words are looked up and never weighed, so the same text
always gives the same result, and a reader can see why:

* a number: a figure in digits;
* a name: of a unit of the organisation, or one of SPECIFIC_NAMES, such as places and products;
* a step: an item of a list, or one of STEP_WORDS, which say what comes before, after or instead.

It says nothing about how good or right an answer is, and is for campaigns, not for people.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?=\S)", re.MULTILINE)
NUMBER = re.compile(r"\d")
WORD = re.compile(r"\w+(?:[\u2019'-]\w+)*")
SIGNS = ("number", "name", "step")


@dataclass(frozen=True)
class Signs:
    """What one answer shows, and how many words it has."""

    number: bool
    name: bool
    step: bool
    words: int

    @property
    def shown(self) -> int:
        return self.number + self.name + self.step


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of `words`, whole, in capitals or not, with blanks of any width between them."""
    patterns = [r"\s+".join(map(re.escape, word.split())) for word in words if word.strip()]
    longest_first = sorted(set(patterns), key=len, reverse=True)
    # Without a word, what never matches.
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.IGNORECASE)


def signs_of(text: str, *, names: re.Pattern[str], steps: re.Pattern[str]) -> Signs:
    """The signs of an answer as it was written, in Markdown.

    Args:
        names, steps: patterns of `any_of`.
    """
    without_marks, items = LIST_ITEM.subn("", text)
    return Signs(
        number=bool(NUMBER.search(without_marks)),
        name=bool(names.search(without_marks)),
        step=bool(items or steps.search(without_marks)),
        words=len(WORD.findall(without_marks)),
    )
