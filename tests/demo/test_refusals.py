from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands.make_demo import Command
from themes.models import ThemePage

pytestmark = pytest.mark.django_db


def test_it_is_not_built_on_a_machine_of_others():
    with pytest.raises(CommandError, match="IS_OWN_MACHINE is not set"):
        call_command(Command())


def test_a_database_in_use_is_left_alone(hub):
    pages = set(ThemePage.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError, match="in use already"):
        call_command(Command(), force=True, stdout=StringIO())
    assert set(ThemePage.objects.values_list("pk", flat=True)) == pages
