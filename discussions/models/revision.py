from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .post import Post


class PostRevision(models.Model):
    """A version of a post before an edit. What is said is on the record."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField(_("text"))
    body_html = models.TextField(_("text as HTML"))
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"))
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier version of a post")
        verbose_name_plural = _("earlier versions of posts")
        ordering = ["replaced_at", "pk"]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.written_at:%Y-%m-%d %H:%M}"
