from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .measure import Measure
from .objective import Objective
from .scorecard import Scorecard

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Freeze(models.Model):
    """A period of a scorecard that is closed for good, with what its scores depend on.

    `contents` are those of `scorecard.frozen.write_contents`.
    """

    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, related_name="freezes", verbose_name=_("scorecard")
    )
    frequency = models.CharField(
        _("kind of period"), max_length=10, choices=Measure.Frequency.choices
    )
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    reason = models.TextField(_("reason"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    frozen_at = models.DateTimeField(_("frozen"))
    contents = models.JSONField(_("contents"))

    if TYPE_CHECKING:
        parts: RelatedManager["FrozenPart"]
        scorecard_id: int

    class Meta:
        verbose_name = _("frozen period")
        verbose_name_plural = _("frozen periods")
        ordering = ["-first"]
        default_permissions = ()
        permissions = [
            ("freeze_period", _("Can freeze a period of a scorecard")),
            ("unfreeze_period", _("Can unfreeze a period of a scorecard")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "first"], name="freeze_begins_once"),
            models.UniqueConstraint(fields=["scorecard", "last"], name="freeze_ends_once"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="freeze_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class FrozenPart(models.Model):
    """An objective of a frozen period, with one of its measures: neither can be deleted."""

    freeze = models.ForeignKey(
        Freeze, on_delete=models.CASCADE, related_name="parts", verbose_name=_("frozen period")
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="+", verbose_name=_("objective")
    )
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("measure"),
    )

    class Meta:
        verbose_name = _("part of a frozen period")
        verbose_name_plural = _("parts of frozen periods")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.freeze_id}: {self.objective_id} {self.measure_id or ''}"
