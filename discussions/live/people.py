"""Snapshots: what an app above wants on the screens of people, such as their notifications."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

Provider = Callable[[Collection[int]], Mapping[int, Any]]
_providers: dict[str, Provider] = {}


def register_snapshot(name: str, provider: Provider) -> None:
    """Send what `provider` knows of a person under `name`, to each socket that they open and at
    each poke of them.

    The provider gets the numbers of any people, reads the database for all of them together and
    answers each with something JSON can carry. It must itself leave out what they may not see.
    """
    _providers[name] = provider


def read_snapshots(person_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The data of each person, by the name of what it is."""
    found = {name: provider(person_ids) for name, provider in _providers.items()}
    return {
        person: {name: answers[person] for name, answers in found.items()} for person in person_ids
    }
