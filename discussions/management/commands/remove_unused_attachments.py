from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ...actions import remove_unused_attachments


class Command(BaseCommand):
    """For the scheduler, once an hour or a day: people upload files and then don't post."""

    help = "Removes uploads that no post has shown for a day (ATTACHMENT_UNUSED_SECONDS)."

    def handle(self, *args: Any, **options: Any) -> None:
        number = remove_unused_attachments()
        self.stdout.write(_("Unused attachments removed: %(number)d") % {"number": number})
