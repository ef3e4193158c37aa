from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..mentions.names import LONGEST


class PersonName(models.Model):
    """A person's name from one of its words on, as it is looked up while somebody writes.

    Beside the accounts, which are the host's: their names have no index, and none that ignores case
    and accents. Written by `index_names` whenever an account is saved.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="strategy_names",
        db_index=False,
    )
    key = models.BinaryField(_("key"), max_length=LONGEST)
    is_whole = models.BooleanField(_("the whole name, from its first word"), default=False)

    if TYPE_CHECKING:
        person_id: int

    # Written with accounts, which are not ours.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("name of a person")
        verbose_name_plural = _("names of people")
        constraints = [
            # The person first: it serves as the index of the relation, too.
            models.UniqueConstraint(fields=["person", "key"], name="person_name_once")
        ]
        indexes = [models.Index(fields=["key"], name="person_name_key")]

    def __str__(self) -> str:
        return bytes(self.key).decode(errors="replace")
