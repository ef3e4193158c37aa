from typing import Any

from django.utils.translation import gettext as _

from discussions.naming import display_name


def name_of(person: Any) -> str:
    """How a person is named in messages and records: the full name, or the user name."""
    return display_name(person)


def name_of_theme(theme: Any | None) -> str:
    """How a theme is named to who may see it; None where the reader may not."""
    return _("A theme you cannot see") if theme is None else str(theme)
