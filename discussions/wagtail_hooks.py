"""What discussions add to Wagtail's admin. Whatever changes something calls an action."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .bulk_actions import BULK_ACTIONS
from .models import Covenant, CovenantAcceptance, Discussion, Post
from .permissions import ModeratorPolicy, ReadOnlyPolicy, RecordPolicy
from .viewsets import CovenantViewSet, DiscussionsViewSetGroup

register_permission_policy(Discussion, ModeratorPolicy(Discussion))
register_permission_policy(Post, ModeratorPolicy(Post))
register_permission_policy(Covenant, RecordPolicy(Covenant))
register_permission_policy(CovenantAcceptance, ReadOnlyPolicy(CovenantAcceptance))
register_snippet(CovenantViewSet)

for _action in BULK_ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("register_admin_viewset")
def register_viewsets() -> DiscussionsViewSetGroup:
    return DiscussionsViewSetGroup()


@hooks.register("register_permissions")
def register_permissions() -> "QuerySet[Permission]":
    return Permission.objects.filter(
        content_type__app_label="strategy_discussions",
        codename__in=["add_covenant", "request_unsealing", "approve_unsealing"],
    )
