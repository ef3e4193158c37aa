from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.access import active_people

from ..widgets import PeopleChooser

if TYPE_CHECKING:
    _ManyUsers = forms.ModelMultipleChoiceField[Any]
else:
    _ManyUsers = forms.ModelMultipleChoiceField

ROLES = ("owners", "deputies", "facilitators")


class PeopleField(_ManyUsers):
    """Several active people, in the order in which they registered."""

    widget = PeopleChooser

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)


class ThemePeopleForm(forms.Form):
    """Who owns, deputises and facilitates a theme."""

    owners = PeopleField(
        label=_("owners"), help_text=_("Every contribution is routed to one of them.")
    )
    deputies = PeopleField(
        label=_("deputies"), help_text=_("Take over while every owner is away."), required=False
    )
    facilitators = PeopleField(
        label=_("facilitators"), help_text=_("Thank, review and moderate."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_active_people(self)


def offer_active_people(form: Any) -> None:
    people = active_people().order_by("pk")
    for role in ROLES:
        if role in form.fields:
            form.fields[role].queryset = people
