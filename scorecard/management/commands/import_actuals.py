from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from themes.importing.progress import Progress
from themes.importing.reading import UnreadableFileError

from ...actions import record_actuals
from ...importing.layout import MOST_BYTES, read_sheet, too_large_error
from ...importing.plan import Plan, make_plan


class Command(BaseCommand):
    help = (
        "Record the actuals of a CSV or XLSX file, in the layout of the template of “Record"
        " figures”. Importing the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path, help="CSV file in UTF-8, or XLSX file.")
        add(
            "--as",
            dest="actor",
            metavar="USERNAME",
            required=True,
            help="Who records the figures; only measures that this person updates are taken.",
        )
        add("--dry-run", action="store_true", help="Say what would change and record nothing.")
        add("--all-or-nothing", action="store_true", help="Record nothing if one row is rejected.")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = _person(options["actor"])
        try:
            plan = make_plan(_read(options["file"]), actor=actor)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        self._report(plan)
        if options["all_or_nothing"] and plan.rejections:
            raise CommandError(_("Nothing was recorded, because rows were rejected."))
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was recorded."))
            return
        progress = Progress(self.stderr, _("Recording"), len(plan.figures))
        try:
            record_actuals(plan.figures, actor=actor, advance=progress.advance)
        except ValidationError as error:
            raise CommandError(
                _("Nothing was recorded: %(reason)s") % {"reason": " ".join(error.messages)}
            ) from error
        self.stdout.write(_("%(count)d figures recorded.") % {"count": len(plan.figures)})

    def _report(self, plan: Plan) -> None:
        self.stdout.write(
            _(
                "%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(rejected)d rejected;"
                " %(skipped)d rows without a value"
            )
            % {
                "new": len(plan.new),
                "changed": len(plan.changed),
                "unchanged": len(plan.unchanged),
                "rejected": len(plan.rejections),
                "skipped": plan.skipped,
            }
        )
        for each in plan.rejections:
            cell = plan.sheet.cell(each.row, each.column)
            self.stdout.write(f"  {cell}: {each}")


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large_error(path.name)
        return read_sheet(path.read_bytes(), path.name)
    except OSError as error:
        raise UnreadableFileError(
            _("%(file)s can't be opened: %(problem)s.")
            % {"file": path, "problem": error.strerror or error}
        ) from error


def _person(username: str) -> Any:
    model = get_user_model()
    try:
        return model._default_manager.get_by_natural_key(username)
    except model.DoesNotExist as error:
        raise CommandError(_("Nobody has the username “%(name)s”.") % {"name": username}) from error
