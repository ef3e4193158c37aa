"""PostgreSQL and Redis for the benchmark: found, or missed with a word on what to start."""

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import OperationalError


class MissingService(Exception):
    """Says which service did not answer, and what to start."""


def make_database() -> None:
    """An empty database of its own, with every table. What was there under its name is dropped."""
    name = connection.ops.quote_name(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "postgresql":
        raise MissingService("The benchmark measures PostgreSQL: set DATABASE_URL to one.")
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
    except OperationalError as error:
        raise MissingService(
            f"PostgreSQL does not answer ({str(error).strip()}). Start it, for example with"
            " `pg_ctlcluster 15 main start`, or set DATABASE_URL."
        ) from error
    connections.close_all()
    call_command("migrate", verbosity=0)
    # The floor's own tables have no migrations; they point to people, who are there by now.
    call_command("migrate", verbosity=0, run_syncdb=True)


def check_redis() -> None:
    try:
        redis.Redis.from_url(str(settings.REDIS_URL), socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        raise MissingService(
            f"Redis does not answer ({error}). Start it, for example with `redis-server --save ''`,"
            " or set REDIS_URL."
        ) from error
