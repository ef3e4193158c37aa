from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import access
from ..models import OrgUnit, Placement


def add_unit(*, code: str, name: str, parent: OrgUnit | None, actor: Any) -> OrgUnit:
    """Add an organisational unit below `parent`, or at the top."""
    if not access.may_keep_organisation(actor):
        raise PermissionDenied
    unit = OrgUnit(code=code, name=name)
    unit.full_clean(exclude=["path", "depth", "numchild"])
    with transaction.atomic():
        if parent is None:
            return OrgUnit.add_root(instance=unit)  # type: ignore[no-any-return]
        above = OrgUnit.objects.get(pk=parent.pk)
        return above.add_child(instance=unit)  # type: ignore[no-any-return]


def move_unit(unit: OrgUnit, *, parent: OrgUnit | None, actor: Any) -> OrgUnit:
    """Hang a unit, with all below it, under another one, or at the top.

    Raises:
        ValidationError: code `inside`, the new place lies inside the unit itself.
    """
    if not access.may_keep_organisation(actor):
        raise PermissionDenied
    with transaction.atomic():
        moved: OrgUnit = OrgUnit.objects.get(pk=unit.pk)
        if parent is None:
            moved.move(OrgUnit.get_first_root_node(), pos="sorted-sibling")
        else:
            above = OrgUnit.objects.get(pk=parent.pk)
            if above.path.startswith(moved.path):
                raise ValidationError(_("A unit cannot lie inside itself."), code="inside")
            moved.move(above, pos="sorted-child")
    moved.refresh_from_db()
    return moved


def place_person(person: Any, unit: OrgUnit, *, starts: date, actor: Any) -> Placement:
    """Give a person a place from a day on. The place they have until then ends the day before.

    Acts before that day keep the unit they were counted for.

    Raises:
        ValidationError: the person has a later place already, or one from the same day.
    """
    if not access.may_keep_organisation(actor):
        raise PermissionDenied
    with transaction.atomic():
        before = Placement.objects.filter(person=person, starts__lt=starts)
        current = before.on(starts).select_for_update().first()
        if current and current.ends is None and current.unit_id == unit.pk:
            return current
        if current:
            current.ends = starts - timedelta(days=1)
            current.save(update_fields=["ends"])
        placement = Placement(person=person, unit=unit, starts=starts)
        placement.full_clean()
        placement.save()
    return placement
