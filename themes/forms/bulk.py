"""What a person says once to many: the forms of the steps on several contributions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.conf import hub_settings

from .. import actions
from ..models import BulkStep, Contribution, Theme
from ..people import people_of
from .step import PUBLIC
from .steps import PersonField


class BulkThankForm(forms.Form):
    title = gettext_lazy("Thank")
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy(
            "A draft to make your own. Every contributor gets it once, in your name; it stands on"
            " each of their contributions."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write a few words of thanks.")},
    )

    def __init__(self, data: Any = None, *, bulk: BulkStep) -> None:
        super().__init__(data)
        self.bulk = bulk
        self.fields["words"].widget.attrs["maxlength"] = hub_settings.POST_MAX_LENGTH
        self.fields["words"].initial = _(
            "Thank you. I have read what you wrote and will come back to you."
        )

    def send(self, actor: Any) -> bool:
        """Whether it may begin now; otherwise the form shows why not.

        Raises:
            PermissionDenied: as `send_many`.
        """
        if not self.is_valid():
            return False
        chosen = self.cleaned_data
        try:
            actions.send_many(self.bulk, words=chosen["words"], to=chosen.get("to"), actor=actor)
        except ValidationError as error:
            place = "to" if error.code == "to" else "words"
            self.add_error(None if error.code == "state" else place, error)
            return False
        return True


class BulkReassignForm(BulkThankForm):
    title = gettext_lazy("Hand over")
    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=PUBLIC,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    to = PersonField(queryset=None, label=gettext_lazy("To"))
    field_order = ["to", "words"]

    def __init__(self, data: Any = None, *, bulk: BulkStep) -> None:
        super().__init__(data, bulk=bulk)
        self.fields["words"].initial = ""
        ids = Contribution.objects.filter(pk__in=bulk.items.values("contribution")).values("theme")
        themes = list(Theme.objects.filter(pk__in=ids))
        people = {person.pk for each in people_of(themes).values() for person in each}
        to: Any = self.fields["to"]
        to.queryset = type(bulk.actor)._default_manager.filter(pk__in=people)


BULK_FORMS: dict[str, type[BulkThankForm]] = {
    BulkStep.Kind.THANK: BulkThankForm,
    BulkStep.Kind.REASSIGN: BulkReassignForm,
}
