"""Whom a session signs in, and where sessions are kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
    load_backend,
)
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare


def _store_class() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def session_rows() -> Any:
    """The model whose rows are the sessions; None where they are kept in no table."""
    store = _store_class()
    return store.get_model_class() if issubclass(store, DatabaseStore) else None


@dataclass(frozen=True)
class Claim:
    """Whom a session says it signs in. True only as long as the account says so, too."""

    person_id: Any
    backend: str
    proof: str


def read_signed_in(session_keys: Collection[str]) -> dict[str, int | None]:
    """Whom each session signs in; None when it has ended, or when the account is locked.

    The rules of `django.contrib.auth.get_user`, for many sessions in two queries where sessions are
    kept in a table and accounts by Django's own backend. Nothing is written: a session that no
    longer holds is ended by the next request of its person.
    """
    claims = {key: _claim_of(data) for key, data in _read_sessions(session_keys).items()}
    people = _read_people([claim for claim in claims.values() if claim])
    signed_in: dict[str, int | None] = dict.fromkeys(session_keys)
    for key, claim in claims.items():
        person = claim and people.get((claim.backend, claim.person_id))
        if claim and person and person.is_active and _is_proved(claim, person):
            signed_in[key] = person.pk
    return signed_in


def _read_sessions(keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    store = _store_class()
    rows = session_rows()
    if rows is None:
        return {key: store(key).load() for key in keys}
    # Not from the cache before it: an ended session leaves that a moment after the table.
    living = rows.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    decode = store().decode
    return {key: decode(data) for key, data in living.values_list("session_key", "session_data")}


def _claim_of(session: Mapping[str, Any]) -> Claim | None:
    try:
        person_id = get_user_model()._meta.pk.to_python(session[SESSION_KEY])
        backend = session[BACKEND_SESSION_KEY]
    except KeyError:
        return None
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    return Claim(person_id, backend, session.get(HASH_SESSION_KEY) or "")


def _read_people(claims: Collection[Claim]) -> dict[tuple[str, Any], Any]:
    claimed = defaultdict(set)
    for claim in claims:
        claimed[claim.backend].add(claim.person_id)
    found = {}
    for path, ids in claimed.items():
        backend: Any = load_backend(path)
        if getattr(type(backend), "get_user", None) is ModelBackend.get_user:
            people = get_user_model()._default_manager.filter(pk__in=ids)
            present = {one.pk: one for one in people if backend.user_can_authenticate(one)}
        else:
            present = {pk: backend.get_user(pk) for pk in ids}
        found.update({(path, pk): person for pk, person in present.items()})
    return found


def _is_proved(claim: Claim, person: Any) -> bool:
    """Whether the password is the one that the session began with, if accounts have one."""
    if not hasattr(person, "get_session_auth_hash"):
        return True
    return bool(claim.proof) and (
        constant_time_compare(claim.proof, person.get_session_auth_hash())
        or any(
            constant_time_compare(claim.proof, fallback)
            for fallback in person.get_session_auth_fallback_hash()
        )
    )
