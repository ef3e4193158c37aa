"""The weekly roll-ups: grown act by act with the ledger, or rebuilt from it to the same numbers."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from discussions.statements import insert_once

from ..models import Participation, WeeklyActivity, WeeklyPresence

BATCH = 1000


def week_of(at: datetime) -> date:
    """The Monday of the week of `at`, in the site's time zone whatever zone the reader has."""
    day = at.astimezone(timezone.get_default_timezone()).date()
    return day - timedelta(days=day.weekday())


def add_to_rollups(entries: Iterable[Participation]) -> None:
    """Count new entries of the ledger. Called once for each, in its transaction."""
    activities: dict[str, WeeklyActivity] = {}
    presences: dict[str, WeeklyPresence] = {}
    for entry in entries:
        week, theme, unit = week_of(entry.occurred_at), entry.theme_id, entry.unit_id
        activity = _activity(week, theme, unit, entry.kind, entry.channel, acts=0)
        activities.setdefault(activity.key, activity).acts += 1
        presence = _presence(week, theme, unit, entry.person_id, entry.kind)
        presences[presence.key] = presence
    # By key, so that two transactions take the rows they share in one order.
    for _key, activity in sorted(activities.items()):
        insert_once(activity, add="acts")
    rows = [presence for _key, presence in sorted(presences.items())]
    if len(rows) == 1:
        insert_once(rows[0])
        return
    WeeklyPresence.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def rebuild_rollups() -> None:
    """Throw the roll-ups away and count the whole ledger again."""
    with transaction.atomic():
        _hold_back_writers()
        WeeklyActivity.objects.all().delete()
        WeeklyPresence.objects.all().delete()
        WeeklyActivity.objects.bulk_create(_counted_activity(), batch_size=BATCH)
        WeeklyPresence.objects.bulk_create(_counted_presence(), batch_size=BATCH)


def _hold_back_writers() -> None:
    """An act entered between counting and committing would be lost; on SQLite none can be."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Participation._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _counted_activity() -> Iterator[WeeklyActivity]:
    columns = ("week", "theme_id", "unit_id", "kind", "channel")
    rows = _by_week().values_list(*columns).annotate(acts=Count("pk")).order_by(*columns)
    for week, theme, unit, kind, channel, acts in rows.iterator(BATCH):
        yield _activity(week.date(), theme, unit, kind, channel, acts=acts)


def _counted_presence() -> Iterator[WeeklyPresence]:
    columns = ("week", "theme_id", "unit_id", "person_id", "kind")
    for week, theme, unit, person, kind in (
        _by_week().values_list(*columns).order_by(*columns).distinct().iterator(BATCH)
    ):
        yield _presence(week.date(), theme, unit, person, kind)


def _by_week() -> QuerySet[Participation, Any]:
    zone = timezone.get_default_timezone()
    return Participation.objects.annotate(week=TruncWeek("occurred_at", tzinfo=zone))


def _activity(
    week: date, theme: int | None, unit: int | None, kind: str, channel: str, *, acts: int
) -> WeeklyActivity:
    key = f"{week}:{theme or '-'}:{unit or '-'}:{kind}:{channel}"
    return WeeklyActivity(
        key=key, week=week, theme_id=theme, unit_id=unit, kind=kind, channel=channel, acts=acts
    )


def _presence(
    week: date, theme: int | None, unit: int | None, person: int, kind: str
) -> WeeklyPresence:
    key = f"{week}:{theme or '-'}:{unit or '-'}:{person}:{kind}"
    return WeeklyPresence(
        key=key, week=week, theme_id=theme, unit_id=unit, person_id=person, kind=kind
    )
