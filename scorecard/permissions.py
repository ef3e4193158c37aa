"""What the admin may do with rows that are only ever added, or only added and taken away."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from . import access


class FigurePolicy(ModelPermissionPolicy):
    """A recorded figure stays: a correction is a new row. Updaters record their own measures."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("change", "delete"):
            return False
        if action == "add":
            return access.measures_to_record(user).exists()
        return bool(super().user_has_permission(user, action))


class LinkPolicy(ModelPermissionPolicy):
    """A link of the strategy map is drawn or taken away, by whoever keeps the scorecard."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("add", "delete"):
            return access.may_keep_scorecard(user)
        return action != "change" and bool(super().user_has_permission(user, action))
