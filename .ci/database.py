"""Make or drop a database of the server that PGHOST, PGPORT and PGUSER name.

``python .ci/database.py create NAME``
"""

import sys

import psycopg
from psycopg import sql

COMMANDS = {
    "create": sql.SQL("CREATE DATABASE {}"),
    "drop": sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"),
}

verb, name = sys.argv[1:]
try:
    with psycopg.connect(dbname="postgres", autocommit=True, connect_timeout=10) as connection:
        connection.execute(COMMANDS[verb].format(sql.Identifier(name)))
except psycopg.OperationalError as error:
    sys.exit(f"PostgreSQL does not let user postgres in without a password: {error}")
