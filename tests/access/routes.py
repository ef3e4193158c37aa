"""Every address that the plugin adds to a host, found by walking the host's own URL resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

ROOMS = ("discussions", "themes", "scorecard", "strategy_hub")


def is_ours(namespace: str, view: Any) -> bool:
    """Views of ours, and Wagtail's generic ones that stand in a namespace of ours."""
    return "strategy_" in namespace or view.__module__.split(".")[0] in ROOMS


def walk_all(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    """Name of each route of the host with its pattern."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from walk_all(pattern, inner)
        else:
            yield f"{namespace}:{pattern.name}".removeprefix(":"), pattern


def routes() -> dict[str, Any]:
    """Name of each route of ours with its pattern."""
    return {
        name: pattern
        for name, pattern in walk_all(get_resolver())
        if is_ours(name.rpartition(":")[0], pattern.callback)
    }


def is_admin(name: str) -> bool:
    """Behind Wagtail's own door: viewsets, choosers and reports."""
    prefixes = (
        "wagtailsnippet",
        "strategy_admin",
        "strategy_contributions",
        "strategy_people_chooser",
    )
    return name.startswith(prefixes)
