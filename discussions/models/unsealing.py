from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import UnsealingQuerySet
from .post import Post


class Unsealing(models.Model):
    """That one person asks who wrote an anonymous post, and what another one decided.

    Kept for good: it is the record of who knows, since when and why. It never holds the name.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Waits for a second person")
        APPROVED = "approved", _("Unsealed")
        REFUSED = "refused", _("Stays sealed")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="unsealings", verbose_name=_("post")
    )
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    requested_at = models.DateTimeField(_("asked"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    if TYPE_CHECKING:
        post_id: int
        requested_by_id: int
        decided_by_id: int | None

    objects = UnsealingQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unsealing")
        verbose_name_plural = _("unsealings")
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(outcome="open"),
                name="unsealing_one_open_per_post",
            ),
            # Four eyes, whatever the code above says.
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("requested_by")),
                name="unsealing_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.outcome}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def is_approved(self) -> bool:
        return self.outcome == self.Outcome.APPROVED
