"""What a person says once to many: the forms of the steps on several contributions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from discussions.conf import hub_settings

from .. import actions
from ..models import BulkStep, Contribution, Theme
from ..people import people_of
from .step import PUBLIC
from .steps import PersonField


class BulkForm(forms.Form):
    """What a person says once to many; its action is `send_many`."""

    title: ClassVar[str | Promise]
    # For whatever number of contributions it is.
    heading: ClassVar[Any]
    draft: ClassVar[str | Promise] = ""

    words = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy(
            "Every contributor gets it once, in your name; it stands on each of their"
            " contributions."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, bulk: BulkStep) -> None:
        super().__init__(data)
        self.bulk = bulk
        self.fields["words"].widget.attrs["maxlength"] = hub_settings.POST_MAX_LENGTH
        self.fields["words"].initial = self.draft

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


class BulkThankForm(BulkForm):
    title = gettext_lazy("Thank")
    heading = ngettext_lazy("Thank for %d contribution", "Thank for %d contributions")
    draft = gettext_lazy("Thank you. I have read what you wrote and will come back to you.")
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy(
            "A draft to make your own. Every contributor gets it once, in your name; it stands on"
            " each of their contributions."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write a few words of thanks.")},
    )


class BulkReviewForm(BulkForm):
    title = gettext_lazy("Take into review")
    heading = ngettext_lazy("Take %d contribution into review", "Take %d contributions into review")
    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=PUBLIC,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class _BulkDecisionForm(BulkForm):
    words = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "One reason for all of them. Every contributor and supporter reads it once, in your"
            " name; it stands on each contribution."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Give a reason; the contributors will read it.")},
    )


class BulkAcceptForm(_BulkDecisionForm):
    title = gettext_lazy("Accept")
    heading = ngettext_lazy("Accept %d contribution", "Accept %d contributions")


class BulkDeclineForm(_BulkDecisionForm):
    title = gettext_lazy("Decline")
    heading = ngettext_lazy("Decline %d contribution", "Decline %d contributions")


class BulkParkForm(_BulkDecisionForm):
    title = gettext_lazy("Park")
    heading = ngettext_lazy("Park %d contribution", "Park %d contributions")


class BulkReassignForm(BulkForm):
    title = gettext_lazy("Hand over")
    heading = ngettext_lazy("Hand over %d contribution", "Hand over %d contributions")
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
        ids = Contribution.objects.filter(pk__in=bulk.items.values("contribution")).values("theme")
        themes = list(Theme.objects.filter(pk__in=ids))
        people = {person.pk for each in people_of(themes).values() for person in each}
        to: Any = self.fields["to"]
        to.queryset = type(bulk.actor)._default_manager.filter(pk__in=people)


BULK_FORMS: dict[str, type[BulkForm]] = {
    BulkStep.Kind.THANK: BulkThankForm,
    BulkStep.Kind.REASSIGN: BulkReassignForm,
    BulkStep.Kind.REVIEW: BulkReviewForm,
    BulkStep.Kind.ACCEPT: BulkAcceptForm,
    BulkStep.Kind.DECLINE: BulkDeclineForm,
    BulkStep.Kind.PARK: BulkParkForm,
}
# Whatever a person has ticked in a list may be thanked for or handed over; who decides about many
# at once has put them together before, in a cluster.
FROM_THE_LIST = (BulkStep.Kind.THANK, BulkStep.Kind.REASSIGN)
