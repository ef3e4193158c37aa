"""The hub's own private files: videos, posters and captions, at the address of the gated view."""

from django.core.files.storage import Storage
from django.urls import reverse
from django.utils.deconstruct import deconstructible

from discussions.files.storage import PrivateFileSystemStorage, named_storage


@deconstructible
class GatedFileSystemStorage(PrivateFileSystemStorage):
    """Private files whose address is the gated view, which asks who is asking."""

    def url(self, name: str | None) -> str:
        return reverse("strategy_hub:private_file", args=[name])


def private_storage() -> Storage:
    """As `discussions.files.storage.private_storage`, with addresses."""
    return named_storage() or GatedFileSystemStorage()
