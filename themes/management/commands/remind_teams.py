from typing import Any

from django.core.management.base import BaseCommand

from ...actions import remind_overdue


class Command(BaseCommand):
    help = (
        "Tell those who answer for overdue obstacles and promises of their teams, once for each"
        " date. For the scheduler, once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind_overdue()} overdue")
