"""Whom a session signs in, and where sessions are kept."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


def _store_class() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def session_rows() -> Any:
    """The model whose rows are the sessions; None where they are kept in no table."""
    store = _store_class()
    return store.get_model_class() if issubclass(store, DatabaseStore) else None


def read_signed_in(session_key: str) -> int | None:
    """Whom a session signs in; nobody when it has ended, or when the account is locked."""
    store: Any = _store_class()(session_key)
    if session_rows() is not None:
        # Not from the cache before it: an ended session leaves that a moment after the table.
        store._session_cache = DatabaseStore.load(store)
    request: Any = SimpleNamespace(session=store)
    person = get_user(request)
    return person.pk if person.is_active else None
