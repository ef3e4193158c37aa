"""The forms of those who keep discussions: facilitators and other moderators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions.keeping import in_words
from .models import Discussion

PAUSES = (0, 10, 30, 60, 300, 900, 3600)


class KeepForm(forms.Form):
    """How a discussion is kept. A pause set elsewhere is offered beside the usual ones."""

    premoderated = forms.BooleanField(
        label=_("Show a post only after a facilitator has read it"),
        help_text=_("Its author sees that it waits; you find it among what is to moderate."),
        required=False,
    )

    allows_anonymous = forms.BooleanField(
        label=_("Let people post anonymously"),
        help_text=_(
            "Nobody here sees who wrote such a post, you neither. Posts that are there stay as they"
            " are when you change this."
        ),
        required=False,
    )

    def __init__(self, *args: Any, discussion: Discussion, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "allows_anonymous": discussion.allows_anonymous,
            "slow_seconds": discussion.slow_seconds,
            "premoderated": discussion.premoderated,
        }
        super().__init__(*args, **kwargs)
        pauses = sorted({*PAUSES, discussion.slow_seconds})
        self.fields["slow_seconds"] = forms.TypedChoiceField(
            label=_("Slow mode"),
            help_text=_("How long everybody waits between two posts of theirs. You do not wait."),
            choices=[(pause, in_words(pause) if pause else _("Off")) for pause in pauses],
            coerce=int,
        )
        self.order_fields(["slow_seconds"])


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_("The moderators read it. The author does not learn who reported the post."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class JudgementForm(forms.Form):
    """The words that go with a judgement in the queue."""

    reason = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, label: Any, help_text: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class QueueFilters(forms.Form):
    """What of the queue is shown. Wrong values in the address show everything."""

    kind = forms.ChoiceField(
        choices=[("", ""), ("held", ""), ("reported", "")],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, discussions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discussion"] = forms.ModelChoiceField(
            label=_("Discussion"),
            queryset=discussions,
            required=False,
            empty_label=_("All that you moderate"),
        )

    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class RequestUnsealingForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you have to know?"),
        help_text=_(
            "A second person decides about it. It stands in the history of the page. If the post is"
            " unsealed, its writer reads it."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideUnsealingForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("refuse", _("The post stays sealed")),
            ("approve", _("Unseal it: the two of you learn who wrote it, and the writer is told")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stands in the history of the page."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=_("It stands in the history of the page."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SplitForm(forms.Form):
    title = forms.CharField(label=_("Title of the new discussion"), max_length=255, required=False)
    reason = _reason_field()


class TargetForm(forms.Form):
    """Where a discussion goes: to another one, or to the page of another one."""

    def __init__(self, *args: Any, label: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.ModelChoiceField(
            label=label, queryset=targets, empty_label=_("Choose …")
        )


class ConfirmForm(forms.Form):
    """The second step: who gains and who loses is on the screen, the reason is written."""

    reason = _reason_field()
