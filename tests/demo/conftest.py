"""The demo organisation is built once for the tests of a module: it takes most of a minute."""

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

sys.path.insert(0, str(Path(__file__).parents[2] / "deploy" / "site"))


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """What the first run said. All it made is undone after the module's last test."""
    from demo.management.commands.make_demo import Command

    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command(Command(), force=True, stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)
