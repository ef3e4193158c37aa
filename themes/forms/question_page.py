from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


def offered_fields() -> list[tuple[str, Any]]:
    from ..answer_form import FIELDS

    return [(field.code, field.label) for field in FIELDS]


class QuestionPageForm(WagtailAdminPageForm):
    """The page form of a question: the fields of its answers are chosen from those there are."""

    answer_fields = forms.MultipleChoiceField(
        label=_("Answer form"),
        help_text=_(
            "What to ask for beside the answer itself. With nothing chosen, answers are text alone."
        ),
        choices=offered_fields,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
