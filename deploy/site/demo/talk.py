"""What people say in the demo, read from text files that are pleasant to write.

@48 ines idea *22 =hose-kit       48 working days ago; 22 supporters; a key for merging
One sealed kit per house.
> dilan *8                        a reply
In the last five houses …
>> ines +1                        a reply to the reply, a working day later
…
! thank                           a step of the contribution that the post above all became
Inês, thank you.
! merge +3 into=other-key         three working days after the post
…
! hide by=mateus                  the post just above is hidden, with this reason
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("comment", "idea", "question", "concern", "answer")
VERBS = (
    "thank",
    "review",
    "accept",
    "decline",
    "park",
    "merge",
    "start",
    "done",
    "reassign",
    "pause",
)
HEADER = re.compile(r"(?P<sign>@\d+|>+|!) ?(?P<rest>[a-z].*)")


class TalkError(ValueError):
    """A file of talk says something that cannot be; the message names the place."""


@dataclass
class Said:
    """A post: who says what, below which other post of its thread (by number; None at the top)."""

    who: str
    kind: str
    supporters: int
    parent: int | None
    days_later: int
    body: str = ""
    hidden_by: str = ""
    hidden_because: str = ""


@dataclass
class Step:
    """A step of the contribution; `day` is how many working days after the post, None: soon."""

    verb: str
    day: int | None
    options: dict[str, str]
    words: str = ""


@dataclass
class Thread:
    """A post that opens a conversation, `day` working days ago, its replies and its fate."""

    discussion: str
    day: int
    key: str
    posts: list[Said] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def read_talk(folder: Path) -> list[Thread]:
    """All threads of all files; a file is named after the page that its discussion hangs on."""
    threads: list[Thread] = []
    for file in sorted(folder.glob("*.txt")):
        threads += _read_file(file)
    return threads


def _read_file(file: Path) -> Iterator[Thread]:
    thread: Thread | None = None
    target: Said | Step | None = None
    ancestors: list[int] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{file.name}, line {number}"
        header = HEADER.fullmatch(line)
        if header is None:
            if target is None and line.strip():
                raise TalkError(f"{place}: words before anybody speaks")
            _add_words(target, line)
            continue
        sign, words = header["sign"], header["rest"].split()
        if sign.startswith("@"):
            if thread:
                yield thread
            thread = Thread(file.stem, int(sign[1:]), _option(words, "="))
            ancestors = []
        if thread is None:
            raise TalkError(f"{place}: a reply or step to nothing")
        if sign == "!":
            target = _step(thread, words, place)
        else:
            depth = 0 if sign.startswith("@") else len(sign)
            if depth > len(ancestors):
                raise TalkError(f"{place}: a reply to nothing")
            ancestors = ancestors[:depth]
            target = _said(words, ancestors[-1] if ancestors else None, place)
            ancestors.append(len(thread.posts))
            thread.posts.append(target)
    if thread:
        yield thread


def _add_words(target: "Said | Step | None", line: str) -> None:
    match target:
        case Said(hidden_by=by) if by:
            target.hidden_because = f"{target.hidden_because}\n{line}".strip()
        case Said():
            target.body = f"{target.body}\n{line}".lstrip("\n")
        case Step():
            target.words = f"{target.words}\n{line}".strip()


def _said(words: list[str], parent: int | None, place: str) -> Said:
    kinds = [word for word in words if word in KINDS]
    supporters, later = _option(words, "*"), _option(words, "+")
    said = Said(
        who=words[0],
        kind=kinds[0] if kinds else "comment",
        supporters=int(supporters or 0),
        parent=parent,
        days_later=int(later or 0),
    )
    unknown = [w for w in words[1:] if w not in KINDS and w[0] not in "*+="]
    if unknown or len(kinds) > 1:
        raise TalkError(f"{place}: cannot read {' '.join(words)}")
    return said


def _step(thread: Thread, words: list[str], place: str) -> "Said | Step":
    verb, day = words[0], _option(words, "+")
    options = dict(word.split("=", 1) for word in words[1:] if not word.startswith("+"))
    if verb == "hide":
        thread.posts[-1].hidden_by = options["by"]
        return thread.posts[-1]
    if verb not in VERBS:
        raise TalkError(f"{place}: there is no step {verb}")
    step = Step(verb, int(day) if day else None, options)
    if step.day is not None and step.day >= thread.day:
        raise TalkError(f"{place}: the step lies ahead")
    thread.steps.append(step)
    return step


def _option(words: list[str], sign: str) -> str:
    return next((word[1:] for word in words[1:] if word.startswith(sign)), "")
