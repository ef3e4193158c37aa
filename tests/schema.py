"""The tables of the tests' SQLite database, kept in `var/` for as long as no migration changes.

To migrate takes most of a minute: many times what a few tests take that somebody works on.
"""

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import VERSION
from django.apps import apps
from django.conf import settings
from django.db import connection

KEPT = Path(__file__).parents[1] / "var" / "schema"


def start_from_kept_tables() -> None:
    """Let Django begin the test database with what was kept, if anything: it is migrated."""
    creation: Any = connection.creation
    create = creation._create_test_db

    def create_from_kept(verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = create(verbosity, autoclobber, keepdb)
        if (kept := _file()).exists():
            shutil.copyfile(kept, name)
        return name

    creation._create_test_db = create_from_kept


def keep_tables() -> None:
    """Keep the tables of the test database, which has just been made, for the next time."""
    if (kept := _file()).exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: others may be looking for it, or making it, too.
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    for earlier in KEPT.glob(f"*{kept.suffix}"):
        earlier.unlink(missing_ok=True)
    unfinished.replace(kept)


def _file() -> Path:
    """Named after everything that decides what the migrations make."""
    digest = sha256()
    for part in _parts():
        digest.update(part)
    return KEPT / f"{digest.hexdigest()}.sqlite3"


def _parts() -> Iterator[bytes]:
    names = ("INSTALLED_APPS", "AUTH_USER_MODEL", "WAGTAIL_PAGE_MODEL", "LANGUAGE_CODE")
    yield repr([VERSION, *(getattr(settings, name, None) for name in names)]).encode()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            yield str(path).encode()
            yield path.read_bytes()
