from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from discussions.statements import Slot, Statement, insert_once

from ..models import Participation, Placement
from .inserting import CHUNK, chunks
from .rollups import add_to_rollups


def record_participation(
    person: Any,
    kind: str,
    *,
    key: str,
    theme_id: int | None = None,
    question_id: int | None = None,
    occurred_at: datetime | None = None,
    channel: str = Participation.Channel.ONLINE,
) -> bool:
    """Enter an act into the ledger, under the unit that the person belonged to on that day.

    The `key` names the act, so an act that is reported again changes nothing. The weekly roll-ups
    grow in the same transaction. Returns whether the act was new.
    """
    at = occurred_at or timezone.now()
    entry = Participation(
        key=key,
        person=person,
        kind=kind,
        theme_id=theme_id,
        question_id=question_id,
        channel=channel,
        occurred_at=at,
        unit_id=_unit_on(person, at),
    )
    with transaction.atomic(savepoint=False):
        is_new = insert_once(entry)
        if is_new:
            add_to_rollups([entry])
    return is_new


def record_participations(entries: Iterable[Participation]) -> int:
    """Enter many acts at once, such as an import's; the rules of `record_participation` hold.

    Args:
        entries: unsaved, without a unit; it is looked up here.

    Returns:
        How many acts were new.
    """
    by_key = {entry.key: entry for entry in entries}
    with transaction.atomic():
        for keys in chunks(list(by_key)):
            for key in Participation.objects.filter(key__in=keys).values_list("key", flat=True):
                del by_key[key]
        new = list(by_key.values())
        _fill_in_units(new)
        Participation.objects.bulk_create(new, batch_size=CHUNK)
        add_to_rollups(new)
    return len(new)


def _fill_in_units(entries: list[Participation]) -> None:
    placements: dict[int, list[Placement]] = defaultdict(list)
    for people in chunks(sorted({entry.person_id for entry in entries})):
        for placement in Placement.objects.filter(person__in=people):
            placements[placement.person_id].append(placement)
    for entry in entries:
        day = _day_of(entry.occurred_at)
        entry.unit_id = next(
            (
                placement.unit_id
                for placement in placements[entry.person_id]
                if placement.starts <= day and (placement.ends is None or day <= placement.ends)
            ),
            None,
        )


def _day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _unit_on(person: Any, at: datetime) -> int | None:
    for (unit,) in _units.rows(person=person.pk, day=_day_of(at)):
        return int(unit)
    return None


@Statement
def _units() -> Any:
    there: Any = Slot("day")
    placements = Placement.objects.on(there).filter(person=Slot("person"))
    return placements.order_by("starts").values_list("unit_id")[:1]
