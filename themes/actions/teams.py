"""Teams of a theme: made in one step, joined by invitation, left at once, archived and reopened."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction

from discussions.actions import close_discussion, reopen_discussion

from .. import access
from ..models import Invitation, Team, Theme, ThemeTeamPage
from ..naming import name_of
from ..signals import member_left
from .advancing import clean_words
from .invitations import close_invitations, invite_by_rule
from .team_log import hold_team, lock_team, note_team


def make_team(theme: Theme, *, actor: Any, name: str, purpose: str) -> Team:
    """Make a team: its page below the theme, restricted to its group, and its discussion.

    The maker is its first member, and its only one until somebody accepts an invitation.

    Raises:
        PermissionDenied: the actor neither owns nor deputises the theme, or does not see it.
        ValidationError: codes `name` and `purpose` where they are missing or too long.
    """
    if not access.may_make_team(actor, theme):
        raise PermissionDenied
    name, purpose = " ".join(name.split()), purpose.strip()
    for code, text, most in (("name", name, 100), ("purpose", purpose, 500)):
        if not 0 < len(text) <= most:
            message = _("Write between 1 and %(most)d characters.") % {"most": most}
            raise ValidationError(message, code=code)
    with transaction.atomic():
        Theme.objects.select_for_update(no_key=True).get(pk=theme.pk)
        # The address tells on the team no more than its number does.
        page = ThemeTeamPage(
            title=name, slug=f"team-{uuid4().hex[:12]}", purpose=purpose, owner=actor
        )
        theme.page.specific.add_child(instance=page)
        team: Team = page.team
        team.group.user_set.add(actor)
        revision = page.save_revision(user=actor, clean=False)
        # Who leads a theme makes its teams, with rights in Wagtail's admin or without.
        revision.publish(user=actor, skip_permission_checks=True)
        note_team("make_team", team, actor=actor)
    return team


def archive_team(team: Team, *, actor: Any, reason: str, at: datetime | None = None) -> Team:
    """End a team: members go on reading it, nobody adds anything, open invitations are withdrawn.

    Raises:
        PermissionDenied: the actor does not keep the team.
        ValidationError: code `state`, when it is archived; the codes of `clean_body`.
    """
    reason = clean_words(reason, if_empty=_("Say why the team ends; its members will read it."))
    with transaction.atomic():
        hold_team(team, actor=actor)
        if not team.is_open:
            raise ValidationError(_("The team is archived already."), code="state")
        team.archived_at = at or timezone.now()
        team.save(update_fields=["archived_at"])
        close_invitations(team, actor=actor)
        close_discussion(team.page.specific.primary_discussion, actor=actor)
        note_team("archive_team", team, actor=actor, reason=reason)
    return team


def reopen_team(team: Team, *, actor: Any) -> Team:
    """Raises:
    PermissionDenied: the actor does not keep the team.
    """
    with transaction.atomic():
        hold_team(team, actor=actor)
        if team.is_open:
            return team
        team.archived_at = None
        team.save(update_fields=["archived_at"])
        reopen_discussion(team.page.specific.primary_discussion, actor=actor)
        note_team("reopen_team", team, actor=actor)
    return team


def delete_team(team: Team, *, actor: Any) -> None:
    """Delete a team in which nothing was said, with its page and its group. Others are archived.

    Raises:
        PermissionDenied: the actor does not keep the team.
        ValidationError: code `said`, when something was said or written down in it.
    """
    with transaction.atomic():
        hold_team(team, actor=actor)
        if team.page.discussions.filter(last_seq__gt=0).exists() or team.entries.exists():
            raise ValidationError(
                _("Something was said in this team, so it stays on the record. Archive it."),
                code="said",
            )
        page = team.page.specific
        DeletePageAction(page, user=actor).execute(skip_permission_checks=True)


def leave_team(team: Team, *, actor: Any) -> None:
    """Raises:
    PermissionDenied: the actor is not in the team.
    """
    with transaction.atomic():
        lock_team(team)
        if not access.is_in_team(actor, team):
            raise PermissionDenied
        _let_go(team, actor, act="leave_team", actor=actor, reason="")


def remove_member(team: Team, *, person: Any, actor: Any, reason: str) -> None:
    """Take somebody out of the team, who from then on sees nothing of it.

    Raises:
        PermissionDenied: the actor does not keep the team, or `person` is not in it.
        ValidationError: the codes of `clean_body` for the reason.
    """
    reason = clean_words(
        reason, if_empty=_("Say why; %(name)s will read it.") % {"name": name_of(person)}
    )
    with transaction.atomic():
        hold_team(team, actor=actor)
        if not team.group.user_set.filter(pk=person.pk).exists():
            raise PermissionDenied
        _let_go(team, person, act="remove_member", actor=actor, reason=reason)


def follow_theme_people(theme: Theme) -> None:
    """After the people of a theme have changed: who is in its teams by their role alone leaves.

    That is the maker, who was never invited. A team that nobody is left to keep invites the owners:
    they come in knowingly, or not at all.
    """
    for team in Team.objects.filter(theme=theme).select_related("group", "theme", "page"):
        lock_team(team)
        invited = team.invitations.filter(state=Invitation.State.ACCEPTED).values("person")
        leading = [person.pk for person in access.leaders_of(theme)]
        members = team.group.user_set.exclude(is_superuser=True)
        by_role = members.exclude(pk__in=invited).exclude(pk__in=leading)
        for person in by_role:
            reason = _("You no longer own or deputise its theme.")
            _let_go(team, person, act="remove_member", actor=None, reason=reason)
        if team.is_open and not access.keepers_of(team):
            invite_by_rule(team, access.leaders_of(theme))


def _let_go(team: Team, person: Any, *, act: str, actor: Any, reason: str) -> None:
    # Raises the access epoch of the person in this transaction (`discussions.receivers`).
    team.group.user_set.remove(person)
    note_team(act, team, actor=actor, person=name_of(person), reason=reason)
    member_left.send(Team, team=team, person=person, actor=actor, reason=reason)
