from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.models.pages import BasePage

from ...actions.setup import NoPlaceForPages, set_up_hub


class Command(BaseCommand):
    help = str(
        gettext_lazy(
            "Make the hub's groups, permissions and first pages. Safe to run again: what is there"
            " stays as it is, what is missing is added."
        )
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root",
            type=int,
            metavar="ID",
            help=_("Page to put the hub below; default: the root page of the default site."),
        )
        parser.add_argument(
            "--site-root",
            action="store_true",
            help=_("Put the hub at the top of the page tree and show it as the default site."),
        )
        parser.add_argument(
            "--no-pages", action="store_true", help=_("Make groups and permissions alone.")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = set_up_hub(
                parent=self._parent(options["root"]),
                with_pages=not options["no_pages"],
                as_site_root=options["site_root"],
            )
        except NoPlaceForPages:
            raise CommandError(
                _("There is no default site. Name the page to put the hub below: --root ID.")
            ) from None
        for line in report.made:
            self.stdout.write(self.style.SUCCESS("+ ") + line)
        if options["verbosity"] > 1:
            for line in report.found:
                self.stdout.write("= " + line)
        self.stdout.write(
            _("%(made)d made, %(found)d there already.")
            % {"made": len(report.made), "found": len(report.found)}
        )

    def _parent(self, page_id: int | None) -> Any:
        if page_id is None:
            return None
        page = BasePage.objects.filter(pk=page_id).first()
        if page is None:
            raise CommandError(_("There is no page with ID %(id)s.") % {"id": page_id})
        return page
