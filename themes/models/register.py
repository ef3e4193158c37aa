from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .team import Team

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class RegisterEntry(models.Model):
    """An obstacle in a team's way, or a promise somebody made to it.

    What was written down stays as it is. Who answers for it, by when and how it ended are what its
    latest event says; the events, which nothing edits, tell how it came there.
    """

    class Register(models.TextChoices):
        OBSTACLE = "obstacle", _("Obstacle")
        PROMISE = "promise", _("Promise")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLEARED = "cleared", _("Cleared")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="entries", verbose_name=_("team")
    )
    register = models.CharField(_("register"), max_length=10, choices=Register.choices)
    what = models.CharField(_("what"), max_length=300)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible"),
        help_text=_("Whose obstacle it is to clear, or whose promise it is."),
    )
    due = models.DateField(_("by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    added_at = models.DateTimeField(_("added"))

    if TYPE_CHECKING:
        events: RelatedManager["RegisterEvent"]
        responsible_id: int
        team_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of a register")
        verbose_name_plural = _("entries of registers")
        ordering = ["due", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["due"], condition=models.Q(state="open"), name="register_entry_open"
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        """From the day after the last one on which it would have been in time."""
        return self.is_open and self.due < timezone.localdate()


class RegisterEvent(models.Model):
    """One step in the life of an entry, and what held from then on. Appended and never changed."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Written down")
        CHANGED = "changed", _("Changed")
        CLEARED = "cleared", _("Cleared")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")
        REOPENED = "reopened", _("Opened again")

    entry = models.ForeignKey(
        RegisterEntry, on_delete=models.CASCADE, related_name="events", verbose_name=_("entry")
    )
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible from then on"),
    )
    due = models.DateField(_("by"))
    note = models.TextField(_("note"), blank=True)
    happened_at = models.DateTimeField(_("time"))

    if TYPE_CHECKING:
        actor_id: int
        entry_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of a register")
        verbose_name_plural = _("events of registers")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("Events of a register are the record: they are appended, never changed.")
