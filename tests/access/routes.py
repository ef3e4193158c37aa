"""Every address that the plugin adds to a host, found by walking the host's own URL resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

ROOMS = ("discussions", "themes", "scorecard", "strategy_hub")


def is_ours(namespace: str, view: Any) -> bool:
    """Views of ours, and Wagtail's generic ones that stand in a namespace of ours."""
    return "strategy_" in namespace or view.__module__.split(".")[0] in ROOMS


def walk(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from walk(pattern, inner)
        elif is_ours(namespace, pattern.callback):
            yield f"{namespace}:{pattern.name}".removeprefix(":"), pattern


def routes() -> dict[str, Any]:
    """Name of each route with its pattern."""
    return dict(walk(get_resolver()))


def is_admin(name: str) -> bool:
    """Behind Wagtail's own door: viewsets, choosers and reports."""
    prefixes = (
        "wagtailsnippet",
        "strategy_admin",
        "strategy_contributions",
        "strategy_people_chooser",
    )
    return name.startswith(prefixes)
