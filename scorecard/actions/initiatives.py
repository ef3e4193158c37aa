from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from themes.models import Contribution

from .. import access
from ..models import Initiative, InitiativeContribution


def link_contribution(
    initiative: Initiative, contribution: Contribution, *, actor: Any
) -> InitiativeContribution:
    """Say that the initiative grew from the contribution, among others. Once is enough.

    It changes nothing about the contribution: starting work on it is a step of its own.

    Raises:
        PermissionDenied: see `access.may_link_contribution`.
    """
    if not access.may_link_contribution(actor, initiative, contribution):
        raise PermissionDenied
    link, _is_new = InitiativeContribution.objects.get_or_create(
        initiative=initiative,
        contribution=contribution,
        defaults={"linked_by": actor, "linked_at": timezone.now()},
    )
    return link
