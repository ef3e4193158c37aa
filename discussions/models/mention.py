from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .post import Post


class Mention(models.Model):
    """That a post has named a person, who is told of it once.

    It stays when the text is edited, so that nobody is told twice of one post.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(_("time"))

    if TYPE_CHECKING:
        post_id: int
        person_id: int

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], name="mention_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"
