"""What a browser sends from a form of the desk that was opened just now."""

from typing import Any

from themes.models import Contribution


def filled(step: str, contribution: Contribution, **fields: Any) -> dict[str, Any]:
    """The fields of the form of `step`, with the latest event that its person has seen."""
    latest = contribution.events.order_by("pk").last()
    values = {"latest": latest.pk if latest else None, **fields}
    return {f"{step}-{name}": value for name, value in values.items()}
