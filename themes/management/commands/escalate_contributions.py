from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ...actions import escalate_overdue


class Command(BaseCommand):
    """For the scheduler, every few minutes: it may overlap with itself and be stopped."""

    help = (
        "Brings contributions whose first thanks or decision is overdue to the deputies of their"
        " theme (DEPUTY_ESCALATION_DAYS), and then to the strategy office (OFFICE_ESCALATION_DAYS)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = escalate_overdue()
        figures = [
            (_("Escalated to deputies"), done.to_deputies),
            (_("Escalated to the strategy office"), done.to_office),
        ]
        for label, number in figures:
            self.stdout.write(f"{label}: {number}")
        if done.to_nobody:
            message = _(
                "%(number)d overdue: neither a deputy nor anybody of the strategy office may see"
                " them. Tried again on the next working day."
            )
            self.stderr.write(self.style.WARNING(message % {"number": done.to_nobody}))
