from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from ..files.measuring import measure
from ..storage import private_storage


class PrivateMedia(AbstractMedia):
    """Media whose files lie in the private storage and are served by the gated view alone."""

    file = models.FileField(_("file"), upload_to="media", storage=private_storage)
    thumbnail = models.FileField(
        _("poster"), upload_to="media_thumbnails", storage=private_storage, blank=True
    )

    class Meta(AbstractMedia.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Length and size that the editor left empty are read from a new file itself."""
        is_new_file = not getattr(self.file, "_committed", True)
        if self.file and is_new_file and not self.duration:
            for name, value in measure(self.file.file)._asdict().items():
                setattr(self, name, getattr(self, name) or value)
        super().save(*args, **kwargs)


class HubMedia(PrivateMedia):
    """Video and audio of the hub: ``WAGTAILMEDIA = {"MEDIA_MODEL": "strategy_hub.HubMedia"}``."""

    class Meta(PrivateMedia.Meta):
        verbose_name = _("media item")
        verbose_name_plural = _("media items")
