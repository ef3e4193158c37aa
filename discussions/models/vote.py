from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .post import Post


class Vote(models.Model):
    """One person's stand on one post. The hub offers support; imports may carry the other two."""

    class Value(models.IntegerChoices):
        SUPPORT = 1, _("Support")
        PASS = 0, _("Pass")
        DISAGREE = -1, _("Disagree")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategy_votes"
    )
    value = models.SmallIntegerField(_("stand"), choices=Value.choices, default=Value.SUPPORT)
    cast_at = models.DateTimeField(_("cast"))

    if TYPE_CHECKING:
        post_id: int
        person_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], name="vote_one_per_person")
        ]

    def __str__(self) -> str:
        return self.get_value_display()
