from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from ..mentions.names import keys_of
from ..models import PersonName
from ..naming import display_name

BATCH = 500


def index_names(people: Iterable[Any]) -> int:
    """Let `people` be found by the names that they have now. Returns how many had changed.

    Two queries for each 500 people whose names are known already.
    """
    changed, rest = 0, iter(people)
    while batch := list(islice(rest, BATCH)):
        changed += _index_batch(batch)
    return changed


def index_all_names() -> int:
    """As `index_names`, for everybody."""
    return index_names(get_user_model()._default_manager.order_by("pk").iterator(BATCH))


@transaction.atomic
def _index_batch(people: list[Any]) -> int:
    known: dict[Any, set[tuple[bytes, bool]]] = {person.pk: set() for person in people}
    rows = PersonName.objects.filter(person__in=known)
    for number, key, is_whole in rows.values_list("person_id", "key", "is_whole"):
        known[number].add((bytes(key), is_whole))
    names = {person.pk: _rows_of(person) for person in people}
    changed = [number for number, wanted in names.items() if set(wanted) != known[number]]
    if changed:
        PersonName.objects.filter(person__in=changed).delete()
        PersonName.objects.bulk_create(
            [
                PersonName(person_id=number, key=key, is_whole=is_whole)
                for number in changed
                for key, is_whole in names[number]
            ],
            # Somebody else has saved the same account at this moment.
            ignore_conflicts=True,
        )
    return len(changed)


def _rows_of(person: Any) -> list[tuple[bytes, bool]]:
    return [(key, at == 0) for at, key in enumerate(keys_of(display_name(person)))]
