"""What the forms of the owner's desk have in common: one form per step, each knows its action."""

from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from discussions.conf import hub_settings

from ..life import is_possible
from ..models import Contribution, ContributionEvent

Kind = ContributionEvent.Kind
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
    places: ClassVar[dict[str, str | None]] = {"state": None, "unrouted": None, "own": None}

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

    def take(self) -> None:
        raise NotImplementedError

    def show_error(self, error: ValidationError) -> None:
        place = self.places.get(getattr(error, "code", "") or "", "words")
        self.add_error(place if place in self.fields else None, error)

    @property
    def said(self) -> str:
        return str(self.cleaned_data["words"])
