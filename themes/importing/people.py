"""Authors and voters from elsewhere, as accounts of this site."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .statements import PersonRef

# Query parameters at a time.
CHUNK = 500


@dataclass
class People:
    """Who is known here already, by the name in the file."""

    accounts: dict[str, Any] = field(default_factory=dict)
    # Names that more than one account answers to.
    ambiguous: set[str] = field(default_factory=set)
    # How many of the accounts were recognised as people of this site.
    recognised: int = 0


def find_people(source: str, refs: Collection[PersonRef]) -> People:
    """The accounts of those of `refs` that have one; nothing is written."""
    people = People()
    candidates: dict[str, dict[int, Any]] = defaultdict(dict)
    addresses = {ref.name for ref in refs if ref.is_address}
    for user in _users_where(_email_name(), addresses, lowered=True):
        candidates[user.compared][user.pk] = user
    usernames = {ref.name for ref in refs if ref.may_be_username or ref.is_address}
    for user in _users_where(get_user_model().USERNAME_FIELD, usernames):
        candidates[user.get_username()][user.pk] = user
    for name, users in candidates.items():
        active = [user for user in users.values() if user.is_active] or list(users.values())
        if len(active) == 1:
            people.accounts[name] = active[0]
        else:
            people.ambiguous.add(name)
    people.recognised = len(people.accounts)
    others = {
        account_name(source, ref.name): ref.name
        for ref in refs
        if ref.name not in people.accounts and ref.name not in people.ambiguous
    }
    for user in _users_where(get_user_model().USERNAME_FIELD, others):
        people.accounts[others[user.get_username()]] = user
    return people


def add_participants(source: str, names: Iterable[str]) -> dict[str, Any]:
    """Give each of `names` an inactive account that nobody can sign in to."""
    with transaction.atomic():
        return {name: _add_participant(source, name) for name in names}


def account_name(source: str, name: str) -> str:
    """The username of a participant: the same for the same source and name, and for no other."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", name):
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        name = f"{slugify(name)[:27]}-{digest}"
    username = f"import-{source}-{name}"
    model = get_user_model()
    if isinstance(model._meta.get_field(model.USERNAME_FIELD), models.EmailField):
        # Here people sign in with their address; this domain never receives mail (RFC 2606).
        username += "@import.invalid"
    return username


def _add_participant(source: str, name: str) -> Any:
    model = get_user_model()
    # Others read this name, and an address is nobody else's business.
    shown = name.partition("@")[0] or name
    names = {"first_name": _("Participant"), "last_name": shown}
    fields = {key: value for key, value in names.items() if _has_field(model, key)}
    fields[model.USERNAME_FIELD] = account_name(source, name)
    person: Any = model(is_active=False, **fields)
    person.set_unusable_password()
    person.save()
    return person


def _email_name() -> str:
    return str(get_user_model().get_email_field_name())


def _users_where(column: str, values: Collection[str], *, lowered: bool = False) -> Iterator[Any]:
    """Users whose `column` is one of `values`; `compared` holds the value that was compared."""
    users = get_user_model()._default_manager.annotate(
        compared=Lower(column) if lowered else models.F(column)
    )
    wanted = sorted(values)
    for start in range(0, len(wanted), CHUNK):
        yield from users.filter(compared__in=wanted[start : start + CHUNK])


def _has_field(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
