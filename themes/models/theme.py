from typing import TYPE_CHECKING

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ThemeQuerySet


class Theme(models.Model):
    """A strategic theme, as the rest of the product refers to it.

    What editors write about it is its page, of whichever page type the host uses; object
    permissions, contributions and objectives hang here, so they work with any of them.
    """

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="strategy_theme",
        verbose_name=_("page"),
    )

    if TYPE_CHECKING:
        page_id: int

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic theme")
        verbose_name_plural = _("strategic themes")
        permissions = [
            ("own_theme", _("Owns this theme: thanks, reviews and decides")),
            ("deputise_theme", _("Stands in for the owners of this theme")),
            ("facilitate_theme", _("Facilitates this theme: thanks, reviews and moderates")),
        ]

    def __str__(self) -> str:
        return str(self.page.title)
