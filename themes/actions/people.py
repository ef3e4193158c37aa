from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from .. import access
from ..models import Contribution, Theme, ThemeUserPermission
from ..people import DEPUTISE, FACILITATE, OWN, people_of, somebody_else_decides
from ..signals import theme_people_changed
from .receiving import route_again
from .teams import follow_theme_people


def set_theme_people(
    theme: Theme,
    *,
    owners: Iterable[Any],
    deputies: Iterable[Any] = (),
    facilitators: Iterable[Any] = (),
    actor: Any,
) -> None:
    """Say who owns, deputises and facilitates a theme. Roles that a group holds stay as they are.

    What waits for somebody who has left the theme altogether is routed again; so is what waits for
    its own contributor, once somebody else may decide about it.

    Args:
        actor: who says so; None for an installation or a command.

    Raises:
        PermissionDenied: the actor may not edit the theme's page.
        ValidationError: code `owners`, when nobody would own the theme.
    """
    if actor is not None and not access.may_set_people(actor, theme):
        raise PermissionDenied
    wanted = {OWN: list(owners), DEPUTISE: list(deputies), FACILITATE: list(facilitators)}
    if not wanted[OWN]:
        raise ValidationError(_("A theme needs an owner."), code="owners")
    with transaction.atomic():
        # Everything is changed or nothing, and only one change of a theme's people at a time.
        Theme.objects.select_for_update(no_key=True).get(pk=theme.pk)
        changes = [_set_role(theme, codename, people) for codename, people in wanted.items()]
        if any(changes):
            _route_what_was_left(theme)
            follow_theme_people(theme)
            theme_people_changed.send(Theme, theme=theme, actor=actor)


def _set_role(theme: Theme, codename: str, people: Iterable[Any]) -> bool:
    """Make the holders of one role exactly `people`. Returns whether that changed anything."""
    held = ThemeUserPermission.objects.filter(
        content_object=theme, permission__codename=codename
    ).select_related("user")
    before = {row.user_id: row.user for row in held}
    after = {person.pk: person for person in people}
    for person_id in after.keys() - before.keys():
        assign_perm(codename, after[person_id], theme)
    for person_id in before.keys() - after.keys():
        remove_perm(codename, before[person_id], theme)
    return before.keys() != after.keys()


def _route_what_was_left(theme: Theme) -> None:
    present = [person.pk for person in people_of([theme])[theme.pk]]
    waiting = Contribution.objects.filter(theme=theme, owner__isnull=False).awaiting_decision()
    for contribution in waiting.exclude(owner__in=present):
        route_again(contribution, actor=None)
    for contribution in waiting.filter(owner__in=present, owner=F("contributor")):
        if somebody_else_decides(contribution):
            route_again(contribution, actor=None)
