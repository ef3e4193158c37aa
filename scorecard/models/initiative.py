from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from themes.models import Contribution

from .objective import Objective

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Initiative(ClusterableModel):
    """Work with a beginning, an end and an owner that moves one or more objectives."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Under way")
        ON_HOLD = "on_hold", _("On hold")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    # The states of what is over.
    OVER = (State.DONE, State.STOPPED)

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_initiatives",
        verbose_name=_("owner"),
    )
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"))
    budget = models.DecimalField(
        _("budget"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=10, blank=True, help_text=_("For example: EUR.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    objectives = models.ManyToManyField(
        Objective,
        through="InitiativeObjective",
        related_name="initiatives",
        verbose_name=_("objectives"),
    )

    if TYPE_CHECKING:
        milestones: RelatedManager["Milestone"]
        objective_links: RelatedManager["InitiativeObjective"]
        contribution_links: RelatedManager["InitiativeContribution"]
        owner_id: int

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["starts", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")),
                name="initiative_ends_after_it_starts",
                violation_error_message=_("An initiative cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(budget=None) | models.Q(budget__gte=0),
                name="initiative_budget_not_negative",
                violation_error_message=_("A budget cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class InitiativeObjective(models.Model):
    """This initiative moves this objective."""

    initiative = ParentalKey(
        Initiative,
        on_delete=models.CASCADE,
        related_name="objective_links",
        verbose_name=_("initiative"),
    )
    objective = models.ForeignKey(
        Objective,
        on_delete=models.CASCADE,
        related_name="initiative_links",
        verbose_name=_("objective"),
    )

    class Meta:
        verbose_name = _("objective of an initiative")
        verbose_name_plural = _("objectives of initiatives")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "objective"], name="initiative_objective_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.objective}"


class Milestone(models.Model):
    """Something that an initiative will have reached by a day."""

    initiative = ParentalKey(
        Initiative,
        on_delete=models.CASCADE,
        related_name="milestones",
        verbose_name=_("initiative"),
    )
    title = models.CharField(_("title"), max_length=200)
    due = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title


class InitiativeContribution(models.Model):
    """The initiative grew from this contribution, among others."""

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.CASCADE,
        related_name="contribution_links",
        verbose_name=_("initiative"),
    )
    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.CASCADE,
        related_name="initiative_links",
        verbose_name=_("contribution"),
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("linked by"),
    )
    linked_at = models.DateTimeField(_("linked"))

    class Meta:
        verbose_name = _("contribution of an initiative")
        verbose_name_plural = _("contributions of initiatives")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "contribution"], name="initiative_contribution_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.contribution_id}"
