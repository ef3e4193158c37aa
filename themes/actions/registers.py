"""The two registers of a team: what stands in its way, and who promised what by when."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import access
from ..models import RegisterEntry, RegisterEvent, Team
from ..naming import name_of
from ..signals import entry_overdue, register_changed
from .advancing import clean_words
from .team_log import lock_team

Register = RegisterEntry.Register
State = RegisterEntry.State
Kind = RegisterEvent.Kind

# How an entry of each register may end.
ENDS: dict[str, tuple[State, ...]] = {
    Register.OBSTACLE: (State.CLEARED,),
    Register.PROMISE: (State.KEPT, State.BROKEN),
}


def add_entry(
    team: Team,
    *,
    register: str,
    what: str,
    responsible: Any,
    due: date,
    actor: Any,
    at: datetime | None = None,
) -> RegisterEntry:
    """Write an obstacle or a promise down. What it says is never edited afterwards.

    Raises:
        PermissionDenied: the actor is not in the team.
        ValidationError: codes `what`, `responsible` for somebody outside of the team, `state` for a
            team that is archived.
    """
    at = at or timezone.now()
    what = " ".join(what.split())
    with transaction.atomic():
        _hold(team, actor, responsible)
        most = RegisterEntry._meta.get_field("what").max_length or 0
        if not 0 < len(what) <= most:
            message = _("Write between 1 and %(most)d characters.") % {"most": most}
            raise ValidationError(message, code="what")
        entry = RegisterEntry.objects.create(
            team=team,
            register=Register(register),
            what=what,
            responsible=responsible,
            due=due,
            added_at=at,
        )
        _record(entry, Kind.ADDED, actor, "", at)
    return entry


def change_entry(
    entry: RegisterEntry,
    *,
    responsible: Any,
    due: date,
    reason: str,
    actor: Any,
    at: datetime | None = None,
) -> RegisterEntry:
    """Give an open entry another date, or to somebody else, with a reason that stays beside it.

    Raises:
        PermissionDenied: the actor is not in the team.
        ValidationError: codes `responsible`, `same` when nothing would change, `state` as
            `settle_entry`, and those of `clean_body` for the reason.
    """
    reason = clean_words(reason, if_empty=_("Say why; the team will read it."))
    with transaction.atomic():
        _hold(entry.team, actor, responsible)
        _lock_open(entry)
        if (responsible.pk, due) == (entry.responsible_id, entry.due):
            message = _("It is so already: change the date or the person.")
            raise ValidationError(message, code="same")
        entry.responsible, entry.due = responsible, due
        entry.save(update_fields=["responsible", "due"])
        _record(entry, Kind.CHANGED, actor, reason, at or timezone.now())
    return entry


def settle_entry(
    entry: RegisterEntry, *, state: str, note: str, actor: Any, at: datetime | None = None
) -> RegisterEntry:
    """Say how it ended: an obstacle is cleared, a promise kept or broken.

    Raises:
        PermissionDenied: the actor is not in the team, or no entry of its register ends so.
        ValidationError: code `state`, when it has ended already, with who said so; the codes of
            `clean_body` for the note, which only a kept promise needs not.
    """
    if state not in ENDS[entry.register]:
        raise PermissionDenied
    missing = "" if state == State.KEPT else _("Say how; the team will read it.")
    note = clean_words(note, if_empty=missing)
    with transaction.atomic():
        _hold(entry.team, actor)
        _lock_open(entry)
        entry.state = State(state)
        entry.save(update_fields=["state"])
        _record(entry, Kind(state), actor, note, at or timezone.now())
    return entry


def reopen_entry(
    entry: RegisterEntry, *, reason: str, actor: Any, at: datetime | None = None
) -> RegisterEntry:
    """Open again what was said to have ended; both stay on the record.

    Raises:
        PermissionDenied: the actor is not in the team.
        ValidationError: code `state`, when it is open; the codes of `clean_body` for the reason.
    """
    reason = clean_words(reason, if_empty=_("Say why; the team will read it."))
    with transaction.atomic():
        _hold(entry.team, actor)
        _lock(entry)
        if entry.is_open:
            raise ValidationError(_("It is open already."), code="state")
        entry.state = State.OPEN
        entry.save(update_fields=["state"])
        _record(entry, Kind.REOPENED, actor, reason, at or timezone.now())
    return entry


def remind_overdue(*, on: date | None = None) -> int:
    """Send `entry_overdue` of every open entry of an open team whose day is over.

    Whoever tells of it tells once for each date, so it may run as often as one likes.

    Returns the number of these entries.
    """
    day = on or timezone.localdate()
    late = RegisterEntry.objects.filter(
        state=State.OPEN, due__lt=day, team__archived_at__isnull=True
    ).select_related("team__page", "responsible")
    with transaction.atomic():
        for entry in late:
            entry_overdue.send(RegisterEntry, entry=entry)
    return len(late)


def _hold(team: Team, actor: Any, responsible: Any = None) -> None:
    lock_team(team)
    if not access.is_in_team(actor, team):
        raise PermissionDenied
    if not team.is_open:
        raise ValidationError(_("The team is archived."), code="state")
    if responsible is not None and not access.is_in_team(responsible, team):
        message = _("%(person)s is not in the team.") % {"person": name_of(responsible)}
        raise ValidationError(message, code="responsible")


def _lock(entry: RegisterEntry) -> None:
    entry.refresh_from_db(from_queryset=RegisterEntry.objects.select_for_update(no_key=True))


def _lock_open(entry: RegisterEntry) -> None:
    _lock(entry)
    if entry.is_open:
        return
    last = entry.events.select_related("actor").latest("pk")
    raise ValidationError(
        _("%(step)s already, by %(person)s on %(date)s.")
        % {
            "step": last.get_kind_display(),
            "person": name_of(last.actor),
            "date": date_format(timezone.localtime(last.happened_at), "DATE_FORMAT"),
        },
        code="state",
    )


def _record(entry: RegisterEntry, kind: Kind, actor: Any, note: str, at: datetime) -> None:
    event = RegisterEvent.objects.create(
        entry=entry,
        kind=kind,
        actor=actor,
        responsible=entry.responsible,
        due=entry.due,
        note=note,
        happened_at=at,
    )
    register_changed.send(RegisterEntry, entry=entry, event=event)
