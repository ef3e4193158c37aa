from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..files.storage import private_storage
from ..querysets import AttachmentQuerySet
from .discussion import Discussion
from .post import Post


def unguessable_name(attachment: "Attachment", name: str) -> str:
    """The name in the storage: nothing of what the uploader called it, nothing to guess."""
    token = token_hex(24)
    return f"attachments/{token[:2]}/{token}"


class Attachment(models.Model):
    """A file in a post. Until its post is stored it belongs to its uploader alone."""

    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_attachments",
        verbose_name=_("uploader"),
    )
    discussion = models.ForeignKey(
        Discussion,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("discussion"),
        help_text=_("Where it was uploaded. A posted file goes where its post goes."),
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("post"),
        help_text=_("Stays when a later version no longer shows it: earlier versions do."),
    )
    file = models.FileField(_("file"), upload_to=unguessable_name, storage=private_storage)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    created_at = models.DateTimeField(_("uploaded"))

    if TYPE_CHECKING:
        discussion_id: int
        post_id: int | None
        uploader_id: int

    objects = AttachmentQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["uploader", "created_at"], name="attachment_uploader_time")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("strategy_discussions:attachment", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
