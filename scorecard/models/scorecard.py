from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .unit import OrgUnit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .objective import Objective


class Scorecard(models.Model):
    """The Balanced Scorecard of one organisational unit."""

    unit = models.OneToOneField(
        OrgUnit, on_delete=models.PROTECT, related_name="scorecard", verbose_name=_("unit")
    )
    title = models.CharField(_("title"), max_length=200)

    if TYPE_CHECKING:
        perspectives: RelatedManager["Perspective"]

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")

    def __str__(self) -> str:
        return self.title


class Perspective(ClusterableModel):
    """A row of the strategy map: financial, customer, internal process, learning & growth."""

    scorecard = models.ForeignKey(
        Scorecard,
        on_delete=models.CASCADE,
        related_name="perspectives",
        verbose_name=_("scorecard"),
    )
    name = models.CharField(_("name"), max_length=100)
    question = models.CharField(
        _("guiding question"),
        max_length=250,
        blank=True,
        help_text=_("For example: to succeed, how should we appear to our customers?"),
    )
    position = models.PositiveSmallIntegerField(_("position, from the top"), default=0)

    if TYPE_CHECKING:
        objectives: RelatedManager["Objective"]
        weights: RelatedManager["PerspectiveWeight"]
        scorecard_id: int

    class Meta:
        verbose_name = _("perspective")
        verbose_name_plural = _("perspectives")
        ordering = ["scorecard", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "name"], name="perspective_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class PerspectiveWeight(models.Model):
    """Weight of a perspective in its scorecard, from a day on. Without any, the weight is 1."""

    perspective = ParentalKey(
        Perspective, on_delete=models.CASCADE, related_name="weights", verbose_name=_("perspective")
    )
    valid_from = models.DateField(_("from"))
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("weight of a perspective")
        verbose_name_plural = _("weights of perspectives")
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["perspective", "valid_from"], name="perspective_weight_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0), name="perspective_weight_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weight} ({self.valid_from})"
