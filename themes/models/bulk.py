from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .contribution import Contribution

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class BulkStep(models.Model):
    """One step on many contributions, in one person's name: chosen, looked at, sent, worked off.

    It is worked off in portions. Each contribution says for itself whether its turn has come, so
    whoever is cut off goes on where they were.
    """

    class Kind(models.TextChoices):
        THANK = "thank", _("Thank")
        REASSIGN = "reassign", _("Hand over")
        REVIEW = "review", _("Take into review")
        ACCEPT = "accept", _("Accept")
        DECLINE = "decline", _("Decline")
        PARK = "park", _("Park")

    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("by"),
    )
    words = models.TextField(_("words"), blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to"),
    )
    created_at = models.DateTimeField(_("time"))
    sent_at = models.DateTimeField(
        _("sent"), null=True, blank=True, help_text=_("Empty: nobody has been told anything yet.")
    )

    if TYPE_CHECKING:
        actor_id: int
        items: RelatedManager["BulkItem"]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step on many contributions")
        verbose_name_plural = _("steps on many contributions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_kind_display()


class BulkItem(models.Model):
    """One of the contributions of a bulk step, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not done")

    bulk = models.ForeignKey(BulkStep, on_delete=models.CASCADE, related_name="items")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    seen = models.BigIntegerField(
        _("seen"), help_text=_("The latest event that the person saw when they chose it.")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING
    )
    why_not = models.TextField(_("why not"), blank=True)

    if TYPE_CHECKING:
        contribution_id: int

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution of a bulk step")
        verbose_name_plural = _("contributions of a bulk step")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["bulk", "contribution"], name="bulk_item_once")
        ]
        indexes = [models.Index(fields=["bulk", "outcome"], name="bulk_item_waiting")]

    def __str__(self) -> str:
        return self.get_outcome_display()
