import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...building import SomethingIsThere, build_demo, is_built
from ...content import load


class Command(BaseCommand):
    help = (
        "Build the demo organisation, with its people, talk and figures, and say whom to sign in"
        " as. Once it is there, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="Run under other settings too. The password of the demo is known to all.",
        )

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        if not (getattr(settings, "IS_OWN_MACHINE", False) or force):
            raise CommandError(
                "The demo is for a machine of your own: its password is public. IS_OWN_MACHINE"
                " is not set here; with --force it is built all the same."
            )
        if not is_built():
            self._build()
        self._print_personas()

    def _build(self) -> None:
        self.stdout.write("Building the demo organisation (under a minute, once) …")
        began = time.monotonic()

        def report(step: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {step}")
            self.stdout.flush()

        try:
            build_demo(report)
        except SomethingIsThere as found:
            raise CommandError(
                f"This database is in use already ({found}). The demo wants one of its own, so"
                " nothing was changed."
            ) from None
        report("Done")

    def _print_personas(self) -> None:
        people = load("people")
        self.stdout.write("")
        self.stdout.write(f"  {settings.WAGTAILADMIN_BASE_URL}/")
        self.stdout.write(f"  Password of everybody: {people['password']}")
        self.stdout.write("")
        for persona in people["persona"]:
            self.stdout.write(f"  {persona['user']:<8} {persona['role']:<16} {persona['does']}")
        self.stdout.write("")
