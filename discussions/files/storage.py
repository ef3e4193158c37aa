"""Private files: stored apart from public media, and reached through views that ask who asks."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

from ..conf import hub_settings


@deconstructible
class PrivateFileSystemStorage(FileSystemStorage):
    """Files in `private_root()`, which no web server serves."""

    # Model fields keep one storage for the life of the process; the folder follows the settings.
    @property
    def base_location(self) -> str:
        return str(private_root())

    @property
    def location(self) -> str:
        return self.base_location

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address of its own; its view has one.")


def private_root() -> Path:
    """Folder of the private files when no storage of its own is configured."""
    root = hub_settings.PRIVATE_ROOT
    return Path(root or Path(settings.MEDIA_ROOT).resolve().parent / "private").absolute()


def private_storage() -> Storage:
    """The storage named by PRIVATE_STORAGE if STORAGES has it, else a folder beside MEDIA_ROOT."""
    return named_storage() or PrivateFileSystemStorage()


def named_storage() -> Storage | None:
    """The storage of the host's own for private files, if it has named one."""
    alias = hub_settings.PRIVATE_STORAGE
    return storages[alias] if alias in settings.STORAGES else None
