from typing import Any

from django.core.management.base import BaseCommand

from ...actions import index_all_names


class Command(BaseCommand):
    help = (
        "Let people be found by the names that they have now. Saving an account does it; run this"
        " after a change that saves none, such as an import straight into the database."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Names that had changed: {index_all_names()}")
