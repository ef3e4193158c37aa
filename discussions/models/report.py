from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .post import Post


class Report(models.Model):
    """A reader's word to the moderators that a post should not stand as it does.

    Kept when it is settled: it is part of why a post was hidden, or left. The author of the post
    never learns who reported it.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("The post was hidden")
        DISMISSED = "dismissed", _("Dismissed")
        # The post went out of sight before anybody had judged it.
        MOOT = "moot", _("The author withdrew the post")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="reports", verbose_name=_("post")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_reports",
        verbose_name=_("reported by"),
    )
    reason = models.TextField(_("reason"))
    reported_at = models.DateTimeField(_("reported"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN
    )
    note = models.TextField(_("note to the reporter"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    if TYPE_CHECKING:
        post_id: int
        reporter_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "reporter"], name="report_once_per_person")
        ]
        indexes = [
            models.Index(
                fields=["post", "reported_at"],
                condition=models.Q(outcome="open"),
                name="report_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.get_outcome_display()}"
