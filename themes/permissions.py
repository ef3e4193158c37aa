"""Private teams in Wagtail's admin: to editors outside of a team, its page is not there.

Wagtail gives rights by place in the tree, so whoever edits a theme would read its teams. One policy
takes them out of every list that asks what somebody may explore or change; the page itself denies
every act (`ThemeTeamPageMixin.permissions_for_user`).
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy


class TeamPermissionTester(PagePermissionTester):
    """What somebody may do with the page of a team. It is neither copied, moved nor opened."""

    def can_copy(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        """What was said in the team was said to the team."""
        return bool(self.user.is_superuser)

    def can_lock(self) -> bool:
        return bool(self.user.is_active and super().can_lock())

    def can_unlock(self) -> bool:
        return bool(self.user.is_active and super().can_unlock())

    def can_view_revisions(self) -> bool:
        return bool(self.user.is_active and super().can_view_revisions())


class TeamPagePolicy(PagePermissionPolicy):
    """Wagtail's rights on pages, without the teams that somebody is not in."""

    def explorable_instances(self, user: Any) -> "QuerySet[Any, Any]":
        return without_closed_teams(super().explorable_instances(user), user)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> "QuerySet[Any, Any]":
        found = super().instances_user_has_any_permission_for(user, actions)
        return without_closed_teams(found, user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        from .models import Team

        if Team.objects.closed_to(user).filter(page_id=instance.pk).exists():
            return False
        return bool(super().user_has_any_permission_for_instance(user, actions, instance))


def without_closed_teams(pages: "QuerySet[Any, Any]", person: Any) -> "QuerySet[Any, Any]":
    """`pages` without those of teams that `person` is not in, and what lies below them."""
    from discussions.models.pages import BasePage

    from .models import Team

    if person.is_superuser:
        return pages
    closed = Team.objects.closed_to(person).annotate(
        beginning=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    inside = BasePage._default_manager.filter(Exists(closed.filter(page__path=F("beginning"))))
    # By key: what is searched afterwards may be filtered by nothing more elaborate.
    return pages.exclude(pk__in=inside.values("pk"))
