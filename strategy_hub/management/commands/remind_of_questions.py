from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ...reminding import remind_of_questions


class Command(BaseCommand):
    """For the scheduler, every hour: it may overlap with itself and be stopped."""

    help = (
        "Reminds those of the audience of an open question who have not seen it, once, a few days"
        " before it closes (QUESTION_REMINDER_DAYS)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{_('Reminded')}: {remind_of_questions()}")
