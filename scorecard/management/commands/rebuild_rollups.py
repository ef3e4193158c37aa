from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ...actions import rebuild_rollups
from ...models import WeeklyActivity, WeeklyPresence


class Command(BaseCommand):
    help = "Count the participation ledger again into the weekly roll-ups. It changes no number."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_rollups()
        self.stdout.write(
            _("Rebuilt: %(activity)d rows of weekly activity, %(presence)d of weekly presence.")
            % {
                "activity": WeeklyActivity.objects.count(),
                "presence": WeeklyPresence.objects.count(),
            }
        )
