from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ContributionEventQuerySet
from .contribution import Contribution


class ContributionEvent(models.Model):
    """One step in the life of a contribution. Events are appended and never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ROUTED = "routed", _("Routed")
        REASSIGNED = "reassigned", _("Handed over")
        MOVED = "moved", _("Moved")
        PAUSED = "paused", _("Clock paused")
        RESUMED = "resumed", _("Clock resumed")
        DEPUTY_ASKED = "deputy_asked", _("Deputy asked to help")
        OFFICE_ASKED = "office_asked", _("Strategy office asked to help")
        THANKED = "thanked", _("Thanked")
        REVIEW_STARTED = "review_started", _("Taken into review")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        PARKED = "parked", _("Parked")
        MERGED = "merged", _("Merged")
        WORK_STARTED = "work_started", _("Work started")
        COMPLETED = "completed", _("Done")
        INVITED = "invited", _("Invited to a team")
        REOPENED = "reopened", _("Decision reopened")
        UNDONE = "undone", _("Undone")

    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name=_("contribution"),
    )
    kind = models.CharField(_("step"), max_length=20, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty for steps that follow from a rule, such as routing."),
    )
    note = models.TextField(_("note"), blank=True)
    owner_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_after = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    happened_at = models.DateTimeField(_("time"))
    # What the step changed, as it was before: by the names of the contribution's fields.
    before = models.JSONField(_("before"), default=dict, blank=True)
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    if TYPE_CHECKING:
        actor_id: int | None
        contribution_id: int

    objects = ContributionEventQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution event")
        verbose_name_plural = _("contribution events")
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["contribution", "happened_at"], name="event_timeline")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("Contribution events are the record: they are appended, never changed.")
