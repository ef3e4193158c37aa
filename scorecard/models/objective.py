from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from themes.models import Theme

from .scorecard import Perspective

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .measure import Measure


class Objective(ClusterableModel):
    """A strategic objective: what the organisation wants to achieve, in one perspective."""

    perspective = models.ForeignKey(
        Perspective,
        on_delete=models.PROTECT,
        related_name="objectives",
        verbose_name=_("perspective"),
    )
    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("For example: C2."))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_objectives",
        verbose_name=_("owner"),
    )
    themes = models.ManyToManyField(
        Theme, through="ObjectiveTheme", related_name="objectives", verbose_name=_("themes")
    )

    if TYPE_CHECKING:
        measures: RelatedManager["Measure"]
        weights: RelatedManager["ObjectiveWeight"]
        perspective_id: int
        owner_id: int

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["perspective__position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ObjectiveTheme(models.Model):
    """This theme serves this objective."""

    objective = ParentalKey(
        Objective, on_delete=models.CASCADE, related_name="theme_links", verbose_name=_("objective")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="objective_links", verbose_name=_("theme")
    )

    class Meta:
        verbose_name = _("theme of an objective")
        verbose_name_plural = _("themes of objectives")
        constraints = [
            models.UniqueConstraint(fields=["objective", "theme"], name="objective_theme_once")
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.theme}"


class ObjectiveWeight(models.Model):
    """Weight of an objective in its perspective, from a day on. Without any, the weight is 1."""

    objective = ParentalKey(
        Objective, on_delete=models.CASCADE, related_name="weights", verbose_name=_("objective")
    )
    valid_from = models.DateField(_("from"))
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("weight of an objective")
        verbose_name_plural = _("weights of objectives")
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "valid_from"], name="objective_weight_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0), name="objective_weight_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weight} ({self.valid_from})"
