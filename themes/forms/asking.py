"""A question campaign as its facilitator sets it, without the Wagtail admin."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access, actions
from ..models import Question, QuestionPage, Theme
from ..plain_text import as_plain_text, as_rich_text
from .question_page import offered_fields

MINUTES = "%Y-%m-%dT%H:%M"
MOST = 1_000_000
CONTENT = (
    "title", "prompt", "example_answer", "answer_fields", "opens_at", "closes_at", "target_voices",
    "target_units", "premoderated", "allows_anonymous",
)  # fmt: skip


class MomentField(forms.DateTimeField):
    """A day and time to the minute, in the site's time zone, whatever the reader's."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(timezone.get_default_timezone()):
            return super().to_python(value)


class QuestionForm(forms.Form):
    """Everything that makes a campaign. `ask` and `change` leave the rest to the actions."""

    title = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Two or three words, for lists and links."),
        max_length=255,
    )
    prompt = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One specific question. Specific questions bring specific answers."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    background = forms.CharField(
        label=gettext_lazy("Background"),
        help_text=gettext_lazy("What people need to know first. A blank line begins a paragraph."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    answer_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Ask for more than the answer itself"),
        help_text=gettext_lazy("With nothing chosen, answers are text alone."),
        choices=offered_fields,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    example_answer = forms.CharField(
        label=gettext_lazy("Example of a good answer"),
        help_text=gettext_lazy("It stands beside the form that people answer in."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    opens_at = MomentField(
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("By itself. Empty: at once."),
        required=False,
    )
    closes_at = MomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("By itself. Empty: when you end it."),
        required=False,
    )
    groups: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only for"),
        help_text=gettext_lazy(
            "With nothing chosen, everybody who sees the theme is asked. Nobody else ever is."
        ),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    allows_anonymous = forms.BooleanField(
        label=gettext_lazy("Answers may be anonymous"),
        help_text=gettext_lazy("Names are sealed then, from you as well."),
        required=False,
    )
    premoderated = forms.BooleanField(
        label=gettext_lazy("Answers wait until a facilitator has approved them"),
        required=False,
    )
    target_voices = forms.IntegerField(
        label=gettext_lazy("People to be heard"), required=False, min_value=1, max_value=MOST
    )
    target_units = forms.IntegerField(
        label=gettext_lazy("Units to be heard"), required=False, min_value=1, max_value=MOST
    )
    # The revision that the person had before them.
    revision = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, actor: Any, page: Any = None, **kwargs: Any) -> None:
        """
        Args:
            page: the question that is changed; None for a new one.
        """
        self.actor, self.page = actor, page
        kwargs["initial"] = _initial(page) if page else {}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["groups"]
        field.queryset = access.groups_to_ask(actor, page)
        if not field.queryset.exists():
            del self.fields["groups"]
        if page and as_plain_text(page.background) is None:
            # It has links, lists or emphasis, which a plain field would lose.
            del self.fields["background"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in ("opens_at", "closes_at"):
            present = getattr(self.page, name, None)
            # The field shows minutes; a time that nobody touched keeps its seconds.
            if data.get(name) and present and data[name] == _to_the_minute(present):
                data[name] = present
        opens, closes = data.get("opens_at") or timezone.now(), data.get("closes_at")
        if closes and closes <= opens and "opens_at" in data:
            self.add_error("closes_at", _("The question would close before it opens."))
        return data

    def content(self) -> dict[str, Any]:
        """Fields of the page, of a form that is valid."""
        content = {name: self.cleaned_data[name] for name in CONTENT}
        content["opens_at"] = content["opens_at"] or timezone.now()
        if "background" in self.cleaned_data:
            content["background"] = as_rich_text(self.cleaned_data["background"])
        return content

    def preview(self) -> QuestionPage:
        """The page as it would look; nothing is stored."""
        page = self.page or QuestionPage()
        for name, value in self.content().items():
            setattr(page, name, value)
        return page

    def ask(self, theme: Theme) -> Any:
        """Publish the question; None if it was refused, and then the form says why."""
        return self._try(lambda: actions.ask_question(theme, actor=self.actor, **self._given()))

    def change(self, question: Question) -> Any:
        """Publish the changes; None if they were refused, and then the form says why."""
        seen = self.cleaned_data["revision"]
        return self._try(
            lambda: actions.change_question(question, actor=self.actor, seen=seen, **self._given())
        )

    def _given(self) -> dict[str, Any]:
        return {"groups": self.cleaned_data.get("groups", ()), **self.content()}

    def _try(self, act: Any) -> Any:
        try:
            return act()
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                self.add_error(None, error)
                return None
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        return None


class ReopenQuestionForm(forms.Form):
    until = MomentField(
        label=gettext_lazy("Closes again"),
        help_text=gettext_lazy("Empty: when you end it."),
        required=False,
    )


def _initial(page: Any) -> dict[str, Any]:
    # How answers are kept may have been decided otherwise since, on the discussion.
    discussion = page.primary_discussion
    return {
        **{name: getattr(page, name) for name in CONTENT},
        "background": as_plain_text(page.background) or "",
        "groups": access.groups_asked(page),
        "premoderated": discussion.premoderated,
        "allows_anonymous": discussion.allows_anonymous,
        "revision": page.latest_revision_id,
    }


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
