"""What every page below the themes begins with."""

from typing import Any

from discussions.actions import record_reading


def note_reading(page: Any, request: Any) -> None:
    if not getattr(request, "is_preview", False):
        record_reading(page, person=request.user)


def way_down_to(page: Any) -> list[Any]:
    """The way down to `page`, from the top of its site."""
    return list(page.get_ancestors().filter(depth__gt=1).live()) if page.pk else []
