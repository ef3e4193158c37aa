import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.access import may_moderate
from discussions.actions import open_discussion
from discussions.answer_fields import fields_asked_for
from themes.importing.columns import FIELD_NAMES, parse_mapping
from themes.importing.log import note_import
from themes.importing.plan import Plan, make_plan
from themes.importing.progress import Progress
from themes.importing.reading import UnreadableFileError, read_table
from themes.importing.rejections import write_rejections
from themes.importing.statements import read_statements
from themes.importing.storing import Outcome, store_plan
from themes.importing.summary import lines_of
from themes.importing.target import NoSuchQuestionError, find_question
from themes.importing.votes import read_votes
from themes.models import Question

SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
# File names that say nothing about where the file is from; its folder's name does.
GENERIC_NAMES = {"answers", "comments", "export", "responses", "statements"}


class Command(BaseCommand):
    help = (
        "Import an open-question export (CSV: text, author, time, votes) as contributions of a"
        " question campaign. Importing the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("question", help="Id or slug of the question campaign's page.")
        add("comments", type=Path, help="CSV file of the statements, in UTF-8.")
        add("--votes", type=Path, help="CSV file of the votes, one vote a row.")
        add("--dry-run", action="store_true", help="Say what would happen and store nothing.")
        add(
            "--all-or-nothing",
            action="store_true",
            help="Store nothing if a single row is rejected.",
        )
        add(
            "--source",
            help="Short name of where the file is from: a to z, 0 to 9 and -. Together with each"
            " row's id it tells what was imported before. By default, from the file's name or,"
            " if that is a general one, from its folder's.",
        )
        add(
            "--as",
            dest="actor",
            metavar="USERNAME",
            help="Who imports, for the history of the page; needs to moderate its discussion.",
        )
        add(
            "--columns",
            action="append",
            default=[],
            metavar="NAME=COLUMN,…",
            help="Which column is which, where the header isn't recognised. Names: "
            + ", ".join(FIELD_NAMES),
        )
        add("--report", type=Path, help="Write the rejected rows to this CSV file.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            question = find_question(options["question"])
            plan = self._plan(question, options)
        except (NoSuchQuestionError, UnreadableFileError) as error:
            raise CommandError(str(error)) from error
        refused = options["all_or_nothing"] and bool(plan.rejections or plan.vote_rejections)
        outcome = None
        if not options["dry_run"] and not refused:
            outcome = self._store(plan, options)
            note_import(question, plan, outcome, actor=self._actor(options["actor"]))
        self._report(plan, outcome, options)
        if refused:
            raise CommandError(_("Nothing was stored, because rows were rejected."))
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was stored."))

    def _plan(self, question: Question, options: dict[str, Any]) -> Plan:
        actor = self._actor(options["actor"])
        discussion = open_discussion(question.page, actor=actor)
        if actor and not may_moderate(actor, discussion):
            raise CommandError(
                _("%(person)s does not moderate this question's discussion.") % {"person": actor}
            )
        source = self._source(options)
        mapping = parse_mapping(options["columns"])
        zone, now = timezone.get_default_timezone(), timezone.now()
        table = read_table(options["comments"])
        asked = fields_asked_for(discussion)
        statements = read_statements(table, mapping, zone=zone, now=now, asked=asked)
        self._tell_columns(table.file, table.columns, statements.columns)
        votes = None
        if options["votes"]:
            vote_table = read_table(options["votes"])
            ids = {row.id for row in statements.accepted}
            votes = read_votes(vote_table, mapping, statements=ids, zone=zone, now=now)
            self._tell_columns(vote_table.file, vote_table.columns, votes.columns)
        self.stdout.write(
            _("Source: %(source)s. Times that name no zone are taken as %(zone)s.")
            % {"source": source, "zone": zone}
        )
        return make_plan(discussion, source, statements, votes)

    def _store(self, plan: Plan, options: dict[str, Any]) -> Outcome:
        total = len(plan.posts) + len(plan.new) + len(plan.votes)
        progress = Progress(self.stderr, _("Importing"), total)
        return store_plan(plan, all_or_nothing=options["all_or_nothing"], advance=progress.advance)

    def _report(self, plan: Plan, outcome: Outcome | None, options: dict[str, Any]) -> None:
        for line in lines_of(plan, outcome):
            self.stdout.write(line)
        rejections = [*plan.rejections, *plan.vote_rejections]
        if rejections:
            self.stdout.write(_("Rejected rows:"))
        for rejection in rejections:
            self.stdout.write(f"  {rejection}")
        if options["report"]:
            write_rejections(options["report"], rejections)
            self.stdout.write(
                ngettext(
                    "%(count)d rejected row written to %(file)s.",
                    "%(count)d rejected rows written to %(file)s.",
                    len(rejections),
                )
                % {"count": len(rejections), "file": options["report"]}
            )

    def _tell_columns(self, file: str, columns: list[str], used: dict[str, str]) -> None:
        pairs = ", ".join(f"{name} = {column}" for name, column in used.items())
        left = ", ".join(column for column in columns if column not in used.values())
        self.stdout.write(
            _("%(file)s: %(pairs)s. Not used: %(left)s.")
            % {"file": file, "pairs": pairs, "left": left or _("none")}
        )

    def _source(self, options: dict[str, Any]) -> str:
        if source := options["source"]:
            if not SOURCE.fullmatch(source):
                raise CommandError(
                    _("--source is up to 30 of a to z, 0 to 9 and -, not “%(source)s”.")
                    % {"source": source}
                )
            return str(source)
        path = options["comments"].resolve()
        name = path.parent.name if path.stem.lower() in GENERIC_NAMES else path.stem
        return slugify(name)[:30].strip("-_").replace("_", "-") or "import"

    def _actor(self, username: str | None) -> Any:
        if not username:
            return None
        model = get_user_model()
        try:
            return model._default_manager.get_by_natural_key(username)
        except model.DoesNotExist as error:
            raise CommandError(
                _("Nobody has the username “%(name)s”.") % {"name": username}
            ) from error
