from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .objective import Objective

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Measure(ClusterableModel):
    """How an objective is measured. Its polarity follows from goal and red flag of its targets."""

    class Type(models.TextChoices):
        GOAL = "goal", _("Goal and red flag")
        BAND = "band", _("Target band")
        YES_NO = "yes_no", _("Yes or no")

    class Timing(models.TextChoices):
        LEADING = "leading", _("Leading")
        LAGGING = "lagging", _("Lagging")

    class Frequency(models.TextChoices):
        MONTH = "month", _("Monthly")
        QUARTER = "quarter", _("Quarterly")
        YEAR = "year", _("Yearly")

    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="measures", verbose_name=_("objective")
    )
    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("For example: M7."))
    title = models.CharField(_("title"), max_length=200)
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("What exactly is counted.")
    )
    unit = models.CharField(
        _("unit"), max_length=30, blank=True, help_text=_("For example: %, days, EUR m.")
    )
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.GOAL)
    timing = models.CharField(
        _("leading or lagging"), max_length=10, choices=Timing.choices, default=Timing.LAGGING
    )
    frequency = models.CharField(
        _("frequency"), max_length=10, choices=Frequency.choices, default=Frequency.MONTH
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    updater = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="strategy_measures",
        verbose_name=_("updater"),
    )

    if TYPE_CHECKING:
        actuals: RelatedManager["Actual"]
        targets: RelatedManager["Target"]
        weights: RelatedManager["MeasureWeight"]
        objective_id: int
        updater_id: int | None

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["objective", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Target(models.Model):
    """Goal and red flag of a measure from a day on. For a band: its lower and upper edge."""

    measure = ParentalKey(
        Measure, on_delete=models.CASCADE, related_name="targets", verbose_name=_("measure")
    )
    valid_from = models.DateField(_("from"))
    goal = models.DecimalField(_("goal"), max_digits=18, decimal_places=4)
    red_flag = models.DecimalField(_("red flag"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "valid_from"], name="target_once"),
            models.CheckConstraint(
                condition=~models.Q(goal=models.F("red_flag")),
                name="target_goal_is_not_red_flag",
                violation_error_message=_("Goal and red flag must differ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal} / {self.red_flag}"


class Actual(models.Model):
    """The value of a measure for one period. A correction is a new row; the earlier one stays."""

    measure = ParentalKey(
        Measure, on_delete=models.CASCADE, related_name="actuals", verbose_name=_("measure")
    )
    period_start = models.DateField(_("first day of the period"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    comment = models.TextField(_("comment"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"))
    is_current = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        ordering = ["period_start", "entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period_start"],
                condition=models.Q(is_current=True),
                name="actual_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_start:%Y-%m}: {self.value}"


class MeasureWeight(models.Model):
    """Weight of a measure in its objective, from a day on. Without any, the weight is 1."""

    measure = ParentalKey(
        Measure, on_delete=models.CASCADE, related_name="weights", verbose_name=_("measure")
    )
    valid_from = models.DateField(_("from"))
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("weight of a measure")
        verbose_name_plural = _("weights of measures")
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "valid_from"], name="measure_weight_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0), name="measure_weight_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weight} ({self.valid_from})"
