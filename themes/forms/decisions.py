"""The four decisions, each with its reason."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import actions
from ..models import Contribution
from .step import PUBLIC, Kind, StepForm


class _WithReason(StepForm):
    words = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=PUBLIC,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Give a reason; the contributor will read it.")},
    )


class AcceptForm(_WithReason):
    name, kind, tone = "accept", Kind.ACCEPTED, "primary"
    title, done = gettext_lazy("Accept"), gettext_lazy("Accepted. The contributor is told.")

    def take(self) -> None:
        actions.accept_contribution(
            self.contribution, actor=self.actor, seen=self.seen, reason=self.said
        )


class DeclineForm(_WithReason):
    name, kind, tone = "decline", Kind.DECLINED, "danger"
    title, done = gettext_lazy("Decline"), gettext_lazy("Declined. The contributor is told why.")

    def take(self) -> None:
        actions.decline_contribution(
            self.contribution, actor=self.actor, seen=self.seen, reason=self.said
        )


class ParkForm(_WithReason):
    name, kind = "park", Kind.PARKED
    title, done = gettext_lazy("Park"), gettext_lazy("Parked. The contributor is told why.")
    places = {**StepForm.places, "until": "until"}
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def take(self) -> None:
        actions.park_contribution(
            self.contribution,
            actor=self.actor,
            seen=self.seen,
            reason=self.said,
            until=self.cleaned_data["until"],
        )


class ReopenForm(_WithReason):
    name, kind = "reopen", Kind.REOPENED
    title = gettext_lazy("Reopen the decision")
    done = gettext_lazy("The decision is open again. Contributor and supporters are told why.")

    def take(self) -> None:
        actions.reopen_contribution(
            self.contribution, actor=self.actor, seen=self.seen, reason=self.said
        )


class MergeForm(_WithReason):
    name, kind = "merge", Kind.MERGED
    title, done = gettext_lazy("Merge"), gettext_lazy("Merged. The contributor is told why.")
    places = {**StepForm.places, "into": "into"}
    into = forms.CharField(
        label=gettext_lazy("Into contribution"),
        help_text=gettext_lazy(
            "Its number, or the address of its page. Below, under “Similar contributions”, you"
            " choose one or find it by its words."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["into", "words"]

    def clean_into(self) -> Contribution:
        numbers = re.findall(r"[0-9]{1,18}", self.cleaned_data["into"])
        same_theme = Contribution.objects.visible_to(self.actor).filter(
            theme=self.contribution.theme_id
        )
        found = same_theme.filter(pk=int(numbers[-1])).first() if numbers else None
        if found is None:
            raise ValidationError(_("There is no such contribution in this theme."), code="into")
        return found

    def take(self) -> None:
        actions.merge_contribution(
            self.contribution,
            into=self.cleaned_data["into"],
            actor=self.actor,
            seen=self.seen,
            reason=self.said,
        )
