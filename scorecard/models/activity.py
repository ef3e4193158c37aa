"""Weekly roll-ups of the participation ledger. Screens read these; a rebuild gives the same."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from themes.models import Theme

from .participation import Participation
from .unit import OrgUnit


class WeeklyActivity(models.Model):
    """How many acts of a kind fell in a week (from Monday), by theme and unit."""

    week = models.DateField(_("week, by its Monday"))
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Participation.Kind.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Participation.Channel.choices)
    acts = models.PositiveIntegerField(_("acts"), default=0)
    # Theme and unit may be empty, and SQLite lets empty values repeat in a unique constraint; the
    # key spells the combination out, so that an upsert finds its row on every database.
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)

    if TYPE_CHECKING:
        theme_id: int | None
        unit_id: int | None

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("weekly activity")
        verbose_name_plural = _("weekly activity")
        indexes = [models.Index(fields=["theme", "kind", "week"], name="weekly_activity_theme")]

    def __str__(self) -> str:
        return f"{self.week} {self.kind}: {self.acts}"


class WeeklyPresence(models.Model):
    """That a person took part in a theme in a week, and how: distinct people can't be summed."""

    week = models.DateField(_("week, by its Monday"))
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Participation.Kind.choices)
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)

    if TYPE_CHECKING:
        theme_id: int | None
        unit_id: int | None
        person_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("weekly presence")
        verbose_name_plural = _("weekly presence")
        indexes = [models.Index(fields=["theme", "kind", "week"], name="weekly_presence_theme")]

    def __str__(self) -> str:
        return f"{self.week} {self.person_id}"
