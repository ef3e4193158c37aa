"""From talk to acts: who does what at which minute, the same on every run.

The order of acts is the order of their times, as it would have been with real people.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .talk import Said, Step, Thread
from .working_days import WorkingDays

SEED = 20


@dataclass(frozen=True)
class Saying:
    at: datetime
    thread: Thread
    number: int

    @property
    def said(self) -> Said:
        return self.thread.posts[self.number]


@dataclass(frozen=True)
class Support:
    """Who supports a post, each at a time of their own; `at` is the last of these."""

    at: datetime
    thread: Thread
    number: int
    votes: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Stepping:
    at: datetime
    thread: Thread
    step: Step


@dataclass(frozen=True)
class Reading:
    at: datetime
    page: str
    who: str


Act = Saying | Support | Stepping | Reading


@dataclass(frozen=True)
class Audience:
    """Who reads a page, and how eagerly each supports: from 0 (never) to 1."""

    page: str
    since: int
    eagerness: dict[str, float]
    until: datetime | None = None


class Timeline:
    def __init__(self, days: WorkingDays, audiences: Sequence[Audience]) -> None:
        self.days = days
        self.audiences = {audience.page: audience for audience in audiences}
        self.chance = random.Random(SEED)  # noqa: S311  (plays dice, keeps no secret)
        self.latest = days.now - timedelta(minutes=4)

    def acts(self, threads: Sequence[Thread]) -> list[Act]:
        """Everything that happens, in order of time."""
        acts: list[Act] = []
        for thread in threads:
            times = self._times_of_posts(thread)
            acts += (Saying(at, thread, number) for number, at in enumerate(times))
            for number, at in enumerate(times):
                acts += self._support(thread, number, at)
            acts += self._steps(thread, times[0])
        for audience in self.audiences.values():
            acts += self._readings(audience)
        acts += list(self._readings_of_the_active(acts))
        return sorted(acts, key=lambda act: (act.at, not isinstance(act, Reading)))

    def _times_of_posts(self, thread: Thread) -> list[datetime]:
        """One after another; a thread that would reach beyond now is drawn together."""
        moment = self.days.at(thread.day, self.chance.uniform(5, 420))
        times = [moment]
        for said in thread.posts[1:]:
            if said.days_later:
                day = self.days.later(moment, said.days_later)
                minutes = self.chance.uniform(0, 300)
                opening = self.days.at(1, minutes)
                moment = opening + (day - self.days.day(1))
            else:
                moment += timedelta(minutes=self.chance.choice((7, 14, 25, 48, 90, 170)))
                moment = self.days.within_hours(
                    moment + timedelta(seconds=self.chance.random() * 300)
                )
            times.append(moment)
        return self._drawn_together(times)

    def _drawn_together(self, times: list[datetime]) -> list[datetime]:
        late = [number for number, at in enumerate(times) if at > self.latest]
        if not late:
            return times
        start = times[late[0] - 1]
        pace = (self.latest - start) / (len(late) + 1)
        return times[: late[0]] + [start + pace * (n + 1) for n in range(len(late))]

    def _steps(self, thread: Thread, posted_at: datetime) -> Iterator[Stepping]:
        moment, last_day = posted_at, 0
        given = [step.day for step in thread.steps if step.day is not None]
        for step in thread.steps:
            if step.day is None:
                soon = self.chance.choice((0, 0, 1, 1, 1, 2, 2, 3, 4))
                day = min(soon, thread.day - 1, *(given or [4]))
            else:
                day = step.day
            minutes = self.chance.uniform(30, 560)
            planned = self.days.at(thread.day - day, minutes)
            if day == last_day or planned <= moment:
                planned = max(planned, moment + timedelta(minutes=self.chance.uniform(12, 50)))
            moment, last_day = min(planned, self.latest), day
            yield Stepping(moment, thread, step)

    def _support(self, thread: Thread, number: int, said_at: datetime) -> Iterator[Support]:
        said = thread.posts[number]
        if not said.supporters:
            return
        audience = self.audiences[thread.discussion]
        people = [who for who, eager in audience.eagerness.items() if eager and who != said.who]
        # Weighted choice without repeats: the eager come first more often.
        order = sorted(
            people, key=lambda who: self.chance.random() ** (1 / audience.eagerness[who])
        )[-said.supporters :]
        end = min(self.latest, audience.until or self.latest, said_at + timedelta(days=6))
        room = max(end - said_at, timedelta(minutes=2))
        votes = [(who, said_at + room * (0.02 + 0.96 * self.chance.random() ** 3)) for who in order]
        yield Support(max(at for _who, at in votes), thread, number, tuple(votes))

    def _readings(self, audience: Audience) -> Iterator[Reading]:
        """Those who only read are part of it too."""
        for who, eager in audience.eagerness.items():
            visits = round(self.chance.random() * 4 * (eager or 0.15) ** 0.7)
            for _visit in range(visits):
                day = self.chance.randint(1, audience.since)
                yield Reading(self.days.at(day, self.chance.uniform(0, 640)), audience.page, who)

    def _readings_of_the_active(self, acts: Sequence[Act]) -> Iterator[Reading]:
        """Nobody writes or supports on a page without having opened it that day."""
        seen = set()
        for act in acts:
            match act:
                case Saying():
                    visits = [(act.said.who, act.at)]
                case Support():
                    visits = list(act.votes)
                case _:
                    continue
            for who, at in visits:
                visit = (who, act.thread.discussion, at.date())
                if visit not in seen:
                    seen.add(visit)
                    yield Reading(at - timedelta(minutes=3), act.thread.discussion, who)
