"""Every change of state in `strategy_hub`. Nothing else writes its tables."""

from .gathering import notify_of_another
from .notifications import mark_all_read, mark_read, notify, notify_all, withdraw
from .setup import set_up_hub

__all__ = [
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_all",
    "notify_of_another",
    "set_up_hub",
    "withdraw",
]
