"""The registers as a team's page shows them: rows with their history and the forms in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..forms.registers import ENTRY_FORMS, AddEntryForm
from ..models import RegisterEntry, RegisterEvent, Team

Register = RegisterEntry.Register


@dataclass
class Row:
    """An entry with its history, and the forms that can be sent about it now."""

    entry: RegisterEntry
    events: list[RegisterEvent] = field(default_factory=list)
    forms: list[Any] = field(default_factory=list)


@dataclass
class RegisterTable:
    register: Register
    rows: list[Row]
    add_form: AddEntryForm | None

    @property
    def name(self) -> str:
        return self.register.value


def tables_of(
    team: Team, *, members: Sequence[Any], may_write: bool, failed: Any = None
) -> list[RegisterTable]:
    """Both registers, what is open first and the earliest date first.

    Args:
        members: whom an entry can be given to.
        failed: the form that came back, which takes its place among the others.
    """
    wanted = RegisterEvent.objects.filter(entry__team=team).select_related("actor", "responsible")
    events: dict[int, list[RegisterEvent]] = {}
    for event in wanted:
        events.setdefault(event.entry_id, []).append(event)
    entries = team.entries.select_related("responsible")
    rows = [
        Row(
            entry,
            events.get(entry.pk, []),
            _forms_for(entry, members, failed) if may_write else [],
        )
        for entry in sorted(_of_team(entries, team), key=lambda e: (not e.is_open, e.due, e.pk))
    ]
    return [
        RegisterTable(
            register,
            [row for row in rows if row.entry.register == register],
            _add_form(team, register, members, failed) if may_write else None,
        )
        for register in Register
    ]


def _of_team(entries: Iterable[RegisterEntry], team: Team) -> Iterable[RegisterEntry]:
    for entry in entries:
        entry.team = team
        yield entry


def _forms_for(entry: RegisterEntry, members: Sequence[Any], failed: Any) -> list[Any]:
    names = ("settle", "change") if entry.is_open else ("reopen",)
    forms = [ENTRY_FORMS[name](entry=entry, members=members) for name in names]
    if getattr(failed, "entry", None) == entry:
        forms = [form for form in forms if form.name != failed.name]
        forms.insert(0, failed)
    return forms


def _add_form(team: Team, register: Register, members: Sequence[Any], failed: Any) -> AddEntryForm:
    if isinstance(failed, AddEntryForm) and failed.register == register:
        return failed
    return AddEntryForm(team=team, register=register, members=members)
