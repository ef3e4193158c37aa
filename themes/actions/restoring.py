"""How a contribution stood before a step: kept with the event as JSON, and put back from there."""

from datetime import date
from typing import Any

from ..models import Contribution

# Values of fields by their names, as JSON has them.
Fields = dict[str, Any]

# What a post and its place in the tree say, and no step changes.
OF_THE_POST = {"id", "post", "contributor", "theme", "question", "received_at", "holidays_of"}


def fields_of(contribution: Contribution) -> Fields:
    """Everything that a step may change."""
    return {
        field.name: _as_json(getattr(contribution, field.attname))
        for field in Contribution._meta.concrete_fields
        if field.name not in OF_THE_POST
    }


def changed_since(before: Fields, contribution: Contribution) -> Fields:
    """The part of `before` that is no longer so."""
    now = fields_of(contribution)
    return {name: value for name, value in before.items() if value != now[name]}


def put_back(contribution: Contribution, before: Fields) -> None:
    """Let the fields of the contribution say again what they said; the caller holds its row."""
    if not before:
        return
    for name, value in before.items():
        field: Any = Contribution._meta.get_field(name)
        setattr(contribution, field.attname, None if value is None else field.to_python(value))
    contribution.save(update_fields=list(before))


def _as_json(value: Any) -> Any:
    # In full: Django's own encoder cuts moments to milliseconds.
    return value.isoformat() if isinstance(value, date) else value
