from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .post import Post


class Reaction(models.Model):
    """A sign that one person gave to one post; of each kind, once."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategy_reactions"
    )
    code = models.CharField(_("kind"), max_length=20)
    given_at = models.DateTimeField(_("given"))

    if TYPE_CHECKING:
        post_id: int
        person_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "code"], name="reaction_given_once")
        ]

    def __str__(self) -> str:
        return self.code
