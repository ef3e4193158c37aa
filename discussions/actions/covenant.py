from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..models import Covenant, CovenantAcceptance


def publish_covenant(*, text: str, change: str = "", actor: Any) -> Covenant:
    """Put a new version of the covenant in force. Everybody is asked for it before their next post.

    Args:
        text: rich text, as Wagtail stores it.
        change: what is new, for those who have accepted the version before.

    Raises:
        PermissionDenied: `actor` may not publish the covenant.
    """
    if not access.may_publish_covenant(actor):
        raise PermissionDenied
    with transaction.atomic():
        newest = Covenant.objects.select_for_update().first()
        covenant = Covenant.objects.create(
            number=newest.number + 1 if newest else 1,
            text=text,
            change=change,
            published_at=timezone.now(),
            published_by=actor,
        )
    return covenant


def accept_covenant(*, number: int, actor: Any) -> CovenantAcceptance:
    """Record that `actor` has accepted the version in force. Once: the first time stays.

    Raises:
        ValidationError: code `covenant`, when `number` is not the version in force (any more).
    """
    covenant = Covenant.objects.first()
    if covenant is None or covenant.number != number:
        raise asked_again()
    acceptance, _is_new = CovenantAcceptance.objects.get_or_create(
        covenant=covenant, person=actor, defaults={"accepted_at": timezone.now()}
    )
    return acceptance


def check_covenant(
    author: Any, *, anonymous: bool = False, accepting: int | None = None
) -> Covenant | None:
    """Nobody writes before they have accepted the version in force; none in force asks nothing.

    Args:
        anonymous: whether they write without their name.
        accepting: number of the version that they accept with what they write.

    Returns:
        That version, which is still to be recorded; None where nothing is asked.

    Raises:
        ValidationError: code `covenant`.
    """
    covenant = Covenant.objects.unrecorded(author).first()
    if covenant is None:
        return None
    if not Covenant.objects.asking(author).exists():
        if not anonymous:
            # Somebody who writes by name and is missing from the list wrote before, without one.
            accept_covenant(number=covenant.number, actor=author)
        return None
    if accepting is None:
        raise ValidationError(
            _("Read the covenant and accept it; then post again. Your text is kept as a draft."),
            code="covenant",
        )
    if covenant.number != accepting:
        raise asked_again()
    return covenant


def asked_again() -> ValidationError:
    return ValidationError(
        _(
            "The covenant has changed meanwhile. Load the page again to read it; your text is kept"
            " as a draft."
        ),
        code="covenant",
    )
