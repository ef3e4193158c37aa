"""The strategy office's side: the scorecard and the organisation in Wagtail's admin."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from .forms import ActualForm, CauseEffectLinkForm, DatedRowsForm, OrgUnitForm
from .models import (
    Actual,
    CauseEffectLink,
    Initiative,
    Measure,
    Objective,
    OrgUnit,
    Perspective,
    Placement,
    Scorecard,
)


class HeldCreateView(CreateView):
    """Checks and saves in one transaction, so that the locks of the check last until the save."""

    @transaction.atomic
    def post(self, *args: Any, **kwargs: Any) -> Any:
        return super().post(*args, **kwargs)


class HeldEditView(EditView):
    """The same for changing."""

    @transaction.atomic
    def post(self, *args: Any, **kwargs: Any) -> Any:
        return super().post(*args, **kwargs)


class HeldViewSet(SnippetViewSet):
    """For what a frozen period may refuse."""

    add_view_class = HeldCreateView
    edit_view_class = HeldEditView


_WEIGHT = [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("weight")])]


class OrgUnitViewSet(SnippetViewSet):
    model = OrgUnit
    icon = "group"
    menu_label = _("Units")
    copy_view_enabled = False
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    edit_handler = ObjectList(
        [FieldPanel("parent"), FieldPanel("name"), FieldPanel("code")], base_form_class=OrgUnitForm
    )

    def get_queryset(self, request: Any) -> Any:
        return OrgUnit.objects.order_by("path")


class PlacementViewSet(SnippetViewSet):
    model = Placement
    icon = "user"
    menu_label = _("Placements")
    list_display = ["person", "unit", "starts", "ends"]
    list_filter = ["unit"]
    panels = [
        FieldPanel("person"),
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
    ]

    def get_queryset(self, request: Any) -> Any:
        return Placement.objects.select_related("person", "unit")


class ScorecardViewSet(SnippetViewSet):
    model = Scorecard
    icon = "table"
    menu_label = _("Scorecards")
    copy_view_enabled = False
    list_display = ["title", "unit"]
    panels = [FieldPanel("title"), FieldPanel("unit")]


class PerspectiveViewSet(HeldViewSet):
    model = Perspective
    icon = "view"
    menu_label = _("Perspectives")
    list_display = ["name", "scorecard", "position"]
    list_filter = ["scorecard"]
    edit_handler = ObjectList(
        [
            FieldPanel("scorecard"),
            FieldPanel("name"),
            FieldPanel("question"),
            FieldPanel("position"),
            InlinePanel("weights", panels=_WEIGHT, heading=_("Weights"), label=_("Weight")),
        ],
        base_form_class=DatedRowsForm,
    )


class ObjectiveViewSet(HeldViewSet):
    model = Objective
    icon = "crosshairs"
    menu_label = _("Objectives")
    list_display = ["code", "title", "perspective", "owner"]
    list_filter = ["perspective"]
    search_fields = ["code", "title"]
    edit_handler = ObjectList(
        [
            FieldPanel("perspective"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("owner")]),
            FieldPanel("title"),
            FieldPanel("description"),
            InlinePanel(
                "theme_links", panels=[FieldPanel("theme")], heading=_("Themes"), label=_("Theme")
            ),
            InlinePanel("weights", panels=_WEIGHT, heading=_("Weights"), label=_("Weight")),
        ],
        base_form_class=DatedRowsForm,
    )

    def get_queryset(self, request: Any) -> Any:
        return Objective.objects.select_related("perspective", "owner")


class MeasureViewSet(HeldViewSet):
    model = Measure
    icon = "order"
    menu_label = _("Measures")
    list_display = ["code", "title", "objective", "frequency", "updater"]
    list_filter = ["objective", "frequency", "timing"]
    search_fields = ["code", "title"]
    edit_handler = ObjectList(
        [
            FieldPanel("objective"),
            FieldPanel("code"),
            FieldPanel("title"),
            FieldPanel("definition"),
            FieldRowPanel([FieldPanel("type"), FieldPanel("unit")]),
            FieldRowPanel([FieldPanel("timing"), FieldPanel("frequency")]),
            FieldRowPanel([FieldPanel("source"), FieldPanel("updater")]),
            InlinePanel(
                "targets",
                panels=[
                    FieldPanel("valid_from"),
                    FieldRowPanel([FieldPanel("goal"), FieldPanel("red_flag")]),
                ],
                heading=_("Targets"),
                label=_("Target"),
                help_text=_("For a target band, goal and red flag are its two edges."),
            ),
            InlinePanel("weights", panels=_WEIGHT, heading=_("Weights"), label=_("Weight")),
        ],
        base_form_class=DatedRowsForm,
    )

    def get_queryset(self, request: Any) -> Any:
        return Measure.objects.select_related("objective", "updater")


class ActualViewSet(HeldViewSet):
    model = Actual
    icon = "edit"
    menu_label = _("Figures")
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ["measure", "period_start", "value", "is_current", "entered_by", "entered_at"]
    list_filter = ["measure", "is_current"]
    edit_handler = ObjectList(
        [
            FieldPanel("measure"),
            FieldPanel("period_start", help_text=_("Any day of the period.")),
            FieldPanel("value", help_text=_("For yes or no: 1 or 0.")),
            FieldPanel("comment"),
        ],
        base_form_class=ActualForm,
    )

    def get_queryset(self, request: Any) -> Any:
        newest_first = Actual.objects.order_by("-entered_at", "-pk")
        return newest_first.select_related("measure", "entered_by")


class CauseEffectLinkViewSet(SnippetViewSet):
    model = CauseEffectLink
    icon = "link"
    menu_label = _("Cause and effect")
    copy_view_enabled = False
    list_display = ["cause", "effect"]
    edit_handler = ObjectList(
        [FieldPanel("cause"), FieldPanel("effect")], base_form_class=CauseEffectLinkForm
    )

    def get_queryset(self, request: Any) -> Any:
        return CauseEffectLink.objects.select_related("cause", "effect")


class InitiativeViewSet(SnippetViewSet):
    model = Initiative
    icon = "tasks"
    menu_label = _("Initiatives")
    list_display = ["title", "owner", "state", "starts", "ends"]
    list_filter = ["state", "objectives"]
    search_fields = ["title", "description"]
    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("owner"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldRowPanel([FieldPanel("budget"), FieldPanel("currency")]),
        InlinePanel(
            "objective_links",
            panels=[FieldPanel("objective")],
            heading=_("Objectives"),
            label=_("Objective"),
            help_text=_("What it moves. It is shown with each of them."),
            min_num=1,
        ),
        InlinePanel(
            "milestones",
            panels=[
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("due"), FieldPanel("done_on")]),
            ],
            heading=_("Milestones"),
            label=_("Milestone"),
        ),
    ]

    def get_queryset(self, request: Any) -> Any:
        return Initiative.objects.select_related("owner")


class StrategyViewSetGroup(SnippetViewSetGroup):
    items = (
        ScorecardViewSet,
        PerspectiveViewSet,
        ObjectiveViewSet,
        MeasureViewSet,
        ActualViewSet,
        InitiativeViewSet,
        CauseEffectLinkViewSet,
        OrgUnitViewSet,
        PlacementViewSet,
    )
    menu_label = _("Strategy")
    menu_name = "strategy-scorecard"
    menu_icon = "crosshairs"
    menu_order = 250
    add_to_admin_menu = True
