from .home import HubHomePage
from .media import HubMedia, PrivateMedia
from .notification import Notification
from .update import UpdateIndexPage, UpdatePage, UpdatePageMixin

__all__ = [
    "HubHomePage",
    "HubMedia",
    "Notification",
    "PrivateMedia",
    "UpdateIndexPage",
    "UpdatePage",
    "UpdatePageMixin",
]
