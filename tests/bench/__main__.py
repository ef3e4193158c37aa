"""`make bench`: one table, every ratio within one run. Ends with 1 when a target is missed."""

import argparse
import os
import sys
from pathlib import Path

import django

# The demo organisation is what is measured, on the connections of the turnkey site.
SITE = str(Path(__file__).parents[2] / "deploy" / "site")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help="pages, replies, similar or live; without one, all")
    parser.add_argument("--rounds", type=int, default=60, help="of the pages and replies")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    # For the servers under test, too, which are started from here.
    sys.path.insert(0, SITE)
    os.environ["PYTHONPATH"] = SITE
    django.setup()

    from .live.rows import measure_live
    from .organisation import build
    from .pages import measure_pages, measure_replies
    from .services import MissingService, check_redis, make_database
    from .similar import measure_similar
    from .table import render_table

    measures = {
        "pages": measure_pages,
        "replies": measure_replies,
        "live": measure_live,
        # Last: what it adds would make the organisation of the others another one.
        "similar": measure_similar,
    }
    rows = []
    try:
        check_redis()
        make_database()
        sys.stderr.write("Building the organisation …\n")
        organisation = build()
        for name, measure in measures.items():
            if not options.rows or name in options.rows:
                sys.stderr.write(f"Measuring {name} …\n")
                rows += measure(organisation, rounds=options.rounds)
    except MissingService as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    sys.stdout.write(render_table(rows) + "\n")
    return int(any(row.is_met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
