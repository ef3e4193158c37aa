from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..access import Roles
from ..models import Contribution, Question, Theme
from ..querysets import ContributionQuerySet


class DeskFilter(forms.Form):
    """The filters of the desk. They live in the address; what makes no sense filters nothing."""

    theme: Any = forms.ModelChoiceField(
        queryset=None, label=_("Theme"), required=False, empty_label=_("All themes")
    )
    question: Any = forms.ModelChoiceField(
        queryset=None, label=_("Question"), required=False, empty_label=_("All questions")
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(
        self, data: Any, *, person: Any, roles: Roles, states: list[str], **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="filter_%s", use_required_attribute=False, **kwargs)
        themes = Theme.objects.visible_to(person).order_by("page__title")
        if not (roles.handles_unrouted or roles.is_superuser):
            themes = themes.filter(pk__in=roles.themes)
        fields: dict[str, Any] = self.fields
        fields["theme"].queryset = themes
        fields["question"].queryset = (
            Question.objects.visible_to(person)
            .filter(theme__in=themes.values("pk"))
            .order_by("page__title")
        )
        labels = dict(Contribution.State.choices)
        fields["state"].choices = [
            ("", _("All states")),
            *((state, labels[state]) for state in states),
        ]

    def narrow(self, contributions: ContributionQuerySet) -> ContributionQuerySet:
        self.is_valid()
        chosen = self.cleaned_data
        for name in ("theme", "question", "state"):
            if chosen.get(name):
                contributions = contributions.filter(**{name: chosen[name]})
        for word in chosen.get("q", "").split():
            contributions = contributions.filter(
                Q(post__body__icontains=word)
                | Q(contributor__first_name__icontains=word)
                | Q(contributor__last_name__icontains=word)
            )
        return contributions

    @property
    def is_narrow(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)
