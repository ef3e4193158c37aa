"""Working days counted back from now, so that the demo is as fresh on the day it is made as on any
other, and nobody writes on a Sunday."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

OPENS, CLOSES = time(7, 30), time(18, 30)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingDays:
    """Day 1 is the last working day before today, day 2 the one before; -1 is the next one."""

    now: datetime

    def day(self, number: int) -> date:
        step = timedelta(days=-1 if number > 0 else 1)
        day = timezone.localtime(self.now).date()
        for _count in range(abs(number)):
            day += step
            while day.weekday() >= SATURDAY:
                day += step
        return day

    def at(self, number: int, minutes: float) -> datetime:
        """So many minutes after offices open on a day."""
        opening = datetime.combine(self.day(number), OPENS, timezone.get_default_timezone())
        return opening + timedelta(minutes=minutes)

    def within_hours(self, moment: datetime) -> datetime:
        """`moment`, or the next morning if the offices are closed then."""
        local = timezone.localtime(moment)
        if local.weekday() < SATURDAY and local.time() <= CLOSES:
            return moment
        day = local.date() + timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        minutes = timedelta(minutes=local.minute % 47)
        return datetime.combine(day, OPENS, timezone.get_default_timezone()) + minutes

    def later(self, moment: datetime, days: int) -> date:
        """The day that many working days after `moment`."""
        day = timezone.localtime(moment).date()
        for _count in range(days):
            day += timedelta(days=1)
            while day.weekday() >= SATURDAY:
                day += timedelta(days=1)
        return day
