"""The admin's forms. What they store, they store through actions, in the name of their user."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import access
from .actions import add_unit, link_objectives, move_unit, record_actual
from .models import Actual, CauseEffectLink, OrgUnit


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Units in the order of their tree, indented by their depth."""

    def label_from_instance(self, unit: Any) -> str:
        return f"{'— ' * (unit.depth - 1)}{unit.name}"


class OrgUnitForm(WagtailAdminModelForm):
    parent = UnitChoiceField(
        queryset=OrgUnit.objects.all(),
        required=False,
        label=_("belongs to"),
        help_text=_("Empty: at the top."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = OrgUnit.objects.order_by("path")
        if self.instance.pk:
            self.initial["parent"] = self.instance.get_parent()

    def clean_parent(self) -> OrgUnit | None:
        parent: OrgUnit | None = self.cleaned_data["parent"]
        unit = self.instance
        if unit.pk and parent and (parent == unit or parent.is_descendant_of(unit)):
            raise ValidationError(_("A unit cannot lie inside itself."), code="inside")
        return parent

    def save(self, commit: bool = True) -> OrgUnit:
        parent = self.cleaned_data["parent"]
        if not self.instance.pk:
            made = add_unit(
                code=self.cleaned_data["code"],
                name=self.cleaned_data["name"],
                parent=parent,
                actor=self.for_user,
            )
            self.instance.pk = made.pk
            return made
        unit: OrgUnit = super().save(commit=commit)
        return move_unit(unit, parent=parent, actor=self.for_user)


class ActualForm(WagtailAdminModelForm):
    """A figure for a period; a second one for the same period corrects the first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "measure" in self.fields:
            self.fields["measure"].queryset = access.measures_to_record(self.for_user)

    def save(self, commit: bool = True) -> Actual:
        data = self.cleaned_data
        return record_actual(
            data["measure"],
            period_start=data["period_start"],
            value=data["value"],
            comment=data["comment"],
            actor=self.for_user,
        )

    def _post_clean(self) -> None:
        """The row is built by the action; checked here is only what the action would refuse."""
        from .actions.measures import check_figure

        data = self.cleaned_data
        if {"measure", "period_start", "value"} <= data.keys():
            try:
                check_figure(data["measure"], data["period_start"], data["value"])
            except ValidationError as error:
                self.add_error(None, error)


class CauseEffectLinkForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> CauseEffectLink:
        return link_objectives(
            self.cleaned_data["cause"], self.cleaned_data["effect"], actor=self.for_user
        )
