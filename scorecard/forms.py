"""Forms. What they store, they store through actions, in the name of their user.

The exception are rows that hold from a day on, which Wagtail's own formsets store: `DatedRowsForm`.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import access, guarding, periods
from .actions import add_unit, link_objectives, move_unit, record_actual
from .actions.freezing import check_is_open, hold_scorecards
from .actions.measures import check_figure
from .models import (
    Actual,
    CauseEffectLink,
    Freeze,
    Measure,
    Objective,
    OrgUnit,
    Perspective,
    Scorecard,
)


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
        data = self.cleaned_data
        if {"measure", "period_start", "value"} <= data.keys():
            try:
                check_figure(data["measure"], data["period_start"], data["value"])
                check_is_open(data["measure"], data["period_start"])
            except ValidationError as error:
                self.add_error(None, error)


class CauseEffectLinkForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> CauseEffectLink:
        return link_objectives(
            self.cleaned_data["cause"], self.cleaned_data["effect"], actor=self.for_user
        )


# The columns of what holds from a day on, by the name of its formset; and what a freeze says.
DATED_ROWS = {
    "targets": (("goal", "red_flag"), guarding.targets_stay),
    "weights": (("weight",), guarding.weights_stay),
}
# Where the scorecard of what has such rows is found.
CARD_OF = {
    Perspective: "scorecard_id",
    Objective: "perspective__scorecard_id",
    Measure: "objective__perspective__scorecard_id",
}


class DatedRowsForm(WagtailAdminModelForm):
    """Refuses what would change a target or weight on a day of a frozen period.

    Its view saves it in the transaction in which it was checked, under the scorecard's lock.
    """

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        for problem in self._refusals():
            self.add_error(None, problem)
        return not self.errors

    def _refusals(self) -> Iterator[str]:
        model = type(self.instance)
        path = CARD_OF[model]
        before = model.objects.filter(pk=self.instance.pk).values_list(path, flat=True).first()
        after: Any = self.instance
        for name in path.split("__"):
            after = getattr(after, name)
        freezes = hold_scorecards({card for card in (before, after) if card})
        moved_from = [each for each in freezes if before != after and each.scorecard_id == before]
        if moved_from:
            yield _("Periods of “%(scorecard)s” are frozen with it, so it cannot leave there.") % {
                "scorecard": moved_from[0].scorecard
            }
        for name, formset in self.formsets.items():
            if name in DATED_ROWS:
                columns, words = DATED_ROWS[name]
                found = guarding.changed_freeze(
                    self._stored(formset, columns), self._entered(formset, columns), freezes
                )
                if found:
                    yield words(found)

    def _stored(self, formset: Any, columns: tuple[str, ...]) -> list[guarding.Dated]:
        rows = formset.model.objects.filter(**{formset.fk.name: self.instance.pk})
        return [(row[0], row[1:]) for row in rows.values_list("valid_from", *columns)]

    def _entered(self, formset: Any, columns: tuple[str, ...]) -> list[guarding.Dated]:
        kept = [form for form in formset.forms if form not in formset.deleted_forms]
        rows = [form.cleaned_data for form in kept if form.cleaned_data.get("valid_from")]
        return [(row["valid_from"], tuple(row[name] for name in columns)) for row in rows]


class FreezeForm(forms.Form):
    """Which period of which scorecard is to be frozen, and why."""

    scorecard = forms.ModelChoiceField(
        Scorecard.objects.none(), label=_("Scorecard"), empty_label=None
    )
    period = forms.CharField(label=_("Period"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Everybody who sees the scorecard reads it."),
        error_messages={"required": _("Give a reason.")},
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        """`choices`: the periods to choose from, as a select groups them."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scorecard"]
        field.queryset = Scorecard.objects.order_by("unit__path")
        self.fields["period"].widget = forms.Select(choices=choices)

    def clean_period(self) -> Any:
        found = periods.read_code(self.cleaned_data["period"])
        if found is None:
            raise ValidationError(_("Choose a period."), code="period")
        return found


class UnfreezeForm(forms.Form):
    freeze = forms.ModelChoiceField(Freeze.objects.defer("contents"))
    reason = forms.CharField(max_length=2000, error_messages={"required": _("Give a reason.")})
