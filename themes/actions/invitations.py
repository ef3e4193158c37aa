"""Invitations to a team: sent with a reason, accepted or refused, withdrawn, and expiring."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..conf import hub_settings
from ..models import Contribution, ContributionEvent, Invitation, Team
from ..naming import name_of
from ..signals import invitation_changed
from .advancing import clean_words, hold, record
from .team_log import hold_team, lock_team, note_team

State = Invitation.State


def invite_person(
    team: Team,
    *,
    person: Any,
    actor: Any,
    reason: str,
    contribution: Contribution | None = None,
    seen: int | None = None,
    at: datetime | None = None,
) -> Invitation:
    """Ask somebody to join a team. Who has refused before may be asked again.

    Args:
        contribution: what they are invited for; its trail says that they were invited, and neither
            to which team nor why, since more people read it.
        seen: the number of the contribution's latest event that the actor knew of.

    Raises:
        PermissionDenied: the actor does not keep the team, or may not invite for the contribution.
        ValidationError: codes `person`, `state` for a team that is archived, `moved` as `hold`, and
            the codes of `clean_body` for the reason.
    """
    reason = clean_words(reason, if_empty=_("Say why you invite them; they will read it."))
    at = at or timezone.now()
    with transaction.atomic():
        if contribution is not None:
            hold(contribution, actor=actor, may=access.may_invite_for, seen=seen)
            if contribution.theme_id != team.theme_id or contribution.contributor_id != person.pk:
                raise PermissionDenied
        hold_team(team, actor=actor)
        if not team.is_open:
            raise ValidationError(_("The team is archived."), code="state")
        _check_can_come(team, person, at)
        invitation = _invite(team, person, actor, reason, at, contribution=contribution)
        if contribution is not None:
            record(contribution, ContributionEvent.Kind.INVITED, actor=actor, note="", at=at)
    return invitation


def invite_by_rule(team: Team, people: Iterable[Any], at: datetime | None = None) -> None:
    """Invite those who lead the theme of a team that nobody keeps any more; the team is locked."""
    at = at or timezone.now()
    asked = set(team.invitations.open(at).values_list("person", flat=True))
    for person in people:
        if person.pk not in asked and access.people_to_invite(team).filter(pk=person.pk).exists():
            _close_expired(team, person, at)
            reason = _("You own or deputise the theme, and nobody else is left to keep its team.")
            _invite(team, person, None, reason, at)


def accept_invitation(
    invitation: Invitation, *, actor: Any, at: datetime | None = None
) -> Invitation:
    """Join the team: its pages are open to the actor from the moment of the commit.

    Raises:
        PermissionDenied: it is not the actor's invitation.
        ValidationError: code `state`, when it can no longer be accepted, with the reason.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _hold_invitation(invitation, actor, at)
        _answer(invitation, State.ACCEPTED, actor=actor, at=at, act="accept_invitation")
        invitation.team.group.user_set.add(invitation.person)
        invitation_changed.send(Invitation, invitation=invitation, actor=actor)
    return invitation


def refuse_invitation(
    invitation: Invitation, *, actor: Any, at: datetime | None = None
) -> Invitation:
    """Raises: as `accept_invitation`."""
    at = at or timezone.now()
    with transaction.atomic():
        _hold_invitation(invitation, actor, at)
        _answer(invitation, State.REFUSED, actor=actor, at=at, act="refuse_invitation")
        invitation_changed.send(Invitation, invitation=invitation, actor=actor)
    return invitation


def withdraw_invitation(
    invitation: Invitation, *, actor: Any, at: datetime | None = None
) -> Invitation:
    """Raises:
    PermissionDenied: the actor does not keep the team.
    ValidationError: code `state`, when it was answered already.
    """
    with transaction.atomic():
        hold_team(invitation.team, actor=actor)
        _lock(invitation)
        if invitation.state != State.OPEN:
            raise ValidationError(_("It was answered already."), code="state")
        _withdraw(invitation, actor, at or timezone.now())
    return invitation


def close_invitations(team: Team, *, actor: Any, at: datetime | None = None) -> None:
    """Withdraw everything that is open, such as when the team is archived; the team is locked."""
    for invitation in team.invitations.filter(state=State.OPEN).order_by("pk"):
        _withdraw(invitation, actor, at or timezone.now())


def _withdraw(invitation: Invitation, actor: Any, at: datetime) -> None:
    _answer(invitation, State.WITHDRAWN, actor=actor, at=at, act="withdraw_invitation")
    invitation_changed.send(Invitation, invitation=invitation, actor=actor)


def _check_can_come(team: Team, person: Any, at: datetime) -> None:
    name = {"person": name_of(person)}
    if team.group.user_set.filter(pk=person.pk).exists():
        raise ValidationError(_("%(person)s is in the team already.") % name, code="person")
    if not access.people_to_invite(team).filter(pk=person.pk).exists():
        message = _("%(person)s does not see the theme, and so could not see its team either.")
        raise ValidationError(message % name, code="person")
    if team.invitations.open(at).filter(person=person).exists():
        raise ValidationError(_("%(person)s is invited already.") % name, code="person")
    _close_expired(team, person, at)


def _close_expired(team: Team, person: Any, at: datetime) -> None:
    late = team.invitations.filter(person=person, state=State.OPEN, expires_at__lte=at)
    late.update(state=State.EXPIRED)


def _invite(
    team: Team,
    person: Any,
    actor: Any,
    reason: str,
    at: datetime,
    *,
    contribution: Contribution | None = None,
) -> Invitation:
    invitation = Invitation.objects.create(
        team=team,
        person=person,
        inviter=actor,
        contribution=contribution,
        reason=reason,
        invited_at=at,
        expires_at=at + timedelta(days=int(hub_settings.INVITATION_DAYS)),
    )
    note_team("invite", team, actor=actor, person=name_of(person), reason=reason)
    invitation_changed.send(Invitation, invitation=invitation, actor=actor)
    return invitation


def _hold_invitation(invitation: Invitation, actor: Any, at: datetime) -> None:
    """Lock an invitation that its person answers; the team first, as everywhere."""
    lock_team(invitation.team)
    _lock(invitation)
    if not access.may_answer_invitation(actor, invitation):
        raise PermissionDenied
    if invitation.state != State.OPEN:
        raise ValidationError(_("This invitation is no longer open."), code="state")
    if invitation.expires_at <= at:
        raise ValidationError(_("This invitation has expired. Ask for a new one."), code="state")


def _lock(invitation: Invitation) -> None:
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(no_key=True))


def _answer(invitation: Invitation, state: State, *, actor: Any, at: datetime, act: str) -> None:
    invitation.state, invitation.answered_at = state, at
    invitation.save(update_fields=["state", "answered_at"])
    note_team(act, invitation.team, actor=actor, person=name_of(invitation.person))
