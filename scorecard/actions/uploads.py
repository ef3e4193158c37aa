from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from .. import access
from ..models import Actual, ActualsUpload
from .measures import Figure, record_actuals


def keep_upload(name: str, content: bytes, *, all_or_nothing: bool, actor: Any) -> ActualsUpload:
    """Keep a file of actuals until its person records or drops it; it replaces an earlier one.

    Raises:
        PermissionDenied: the actor records no measure.
    """
    if not access.may_record_any(actor):
        raise PermissionDenied
    upload, _is_new = ActualsUpload.objects.update_or_create(
        person=actor,
        defaults={
            "name": name[-200:],
            "content": content,
            "all_or_nothing": all_or_nothing,
            "uploaded_at": timezone.now(),
        },
    )
    return upload


@transaction.atomic
def record_upload(figures: Sequence[Figure], *, actor: Any) -> list[Actual]:
    """Record what the person's file says, and let go of the file; see `record_actuals`."""
    recorded = record_actuals(figures, actor=actor)
    drop_upload(actor=actor)
    return recorded


def drop_upload(*, actor: Any) -> None:
    ActualsUpload.objects.filter(person=actor).delete()
