"""The themes that an admin form offers: those that its user may see."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..models import Theme


def offer_seen_themes(field: Any, person: Any, *, chosen: Iterable[Any] = ()) -> None:
    """Narrow the model choice `field` to themes that `person` may see.

    A theme among `chosen` (primary keys) that they may not see stays possible, so that saving the
    form keeps it, but without its title.
    """
    seen = Theme.objects.visible_to(person)
    themes = Theme.objects.filter(pk__in=seen.values("pk")) | Theme.objects.filter(
        pk__in=[key for key in chosen if key]
    )
    field.queryset = themes.select_related("page").order_by("page__title")
    keys = set(seen.values_list("pk", flat=True))
    field.label_from_instance = lambda theme: (
        str(theme) if theme.pk in keys else _("A theme that you may not see")
    )
