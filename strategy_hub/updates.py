"""What is said below an executive update belongs to the theme that the update names."""

from typing import Any

from django.db.models import QuerySet

from .page_types import update_page_types


def theme_of_update(page: Any) -> "list[QuerySet[Any, Any]]":
    """The theme of the update with the key `page`, live or not, as a rule of `themes.scope`."""
    return [
        model._default_manager.filter(pk=page, theme__isnull=False).values("theme")
        for model in update_page_types()
    ]
