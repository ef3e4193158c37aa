"""The Wagtail side: choosing people, absences, and contributions to look up (never to edit)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from discussions.access import active_people

from .models import Absence, Contribution, ContributionEvent, Theme
from .naming import name_of
from .widgets import PEOPLE_CHOOSER, PersonChooser


class PeopleFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search by name"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search by name")}),
    )

    def filter(self, people: Any) -> Any:
        self.search_query = self.cleaned_data.get("q")
        for word in (self.search_query or "").split():
            self.is_searching = True
            matches = Q()
            for name in _name_fields():
                matches |= Q(**{f"{name}__icontains": word})
            people = people.filter(matches)
        return people


class _PeopleColumns:
    """Active people by name, whichever of the views lists them."""

    filter_form_class = PeopleFilterForm

    def get_object_list(self) -> Any:
        return active_people().order_by(*_name_fields())

    @property
    def columns(self) -> list[Column]:
        def chosen_address(person: Any) -> str:
            return reverse(f"{PEOPLE_CHOOSER}:chosen", args=[person.pk])

        return [
            TitleColumn(
                "name",
                label=_("Name"),
                accessor=name_of,
                get_url=chosen_address,
                link_attrs={"data-chooser-modal-choice": True},
            ),
            Column("username", label=_("User name"), accessor="get_username"),
        ]


class ChoosePersonView(_PeopleColumns, ChooseView):
    pass


class ChoosePersonResultsView(_PeopleColumns, ChooseResultsView):
    pass


class PersonChosenView(ChosenView):
    def get_display_title(self, instance: Any) -> str:
        return name_of(instance)


class PeopleChooserViewSet(ChooserViewSet):
    """Registered for every foreign key to a user: no admin form selects among all accounts."""

    model = settings.AUTH_USER_MODEL
    icon = "user"
    base_widget_class = PersonChooser
    choose_one_text = PersonChooser.choose_one_text
    choose_another_text = PersonChooser.choose_another_text
    choose_view_class = ChoosePersonView
    choose_results_view_class = ChoosePersonResultsView
    chosen_view_class = PersonChosenView


class AbsenceViewSet(SnippetViewSet):
    model = Absence
    icon = "calendar"
    add_to_settings_menu = True
    list_display = ["person", "first_day", "last_day"]
    ordering = ["-first_day"]
    panels = [
        FieldPanel("person", widget=PersonChooser),
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
    ]


class ContributionFilterSet(WagtailFilterSet):
    theme = ModelChoiceFilter(
        label=_("Theme"), queryset=lambda request: Theme.objects.visible_to(request.user)
    )

    class Meta:
        model = Contribution
        fields = ["state", "theme", "routing_rule", "received_at"]


class ContributionIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        person = self.request.user
        return Contribution.objects.visible_to(person).for_display(person)


def _name_of_contributor(contribution: Contribution) -> str:
    return name_of(contribution.contributor)


class ContributionInspectView(InspectView):
    template_name = "strategy_themes/admin/contribution.html"

    def get_object(self, queryset: Any = None) -> Any:
        person = self.request.user
        visible = Contribution.objects.visible_to(person).for_display(person)
        return get_object_or_404(visible, pk=self.pk)

    def get_theme_display_value(self) -> str:
        title: str = self.object.theme_title
        return title

    def get_contributor_display_value(self) -> str:
        return name_of(self.object.contributor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = ContributionEvent.objects.for_trail().filter(contribution=self.object)
        context: dict[str, Any] = super().get_context_data(events=events, **kwargs)
        return context


class ContributionViewSet(ModelViewSet):
    """Every contribution that the person may see, with its trail. Steps are taken on the desk."""

    model = Contribution
    icon = "comment"
    menu_label = _("Contributions")
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ContributionIndexView
    inspect_view_class = ContributionInspectView
    inspect_template_name = "strategy_themes/admin/contribution.html"
    filterset_class = ContributionFilterSet
    form_fields: list[str] = []
    list_display = [
        "__str__",
        Column("theme", label=_("Theme"), accessor="theme_title"),
        "question",
        Column("contributor", label=_("Contributor"), accessor=_name_of_contributor),
        "owner",
        "state",
        "received_at",
    ]
    inspect_view_fields = [
        "theme",
        "question",
        "contributor",
        "owner",
        "routing_reason",
        "state",
        "received_at",
        "thanked_at",
        "decided_at",
        "decision_reason",
    ]

    def get_permissions_to_register(self) -> Any:
        view_only: Any = super().get_permissions_to_register().filter(codename="view_contribution")
        return view_only


def _name_fields() -> list[str]:
    """The fields by which people are found and sorted, as far as the host's user model has them."""
    model = get_user_model()
    present = {field.name for field in model._meta.get_fields()}
    names = [name for name in ("last_name", "first_name") if name in present]
    return [*names, model.USERNAME_FIELD]
