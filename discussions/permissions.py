"""What the admin may do with what only actions change."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from .models import Discussion


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Looking is a permission; changing is for actions alone, whoever asks."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")


class ModeratorPolicy(ReadOnlyPolicy):
    """Whoever moderates a discussion looks too; which rows they see is the queryset's matter."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if super().user_has_permission(user, action):
            return True
        return action == "view" and Discussion.objects.moderated_by(user).exists()


class RecordPolicy(ModelPermissionPolicy):
    """Rows are added and looked at; what is recorded stays as it is."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("add", "view") and bool(super().user_has_permission(user, action))
