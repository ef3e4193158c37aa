"""Migrations that carry rows over, run on an installation that has some already."""

from importlib import import_module

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from discussions.actions import index_all_names
from discussions.models import PersonName
from tests.cast import Cast

APP = "strategy_discussions"


@pytest.fixture
def nameless(cast: Cast) -> User:
    """Somebody who has a user name and nothing else."""
    return User.objects.create_user("q.nameless")


def test_everybody_who_was_there_before_is_found_by_name(nameless: User) -> None:
    PersonName.objects.all().delete()
    name = "0012_names_of_people"
    state = MigrationLoader(connection).project_state((APP, name))

    import_module(f"discussions.migrations.{name}").index_names_of_people(state.apps, None)

    assert PersonName.objects.filter(person=nameless).exists()
    assert PersonName.objects.count() > User.objects.count()
    assert index_all_names() == 0
