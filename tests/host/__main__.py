"""The management commands on the test host: ``python -m tests.host makemigrations --check``."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.host.settings")
execute_from_command_line(["tests.host", *sys.argv[1:]])
