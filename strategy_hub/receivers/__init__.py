"""What the hub hears from below, and whom it tells. Each runs in the transaction of the act."""

from . import bulk, contributions, keeping, merged, talk, teams, undone

__all__ = ["bulk", "contributions", "keeping", "merged", "talk", "teams", "undone"]
