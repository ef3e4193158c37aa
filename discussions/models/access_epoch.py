from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessClock(models.Model):
    """A single row: the number of the newest change to anybody's access.

    Its row lock is held to the end of the changing transaction, so numbers appear in commit order
    and a reader that has seen n will find everything later above n.
    """

    now = models.PositiveBigIntegerField(default=0)
    everybody = models.PositiveBigIntegerField(
        default=0, help_text=_("Latest change that touched everybody, such as a page restriction.")
    )

    class Meta:
        verbose_name = _("access clock")
        verbose_name_plural = _("access clocks")

    def __str__(self) -> str:
        return str(self.now)


class AccessEpoch(models.Model):
    """When one person's access last changed, as a number of the access clock.

    Live delivery asks for the rows above the last number it has seen, and checks only those people
    again.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(db_index=True)

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        verbose_name = _("access epoch")
        verbose_name_plural = _("access epochs")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.number}"
