from typing import Any

from django.db import connection, transaction

from ..live.poke import poke_access
from ..models import AccessClock, AccessEpoch


def announce_access_change(person: Any = None) -> int:
    """Say that what `person` may see has changed; without a person, that anybody's may have.

    Called in the transaction that changes the access. Every process compares the number before it
    delivers anything, so a delivery after the commit finds the change even if the poke is lost.

    Returns the number of the change.
    """
    table = connection.ops.quote_name(AccessClock._meta.db_table)
    everybody = "" if person else f", everybody = {table}.now + 1"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                # Only the table's own name is put in; values travel as parameters.
                f"INSERT INTO {table} (id, now, everybody) VALUES (1, 1, %s)"  # noqa: S608
                f" ON CONFLICT (id) DO UPDATE SET now = {table}.now + 1{everybody} RETURNING now",
                [0 if person else 1],
            )
            number: int = cursor.fetchone()[0]
        if person:
            AccessEpoch.objects.update_or_create(person=person, defaults={"number": number})
        transaction.on_commit(poke_access, robust=True)
    return number
