"""The Wagtail side: discussions and posts to look up and moderate, never to edit; the covenant."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet

from .actions import publish_covenant
from .markdown import plain_text
from .models import Covenant, CovenantAcceptance, Discussion, Post
from .naming import display_name

EXCERPT = 90


class ModeratedIndexView(IndexView):
    """What the person may look at, with a box before each row for the bulk actions."""

    def get_base_queryset(self) -> Any:
        return self.model.objects.listed_for(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type="item"), *super().columns]


class ModeratedInspectView(InspectView):
    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(self.model.objects.listed_for(self.request.user), pk=self.pk)


class ModeratedViewSet(ModelViewSet):
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ModeratedIndexView
    inspect_view_class = ModeratedInspectView
    index_template_name = "strategy_discussions/admin/moderated_index.html"
    form_fields: list[str] = []

    def get_permissions_to_register(self) -> Any:
        codename = f"view_{self.model._meta.model_name}"
        return super().get_permissions_to_register().filter(codename=codename)


class DiscussionFilterSet(WagtailFilterSet):
    class Meta:
        model = Discussion
        fields = ["status", "premoderated", "allows_anonymous", "created_at"]


class DiscussionViewSet(ModeratedViewSet):
    model = Discussion
    icon = "comment"
    menu_label = _("Discussions")
    filterset_class = DiscussionFilterSet
    search_fields = ["title"]
    list_display = [
        "title",
        "page",
        "status",
        "post_count",
        "pending_count",
        "reported_count",
        "last_post_at",
    ]
    inspect_view_fields = [
        "title",
        "page",
        "is_primary",
        "status",
        "slow_seconds",
        "premoderated",
        "allows_anonymous",
        "post_count",
        "pending_count",
        "reported_count",
        "last_post_at",
        "created_at",
        "created_by",
    ]


class PostFilterSet(WagtailFilterSet):
    class Meta:
        model = Post
        fields = ["state", "kind", "discussion", "created_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["discussion"].queryset = Discussion.objects.visible_to(self.request.user)


class PostInspectView(ModeratedInspectView):
    def get_author_display_value(self) -> str:
        return display_name(self.object.author)


class PostViewSet(ModeratedViewSet):
    model = Post
    inspect_view_class = PostInspectView
    icon = "openquote"
    menu_label = _("Posts")
    filterset_class = PostFilterSet
    search_fields = ["body"]
    list_display = [
        TitleColumn(
            "words",
            label=_("Post"),
            accessor=lambda post: Truncator(plain_text(post.body_html)).chars(EXCERPT),
            get_url=lambda post: reverse("strategy_admin_posts:inspect", args=[post.pk]),
        ),
        Column("author", label=_("Author"), accessor=lambda post: display_name(post.author)),
        Column("discussion", label=_("Discussion")),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("created_at", label=_("Written"), sort_key="created_at"),
    ]
    inspect_view_fields = [
        "body",
        "author",
        "discussion",
        "kind",
        "state",
        "state_reason",
        "created_at",
        "published_at",
        "edited_at",
        "support_count",
    ]


class CovenantForm(WagtailAdminModelForm):
    """Storing it puts it in force: there is nothing to a version but that it was published."""

    def save(self, commit: bool = True) -> Covenant:
        data = self.cleaned_data
        return publish_covenant(text=data["text"], change=data["change"], actor=self.for_user)


class CovenantViewSet(SnippetViewSet):
    """Versions are added and never changed; a copy of the newest is where the next one begins."""

    model = Covenant
    icon = "clipboard-list"
    menu_label = _("Covenant")
    add_to_settings_menu = True
    inspect_view_enabled = True
    list_display = ["__str__", "change", "published_at", "published_by"]
    inspect_view_fields = ["number", "text", "change", "published_at", "published_by"]
    edit_handler = ObjectList(
        [FieldPanel("text"), FieldPanel("change")], base_form_class=CovenantForm
    )


class AcceptanceFilterSet(WagtailFilterSet):
    class Meta:
        model = CovenantAcceptance
        fields = ["covenant", "accepted_at"]


class AcceptanceViewSet(ModelViewSet):
    """Who has accepted which version, and when."""

    model = CovenantAcceptance
    icon = "check"
    menu_label = _("Acceptances of the covenant")
    copy_view_enabled = False
    inspect_view_enabled = True
    filterset_class = AcceptanceFilterSet
    list_display = ["person", "covenant", "accepted_at"]
    list_export = ["person", "covenant", "accepted_at"]
    inspect_view_fields = ["person", "covenant", "accepted_at"]
    form_fields: list[str] = []

    def get_permissions_to_register(self) -> Any:
        registered = super().get_permissions_to_register()
        return registered.filter(codename="view_covenantacceptance")


class DiscussionsViewSetGroup(ModelViewSetGroup):
    items = (
        DiscussionViewSet("strategy_admin_discussions"),
        PostViewSet("strategy_admin_posts"),
        AcceptanceViewSet("strategy_admin_acceptances"),
    )
    menu_label = _("Discussions")
    menu_name = "strategy-discussions"
    menu_icon = "comment"
    menu_order = 260
    add_to_admin_menu = True
