"""Holding a team for an act, and the act in the history of its page: for who may look into that."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log, registry

from .. import access
from ..models import Team

NAMESPACE = "strategy_themes"

# What the history says: a name for the filter, and a sentence.
ACTS: dict[str, tuple[Promise, Promise]] = {
    "make_team": (_("Make a team"), _("Made the team")),
    "archive_team": (_("Archive a team"), _("Archived the team: %(reason)s")),
    "reopen_team": (_("Reopen a team"), _("Reopened the team")),
    "invite": (_("Invite to a team"), _("Invited %(person)s: %(reason)s")),
    "accept_invitation": (_("Join a team"), _("%(person)s accepted the invitation")),
    "refuse_invitation": (_("Refuse an invitation"), _("%(person)s refused the invitation")),
    "withdraw_invitation": (
        _("Withdraw an invitation"),
        _("Withdrew the invitation of %(person)s"),
    ),
    "leave_team": (_("Leave a team"), _("%(person)s left the team")),
    "remove_member": (_("Remove from a team"), _("Removed %(person)s: %(reason)s")),
}


def hold_team(team: Team, *, actor: Any) -> None:
    """Lock a team for its keeper.

    Raises:
        PermissionDenied: the actor does not keep it.
    """
    lock_team(team)
    if not access.may_keep_team(actor, team):
        raise PermissionDenied


def lock_team(team: Team) -> None:
    """Hold the team's row to the end of the transaction, and read what it says now."""
    team.refresh_from_db(from_queryset=Team.objects.select_for_update(no_key=True))


def note_team(act: str, team: Team, *, actor: Any, **data: str) -> None:
    """Add one act of `ACTS` to the history, in the transaction of the act."""
    page = team.page.specific_deferred
    log(instance=page, action=f"{NAMESPACE}.{act}", user=actor, data=data)


def _formatter(name: Promise, sentence: Promise) -> type[LogFormatter]:
    class ActFormatter(LogFormatter):
        label = name

        def format_message(self, log_entry: Any) -> str:
            data: dict[str, Any] = log_entry.data
            return str(sentence) % data

    return ActFormatter


for _act, _words in ACTS.items():
    registry.register_action(f"{NAMESPACE}.{_act}")(_formatter(*_words))
