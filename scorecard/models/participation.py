from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from themes.models import Question, Theme

from .unit import OrgUnit


class Participation(models.Model):
    """One act of one person: the participation ledger, append-only.

    `key` names the act (for example ``post:17``), so an act reported twice counts once. Objectives
    are reached through the theme, by the links in force when a figure is read.
    """

    class Kind(models.TextChoices):
        READ = "read", _("Read a page")
        WATCHED = "watched", _("Watched a video")
        POST = "post", _("Wrote")
        SUPPORT = "support", _("Supported")
        REACTION = "reaction", _("Reacted")
        CONTRIBUTION = "contribution", _("Contributed")
        THANKS = "thanks", _("Thanked")
        DECISION = "decision", _("Decided")
        UPDATE = "update", _("Published an update")

    class Channel(models.TextChoices):
        ONLINE = "online", _("Online")
        OFFLINE = "offline", _("Offline")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_participation",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        OrgUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit at the time"),
    )
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="participation",
        verbose_name=_("theme"),
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="participation",
        verbose_name=_("question"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.ONLINE
    )
    occurred_at = models.DateTimeField(_("time"))
    key = models.CharField(_("key"), max_length=120, unique=True)

    if TYPE_CHECKING:
        person_id: int
        theme_id: int | None
        unit_id: int | None

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participation ledger")
        indexes = [
            models.Index(fields=["theme", "occurred_at"], name="participation_theme_time"),
            models.Index(fields=["person", "occurred_at"], name="participation_person_time"),
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("The participation ledger is appended to, never changed.")
