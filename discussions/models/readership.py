from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ReadershipQuerySet
from .discussion import Discussion


class Readership(models.Model):
    """How far one person has read one discussion, and what they want to hear of it.

    A row appears when the person first opens a discussion that has posts, or chooses a level. Both
    numbers are copied from the discussion when it is read, so that neither question needs a count:
    "is this post new to me?" (`seq > seen_seq`) and "how many are?" (`post_count - seen_count`).
    """

    class Level(models.TextChoices):
        NORMAL = "normal", _("Normal")
        FOLLOWING = "following", _("Following")
        MUTED = "muted", _("Muted")

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="readerships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.NORMAL)
    seen_seq = models.PositiveBigIntegerField(
        _("read up to"), default=0, help_text=_("Head number of the discussion when it was read.")
    )
    seen_count = models.PositiveIntegerField(
        _("posts read"), default=0, help_text=_("Posts in the discussion when it was read.")
    )
    seen_at = models.DateTimeField(_("read"), null=True)

    if TYPE_CHECKING:
        discussion_id: int
        person_id: int

    objects = ReadershipQuerySet.as_manager()

    # Stored while people read: Wagtail's index of references would cost four more queries.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("readership")
        verbose_name_plural = _("readerships")
        constraints = [
            # The person first: unread counts ask for one person and many discussions.
            models.UniqueConstraint(fields=["person", "discussion"], name="readership_once")
        ]
        indexes = [models.Index(fields=["discussion", "level"], name="readership_level")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.discussion_id}"
