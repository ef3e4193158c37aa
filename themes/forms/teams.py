"""The forms of a theme team: making it, inviting, and saying why somebody goes or it ends."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.mentions.names import plain_name
from discussions.mentions.searching import called

from .. import access, actions
from ..models import Contribution, Team
from ..naming import name_of
from .step import StepForm

if TYPE_CHECKING:
    _OneTeam = forms.ModelChoiceField[Any]
else:
    _OneTeam = forms.ModelChoiceField

# So many people of one name are offered to choose from.
MOST_FOUND = 8


class MakeTeamForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Only its members read it, and whom you invite."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=500,
        help_text=gettext_lazy("What the team is to bring about, in a sentence or two."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteForm(forms.Form):
    """Whom to invite, by name: where several have it, the form comes back and offers them."""

    who = forms.CharField(
        label=gettext_lazy("Whom"),
        max_length=100,
        help_text=gettext_lazy("A name or how it begins. They have to see the theme."),
    )
    person = forms.TypedChoiceField(
        label=gettext_lazy("Which of them"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("They read it, and so does the team."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data, prefix="invite")
        self.team = team
        self.found = self._found()
        if len(self.found) > 1:
            chooser: Any = self.fields["person"]
            chooser.choices = [(person.pk, name_of(person)) for person in self.found]
        else:
            del self.fields["person"]

    def _found(self) -> list[Any]:
        asked = self.data.get(self.add_prefix("who"), "") if self.is_bound else ""
        return called(asked, among=access.people_to_invite(self.team))[:MOST_FOUND]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who"):
            data["chosen"] = self._choose(str(data["who"]), data.get("person"))
        return data

    def _choose(self, who: str, chosen: int | None) -> Any:
        if not self.found:
            self.add_error("who", _("Nobody of that name sees the theme and is not in the team."))
            return None
        exactly = [p for p in self.found if plain_name(name_of(p)) == plain_name(who)]
        picked = [p for p in self.found if p.pk == chosen] or exactly
        if len(picked) != 1 and len(self.found) == 1:
            picked = self.found
        if len(picked) != 1:
            self.add_error("person", _("Several people have that name: choose one."))
            return None
        return picked[0]


class ReasonForm(forms.Form):
    """Why somebody is removed, or the team archived."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class TeamField(_OneTeam):
    def label_from_instance(self, team: Any) -> str:
        return str(team)


class InviteContributorForm(StepForm):
    """On the desk: the contributor is asked to join a team of the theme."""

    name, title = "invite", gettext_lazy("Invite to a team")
    done = gettext_lazy("Invited. They are told, with your reason.")
    places = {**StepForm.places, "person": "team"}
    team = TeamField(queryset=Team.objects.none(), label=gettext_lazy("Team"))
    words = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy(
            "They read it, and so does the team. Everybody else reads that they were invited, and"
            " neither why nor to which team."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why you invite them.")},
    )
    field_order = ["latest", "team", "words"]

    def __init__(self, data: Any = None, *, contribution: Contribution, actor: Any) -> None:
        super().__init__(data, contribution=contribution, actor=actor)
        field: Any = self.fields["team"]
        field.queryset = access.teams_kept_by(actor, contribution.theme)

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return not access.is_unnamed(contribution)

    def take(self) -> None:
        actions.invite_person(
            self.cleaned_data["team"],
            person=self.contribution.contributor,
            actor=self.actor,
            reason=self.said,
            contribution=self.contribution,
            seen=self.seen,
        )
