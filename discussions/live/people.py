"""Snapshots: what an app above wants on the screens of one person, such as their notifications."""

from collections.abc import Callable
from typing import Any

Provider = Callable[[int], Any]
_providers: dict[str, Provider] = {}


def register_snapshot(name: str, provider: Provider) -> None:
    """Send `provider(person_id)` under `name` when a socket opens and at each poke of the person.

    The provider reads the database, returns something JSON can carry, and must itself leave out
    what the person may not see.
    """
    _providers[name] = provider


def read_snapshots(person_id: int) -> dict[str, Any]:
    return {name: provider(person_id) for name, provider in _providers.items()}
