from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from .discussion import Discussion
from .post import Post


class Departure(models.Model):
    """A post left a discussion for another one, under a number of the one that it left.

    Catch-up answers "what changed after n?" from the posts that are there; for those that are not
    there any more it reads these rows.
    """

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="departures")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="departures")
    number = models.PositiveBigIntegerField(_("number"))

    if TYPE_CHECKING:
        discussion_id: int
        post_id: int

    # Stored with every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("departure of a post")
        verbose_name_plural = _("departures of posts")
        indexes = [models.Index(fields=["discussion", "number"], name="departure_catch_up")]

    def __str__(self) -> str:
        return f"{self.discussion_id}: {self.post_id} at {self.number}"
