from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from discussions.models import Post

from ...actions import receive_contribution
from ...balance import Balance, weigh_contributions

NUMBERS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check that posts in scope = contributions = routed + unrouted. "
        "Exits with 1 and says what differs if they are not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--receive-missing",
            action="store_true",
            help="Receive and route the posts that should be contributions, such as those written"
            " before their page came under a theme.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        balance = weigh_contributions()
        if options["receive_missing"] and balance.missing:
            for post in Post.objects.filter(pk__in=balance.missing).order_by("pk"):
                receive_contribution(post)
            balance = weigh_contributions()
        self._print(balance)
        if not balance.holds:
            raise CommandError(self._differences(balance), returncode=1)

    def _print(self, balance: Balance) -> None:
        figures = [
            (_("Posts in scope"), balance.in_scope),
            (_("Contributions"), balance.contributions),
            (_("  routed"), balance.routed),
            (_("  unrouted"), balance.unrouted),
        ]
        for label, figure in figures:
            self.stdout.write(f"{label:<16}{figure:>8}")

    def _differences(self, balance: Balance) -> str:
        lines = [_("Posts and contributions differ.")]
        if balance.missing:
            lines.append(
                _("Posts without a contribution: %(numbers)s") % {"numbers": _list(balance.missing)}
            )
        if balance.astray:
            text = _(
                "Posts with a contribution that belong to no theme or ask nothing: %(numbers)s"
            )
            lines.append(text % {"numbers": _list(balance.astray)})
        return "\n".join(lines)


def _list(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in sorted(numbers)[:NUMBERS_SHOWN])
    more = len(numbers) - NUMBERS_SHOWN
    return f"{shown} (+{more})" if more > 0 else shown
