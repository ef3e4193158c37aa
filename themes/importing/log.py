"""Imports in the history of the question's page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log, registry

from ..models import Question
from .plan import Plan
from .storing import Outcome

ACTION = "strategy_themes.import"


def note_import(question: Question, plan: Plan, outcome: Outcome, *, actor: Any) -> None:
    """Add what the import has changed to the page's history."""
    data = {
        "source": plan.source,
        "statements": outcome.stored,
        "votes": outcome.new_votes + outcome.replaced_votes,
    }
    log(instance=question.page.specific, action=ACTION, user=actor, data=data)


@registry.register_action(ACTION)
class ImportFormatter(LogFormatter):
    label = gettext_lazy("Import contributions")

    def format_message(self, log_entry: Any) -> str:
        return _("Imported %(statements)d statements and %(votes)d votes from %(source)s") % {
            "statements": log_entry.data["statements"],
            "votes": log_entry.data["votes"],
            "source": log_entry.data["source"],
        }
