"""What the forms of the owner's desk have in common: one form per step, each knows its action."""

from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from discussions.conf import hub_settings

from ..life import is_possible
from ..models import Contribution, ContributionEvent

Kind = ContributionEvent.Kind
UNKNOWN = gettext_lazy(
    "This form does not say what you saw when you opened it, so nothing is sent yet. Look at the"
    " contribution again; what you wrote is kept."
)
PUBLIC = gettext_lazy("Everybody who sees the contribution reads this, with your name.")


class StepForm(forms.Form):
    """A step in the life of a contribution, offered while it is possible and permitted.

    Raises:
        PermissionDenied, ValidationError: `take` raises what its action raises.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    done: ClassVar[str | Promise]
    kind: ClassVar[Kind | None] = None
    needs: ClassVar[Literal["thank", "decide"]] = "decide"
    tone: ClassVar[Literal["", "primary", "danger"]] = ""
    # Where an error of the action is shown; every other code belongs to the words.
    places: ClassVar[dict[str, str | None]] = dict.fromkeys(("moved", "state", "unrouted", "own"))

    # The latest event that the person saw when they began, see `actions.seeing`.
    latest = forms.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), UNKNOWN),
    )

    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=PUBLIC,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, contribution: Contribution, actor: Any) -> None:
        super().__init__(data, prefix=self.name)
        self.contribution, self.actor = contribution, actor
        self.fields["words"].widget.attrs["maxlength"] = hub_settings.POST_MAX_LENGTH

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return cls.kind is not None and is_possible(contribution, cls.kind)

    # False on a form that comes back to somebody who may take the step no longer.
    may_send = True

    @property
    def keeps_latest(self) -> bool:
        """Whether it comes back for a reason that says nothing of what has happened meanwhile."""
        told = self.has_error(NON_FIELD_ERRORS, "moved") or self.has_error("latest")
        return self.is_bound and not told

    def take(self) -> None:
        raise NotImplementedError

    def show_error(self, error: ValidationError) -> None:
        place = self.places.get(getattr(error, "code", "") or "", "words")
        self.add_error(place if place in self.fields else None, error)

    @property
    def seen(self) -> int:
        return int(self.cleaned_data["latest"])

    @property
    def said(self) -> str:
        return str(self.cleaned_data["words"])


def take_or_show_error(form: StepForm) -> bool:
    """Take the step of a form that was sent; otherwise the form shows why not.

    Raises:
        PermissionDenied: as the action.
    """
    if not form.is_valid():
        return False
    try:
        form.take()
    except ValidationError as error:
        form.show_error(error)
        return False
    return True
