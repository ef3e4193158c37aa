"""The forms of a team's registers: write down, change, settle, open again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import actions
from ..actions.registers import ENDS
from ..models import RegisterEntry, Team
from ..naming import name_of

Register = RegisterEntry.Register


class MemberField(forms.TypedChoiceField):
    """One of the members, who are read once for all forms of a page."""

    def offer(self, members: Sequence[Any]) -> None:
        self.choices = [("", _("Choose")), *((one.pk, name_of(one)) for one in members)]
        self.coerce = {str(one.pk): one for one in members}.__getitem__


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RegisterForm(forms.Form):
    """Shows what its action refuses at the field that the code names, or above the form."""

    def show_error(self, error: ValidationError) -> None:
        code = getattr(error, "code", "") or ""
        self.add_error(code if code in self.fields else None, error)

    def _offer(self, members: Sequence[Any]) -> None:
        field: Any = self.fields["responsible"]
        field.offer(members)


class AddEntryForm(RegisterForm):
    what = forms.CharField(label=_("What"), max_length=300)
    responsible = MemberField(label=_("Who"))
    due = _day(_("By when"))

    def __init__(
        self, data: Any = None, *, team: Team, register: str, members: Sequence[Any]
    ) -> None:
        super().__init__(data, prefix=f"add-{register}")
        self.team, self.register = team, register
        self._offer(members)
        if register == Register.OBSTACLE:
            self.fields["what"].label = _("What stands in the way")
            self.fields["responsible"].label = _("Who clears it")
        else:
            self.fields["what"].label = _("What was promised")
            self.fields["responsible"].label = _("Who promised it")

    def take(self, actor: Any) -> None:
        actions.add_entry(self.team, register=self.register, actor=actor, **self.cleaned_data)


class ChangeEntryForm(RegisterForm):
    name = "change"
    responsible = MemberField(label=_("Who"))
    due = _day(_("By when"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, entry: RegisterEntry, members: Sequence[Any]) -> None:
        initial = {"responsible": entry.responsible_id, "due": entry.due}
        super().__init__(data, prefix=f"change-{entry.pk}", initial=initial)
        self.entry = entry
        self._offer(members)

    def take(self, actor: Any) -> None:
        actions.change_entry(self.entry, actor=actor, **self.cleaned_data)


class SettleEntryForm(RegisterForm):
    name = "settle"
    state = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In words"),
        required=False,
        help_text=_("Only a promise that was kept needs none."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, entry: RegisterEntry, members: Sequence[Any]) -> None:
        super().__init__(data, prefix=f"settle-{entry.pk}")
        self.entry = entry
        ends = ENDS[entry.register]
        field: Any = self.fields["state"]
        field.choices = [(end.value, end.label) for end in ends]
        if len(ends) == 1:
            field.initial, field.widget = ends[0].value, forms.HiddenInput()
            self.fields["note"].label = _("How it was cleared")
            self.fields["note"].help_text = ""

    def show_error(self, error: ValidationError) -> None:
        # What is wrong about the words stands at them.
        is_of_words = getattr(error, "code", "") in {"empty", "too_long", "unreadable"}
        self.add_error("note" if is_of_words else None, error)

    def take(self, actor: Any) -> None:
        actions.settle_entry(self.entry, actor=actor, **self.cleaned_data)


class ReopenEntryForm(RegisterForm):
    name = "reopen"
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, entry: RegisterEntry, members: Sequence[Any]) -> None:
        super().__init__(data, prefix=f"reopen-{entry.pk}")
        self.entry = entry

    def take(self, actor: Any) -> None:
        actions.reopen_entry(self.entry, actor=actor, **self.cleaned_data)


ENTRY_FORMS: dict[str, Any] = {
    form.name: form for form in (ChangeEntryForm, SettleEntryForm, ReopenEntryForm)
}
