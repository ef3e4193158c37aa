"""The steps on the owner's desk that are no decision, and the table of all forms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.naming import is_anonymous_colleague

from .. import actions, initiatives
from ..life import FINAL
from ..models import Contribution
from ..naming import name_of
from ..people import people_of, somebody_else_decides
from .clocks import PauseForm, ResumeForm
from .decisions import AcceptForm, DeclineForm, MergeForm, ParkForm, ReopenForm
from .step import PUBLIC, Kind, StepForm
from .teams import InviteContributorForm

if TYPE_CHECKING:
    _OneUser = forms.ModelChoiceField[Any]
else:
    _OneUser = forms.ModelChoiceField


class ThankForm(StepForm):
    name, kind, needs, tone = "thank", Kind.THANKED, "thank", "primary"
    title, done = gettext_lazy("Thank"), gettext_lazy("Your thanks are sent.")
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("A draft to make your own. It is sent in your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write a few words of thanks.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = self._draft()

    def take(self) -> None:
        actions.thank_contribution(
            self.contribution, actor=self.actor, seen=self.seen, message=self.said
        )

    def _draft(self) -> str:
        contributor = self.contribution.contributor
        # Everybody reads the thanks, so they name the page that everybody sees.
        names = {"subject": self.contribution.post.discussion.page.title}
        if is_anonymous_colleague(contributor):
            return (
                _(
                    "Thank you, whoever you are. I have read what you wrote on “%(subject)s” and"
                    " will come back to you here."
                )
                % names
            )
        names["name"] = contributor.first_name or name_of(contributor)
        return (
            _(
                "Thank you, %(name)s. I have read what you wrote on “%(subject)s” and will come"
                " back to you here."
            )
            % names
        )


class ReviewForm(StepForm):
    name, kind, needs = "review", Kind.REVIEW_STARTED, "thank"
    title, done = gettext_lazy("Take into review"), gettext_lazy("It is in review.")

    def take(self) -> None:
        actions.start_review(self.contribution, actor=self.actor, seen=self.seen, note=self.said)


class WorkForm(StepForm):
    name, kind, tone = "start", Kind.WORK_STARTED, "primary"
    title, done = gettext_lazy("Start work"), gettext_lazy("Work has started.")
    initiative = forms.TypedChoiceField(
        label=gettext_lazy("As part of"),
        help_text=gettext_lazy("The initiative that it becomes part of, if there is one."),
        required=False,
        coerce=int,
        empty_value=None,
    )
    field_order = ["latest", "initiative", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = initiatives.register().offered(self.actor, self.contribution)
        if not offered:
            del self.fields["initiative"]
            return
        field: Any = self.fields["initiative"]
        field.choices = [("", _("No initiative")), *((each.key, each.title) for each in offered)]

    def take(self) -> None:
        actions.start_work(
            self.contribution,
            actor=self.actor,
            initiative=self.cleaned_data.get("initiative"),
            seen=self.seen,
            note=self.said,
        )


class DoneForm(StepForm):
    name, kind, tone = "done", Kind.COMPLETED, "primary"
    title, done = (
        gettext_lazy("Done"),
        gettext_lazy("Done. The contributor is told what came of it."),
    )
    words = forms.CharField(
        label=gettext_lazy("What came of it"),
        help_text=PUBLIC,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what came of it.")},
    )

    def take(self) -> None:
        actions.complete_contribution(
            self.contribution, actor=self.actor, seen=self.seen, outcome=self.said
        )


class PersonField(_OneUser):
    def label_from_instance(self, person: Any) -> str:
        return name_of(person)


class ReassignForm(StepForm):
    name, title = "reassign", gettext_lazy("Hand over")
    done = gettext_lazy("Handed over.")
    places = {**StepForm.places, "to": "to"}
    to = PersonField(queryset=None, label=gettext_lazy("To"))
    field_order = ["to", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.contribution.theme
        others = [p for p in people_of([theme])[theme.pk] if self._can_take(p)]
        users = get_user_model()._default_manager
        to: Any = self.fields["to"]
        to.queryset = users.filter(pk__in=[person.pk for person in others])

    def _can_take(self, person: Any) -> bool:
        if person.pk == self.contribution.owner_id:
            return False
        is_author = person.pk == self.contribution.contributor_id
        return not (is_author and somebody_else_decides(self.contribution))

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return contribution.state not in FINAL

    def take(self) -> None:
        actions.reassign_contribution(
            self.contribution,
            to=self.cleaned_data["to"],
            actor=self.actor,
            seen=self.seen,
            note=self.said,
        )


class RouteForm(StepForm):
    name, title = "route", gettext_lazy("Route again")
    done = gettext_lazy("It has an owner now.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"]

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return contribution.owner_id is None and contribution.state not in FINAL

    def take(self) -> None:
        actions.route_again(self.contribution, actor=self.actor, seen=self.seen)


STEP_FORMS: dict[str, type[StepForm]] = {
    form.name: form
    for form in (
        ThankForm,
        ReviewForm,
        AcceptForm,
        DeclineForm,
        ParkForm,
        MergeForm,
        WorkForm,
        DoneForm,
        ReopenForm,
        PauseForm,
        ResumeForm,
        ReassignForm,
        RouteForm,
        InviteContributorForm,
    )
}
