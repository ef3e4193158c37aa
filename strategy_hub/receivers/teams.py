"""What people hear of theme teams. Each receiver runs in the transaction of the act.

A team is private, so a notification about it hangs on its page, and goes with the sight of it. An
invitation is what somebody outside may know of a team, for as long as it is open.
"""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from themes.access import keepers_of
from themes.models import Invitation, RegisterEntry, RegisterEvent, Team
from themes.signals import entry_overdue, invitation_changed, member_left, register_changed

from ..actions import withdraw
from ..models import Notification
from ..telling import named, short, tell

Kind = Notification.Kind
State = Invitation.State

TO_INVITER: dict[str, Any] = {
    State.ACCEPTED: _("%(actor)s accepted your invitation to “%(discussion)s”."),
    State.REFUSED: _("%(actor)s refused your invitation to “%(discussion)s”."),
}

EntryStep = RegisterEvent.Kind
TO_RESPONSIBLE: dict[str, Any] = {
    RegisterEntry.Register.OBSTACLE: _(
        "%(actor)s on an obstacle of yours in “%(discussion)s”: %(step)s."
    ),
    RegisterEntry.Register.PROMISE: _(
        "%(actor)s on a promise of yours in “%(discussion)s”: %(step)s."
    ),
}
OVERDUE: dict[str, Any] = {
    RegisterEntry.Register.OBSTACLE: _("An obstacle of yours in “%(discussion)s” is overdue."),
    RegisterEntry.Register.PROMISE: _("A promise of yours in “%(discussion)s” is overdue."),
}


@receiver(invitation_changed, dispatch_uid="strategy_hub.tell_invited")
def tell_invited(sender: Any, invitation: Invitation, actor: Any, **kwargs: Any) -> None:
    key = f"invitation:{invitation.pk}"
    if invitation.state != State.OPEN:
        withdraw(key=key)
        return
    sentence = _("%(actor)s invites you to the team “%(discussion)s”.")
    if actor is None:
        sentence = _("You are invited to the team “%(discussion)s”.")
    tell(
        [invitation.person],
        sentence,
        {"actor": named(actor)},
        kind=Kind.TEAM_INVITED,
        key=key,
        actor=actor,
        invitation=invitation,
        excerpt=invitation.reason,
        at=invitation.invited_at,
    )


@receiver(invitation_changed, dispatch_uid="strategy_hub.tell_inviter")
def tell_inviter(sender: Any, invitation: Invitation, actor: Any, **kwargs: Any) -> None:
    if invitation.inviter is None or invitation.state not in TO_INVITER:
        return
    tell(
        [invitation.inviter],
        TO_INVITER[invitation.state],
        {"actor": named(actor)},
        kind=Kind.TEAM_NEWS,
        key=f"invitation:{invitation.pk}:{invitation.state}",
        actor=actor,
        page=invitation.team.page,
        at=invitation.answered_at,
    )


@receiver(member_left, dispatch_uid="strategy_hub.tell_of_leaving")
def tell_of_leaving(
    sender: Any, team: Team, person: Any, actor: Any, reason: str, **kwargs: Any
) -> None:
    """Who was removed hears why, and no name of what they see no longer; keepers hear who left."""
    if actor == person:
        tell(
            keepers_of(team),
            _("%(actor)s left the team “%(discussion)s”."),
            {"actor": named(actor)},
            kind=Kind.TEAM_NEWS,
            key=f"left:{team.pk}:{person.pk}:{timezone.now().isoformat()}",
            actor=actor,
            page=team.page,
        )
        return
    sentence = _("%(actor)s took you out of a theme team.")
    if actor is None:
        sentence = _("You are no longer in a theme team.")
    tell(
        [person],
        sentence,
        {"actor": named(actor)},
        kind=Kind.TEAM_LEFT,
        key=f"removed:{team.pk}:{timezone.now().isoformat()}",
        actor=actor,
        excerpt=reason,
    )


@receiver(register_changed, dispatch_uid="strategy_hub.tell_responsible")
def tell_responsible(
    sender: Any, entry: RegisterEntry, event: RegisterEvent, **kwargs: Any
) -> None:
    """Who answers for an entry hears of all that others do about it."""
    tell(
        [entry.responsible],
        TO_RESPONSIBLE[entry.register],
        {"actor": named(event.actor), "step": EntryStep(event.kind).label},
        kind=Kind.TEAM_NEWS,
        key=f"register:{event.pk}",
        actor=event.actor,
        page=entry.team.page,
        excerpt=short(f"{entry.what} {event.note}".strip()),
        at=event.happened_at,
    )


@receiver(entry_overdue, dispatch_uid="strategy_hub.tell_overdue")
def tell_overdue(sender: Any, entry: RegisterEntry, **kwargs: Any) -> None:
    tell(
        [entry.responsible],
        OVERDUE[entry.register],
        {},
        kind=Kind.TEAM_NEWS,
        key=f"overdue:{entry.pk}:{entry.due}",
        page=entry.team.page,
        excerpt=short(entry.what),
    )
