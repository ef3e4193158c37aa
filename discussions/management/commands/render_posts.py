from typing import Any

from django.core.management.base import BaseCommand

from ...actions import render_posts_again


class Command(BaseCommand):
    help = (
        "Renders every post again from what its author wrote. Run it after the hub is mounted"
        " elsewhere, after another BODY_RENDERER is chosen, and when the release notes say so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = render_posts_again()
        self.stdout.write(
            f"Changed: {outcome.changed}. The same: {outcome.same}. Left as they were, because"
            f" nothing would be shown: {outcome.left}."
        )
