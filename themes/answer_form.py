"""The answer form of a question: text alone, or a few fields beside it, as its page says."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from discussions.answer_fields import AnswerField, register_answer_field
from discussions.models import Discussion

from .window import asks_a_question

WHY = AnswerField("why", _("Why"), _("What is behind it: what you have seen, counted or heard."))
BENEFITS = AnswerField(
    "benefits", _("Who benefits"), _("Customers, colleagues, a unit: whose day gets better?")
)
EFFORT = AnswerField(
    "effort",
    _("Effort"),
    _("As far as you can tell. Nobody holds you to it."),
    choices=(
        ("days", _("Small: days")),
        ("weeks", _("Medium: weeks")),
        ("months", _("Large: months or longer")),
    ),
)
FIELDS = (WHY, BENEFITS, EFFORT)


def register_fields() -> None:
    for field in FIELDS:
        register_answer_field(field)


def fields_of_question(discussion: Discussion) -> Iterable[str]:
    """The fields rule of question campaigns, by the published page."""
    return discussion.page.specific.answer_fields if asks_a_question(discussion) else ()
