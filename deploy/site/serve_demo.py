"""The demo organisation in one process on SQLite: prepares what is missing, then serves.

``make demo`` runs it. HOST and PORT choose where it listens.
"""

import os
import socket
import sys


def main() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings.dev")
    # Visitors of the demo see what people of the organisation would, errors included.
    os.environ.setdefault("DEBUG", "no")
    os.environ.setdefault("WAGTAILADMIN_BASE_URL", f"http://{host}:{port}")
    refuse_taken_port(host, port)
    prepare()
    serve(host, port)


def refuse_taken_port(host: str, port: int) -> None:
    """Daphne would only log that it cannot listen, after all the preparing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Cannot listen on {host}:{port}: {error.strerror}."
                " Choose another place: make demo PORT=8080"
            )


def prepare() -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    sys.stdout.write("Preparing the database …\n")
    sys.stdout.flush()
    call_command("migrate", verbosity=0)
    call_command("make_demo")
    sys.stdout.flush()
    connections.close_all()


def serve(host: str, port: int) -> None:
    from daphne.cli import CommandLineInterface

    where = ["--bind", host, "--port", str(port)]
    quietly = ["--verbosity", "0", "--no-server-name"]
    CommandLineInterface().run([*where, *quietly, "intranet.asgi:application"])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
