"""Pausing the clock of a contribution, and letting it run on."""

from django import forms
from django.utils.translation import gettext_lazy

from .. import actions
from ..life import OPEN
from ..models import Contribution
from .step import PUBLIC, StepForm


class PauseForm(StepForm):
    name, needs, title = "pause", "thank", gettext_lazy("Pause the clock")
    done = gettext_lazy("The clock is paused. The contributor is told why.")
    words = forms.CharField(
        label=gettext_lazy("What it waits for"),
        help_text=PUBLIC,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what it waits for.")},
    )

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return contribution.state in OPEN and contribution.paused_at is None

    def take(self) -> None:
        actions.pause_clock(self.contribution, actor=self.actor, seen=self.seen, reason=self.said)


class ResumeForm(StepForm):
    name, needs, title = "resume", "thank", gettext_lazy("Resume the clock")
    done = gettext_lazy("The clock runs again.")

    @classmethod
    def is_offered(cls, contribution: Contribution) -> bool:
        return contribution.state in OPEN and contribution.paused_at is not None

    def take(self) -> None:
        actions.resume_clock(self.contribution, actor=self.actor, seen=self.seen, note=self.said)
