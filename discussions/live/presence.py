"""Who watches and who writes, by discussion. Only counts leave this module for people to see.

Each process knows its own people and what the others have reported. Reports carry numbers of people
between processes, so that somebody with a page open on each counts once.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

# A person is writing for so many seconds after the last word of it.
WRITING_SECONDS = 8.0
# Above this, counts are rounded down to two digits: a crowd's coming and going is no news.
EXACT_UP_TO = 999

Row = tuple[int, list[int], list[int]]  # discussion, who watches it, who writes in it


@dataclass
class Report:
    """What another process has said of its people, and when it last said anything."""

    heard_at: float
    watching: dict[int, frozenset[int]] = field(default_factory=dict)
    writing: dict[int, frozenset[int]] = field(default_factory=dict)


class Presence:
    def __init__(self) -> None:
        self._watching: dict[int, Counter[int]] = {}  # discussion: person: sockets
        self._writing: dict[int, dict[int, float]] = {}  # discussion: person: until when
        self._reports: dict[str, Report] = {}
        self._changed: set[int] = set()
        self._unreported: set[int] = set()

    # Here

    def arrive(self, discussion: int, person: int) -> None:
        watching = self._watching.setdefault(discussion, Counter())
        watching[person] += 1
        if watching[person] == 1:
            self._change(discussion)

    def depart(self, discussion: int, person: int) -> None:
        watching = self._watching[discussion]
        watching[person] -= 1
        if watching[person]:
            return
        del watching[person]
        if not watching:
            del self._watching[discussion]
        self.rest(discussion, person)
        self._change(discussion)

    def write(self, discussion: int, person: int, now: float) -> None:
        writing = self._writing.setdefault(discussion, {})
        if person not in writing:
            self._change(discussion)
        writing[person] = now + WRITING_SECONDS

    def rest(self, discussion: int, person: int) -> None:
        """The person writes no more: the post is there."""
        writing = self._writing.get(discussion, {})
        if writing.pop(person, None) is not None:
            self._change(discussion)
        if not writing:
            self._writing.pop(discussion, None)

    def report(self, *, whole: bool = False) -> list[Row]:
        """What has changed here since the last report, or everything, for the other processes."""
        about = self._watching.keys() if whole else self._unreported
        rows = [
            (each, sorted(self._watching.get(each, ())), sorted(self._writing.get(each, ())))
            for each in about
        ]
        self._unreported = set()
        return rows

    # Elsewhere

    def hear(self, process: str, rows: Collection[Row], now: float, *, whole: bool) -> None:
        """Take in the report of another process; a whole one replaces all that it said before."""
        report = self._reports.setdefault(process, Report(now))
        report.heard_at = now
        if whole:
            self._changed |= report.watching.keys()
            report.watching, report.writing = {}, {}
        for discussion, watching, writing in rows:
            self._changed.add(discussion)
            report.watching[discussion] = frozenset(watching)
            report.writing[discussion] = frozenset(writing)

    def settle(self, now: float, silence: float) -> None:
        """Forget writers who have paused, and processes not heard of for `silence` seconds."""
        for discussion, writing in list(self._writing.items()):
            for person in [person for person, until in writing.items() if until <= now]:
                self.rest(discussion, person)
        for process, report in list(self._reports.items()):
            if now - report.heard_at > silence:
                self._changed |= report.watching.keys()
                del self._reports[process]

    # Everywhere

    def take_changed(self) -> set[int]:
        """The discussions whose counts may have changed since this was last asked."""
        changed, self._changed = self._changed, set()
        return changed

    def counts(self, discussion: int) -> tuple[int, int]:
        """How many people watch a discussion, and how many write in it, in all processes."""
        watching = set(self._watching.get(discussion, ()))
        writing = set(self._writing.get(discussion, ()))
        for report in self._reports.values():
            watching |= report.watching.get(discussion, frozenset())
            writing |= report.writing.get(discussion, frozenset())
        return _rounded(len(watching)), _rounded(len(writing))

    def _change(self, discussion: int) -> None:
        self._changed.add(discussion)
        self._unreported.add(discussion)


def _rounded(count: int) -> int:
    if count <= EXACT_UP_TO:
        return count
    step: int = 10 ** (len(str(count)) - 2)
    return count - count % step
