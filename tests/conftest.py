import sys
from collections.abc import Generator

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from discussions.remembering import forget_all
from tests.cast import Cast, Hub, make_beginning, make_cast, make_hub
from tests.schema import keep_tables, start_from_kept_tables
from tests.snapshot import Snapshot

# What is tried counts, not how fast the machine is while several suites share it.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Access numbers begin anew with every test; what was remembered under them must not stay."""
    forget_all()
    # Only where a test has loaded it: it takes a second, which most need not spend.
    if similarity := sys.modules.get("themes.similarity"):
        similarity.forget_all()


# A file of these takes minutes: begun last, one worker would wait for another's.
SLOW = ("browser", "demo", "install", "live", "architecture")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.parent.name not in SLOW)


CAST = Snapshot(make_cast)
HUB = Snapshot(make_hub)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    return make_cast() if commits(request.node) else CAST.restore()


@pytest.fixture
def hub(request: pytest.FixtureRequest, cast: Cast) -> Hub:
    return make_hub(cast) if commits(request.node) else HUB.restore(cast)


@pytest.fixture
def admin_user(cast: Cast, admin_user: User) -> User:
    """Pytest-django's superuser, who comes after the cast: its rows are always the first."""
    return admin_user


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    if connection.vendor == "sqlite":
        start_from_kept_tables()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None, None, None]:
    """The test database as pytest-django makes it, left by everybody before it is dropped."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            keep_tables()
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Leave the next test the rows that migrations made, whatever this one has emptied."""
    yield
    if commits(item):
        CAST.forget()
        HUB.forget()
        if nextitem is not None:
            with item.config.stash[blocking_manager_key].unblock():
                make_beginning()


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for good, and so ends by emptying every table."""
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or "transactional_db" in getattr(item, "fixturenames", ())


def end_other_sessions() -> None:
    """Threads of asynchronous tests keep connections, and PostgreSQL drops no database in use."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
