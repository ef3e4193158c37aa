"""Make fresh migrations follow the host's base page and media model; run it after makemigrations.

Django writes ``bases=("wagtailcore.page", …)`` for a page type, whatever WAGTAIL_PAGE_MODEL says.
Foreign keys to pages it gets right by itself, because Wagtail declares the model swappable;
wagtailmedia does not, so a foreign key to the media model is freed here too.
"""

import re
import sys
from pathlib import Path

TIED = re.compile(r"""(bases=\([^)]*?)["']wagtailcore\.page["']""", re.IGNORECASE)
IMPORT = "from django.conf import settings\n"
TIED_MEDIA = re.compile(r"""to=["']strategy_hub\.hubmedia["']""")
MEDIA_MODEL = "wagtailmedia_settings.MEDIA_MODEL"
MEDIA_IMPORT = "from wagtailmedia.settings import wagtailmedia_settings\n"


def freed(migration: str) -> str:
    """`migration` with the base page of its page types, and the media model, read from settings."""
    text = TIED.sub(r"\1settings.WAGTAIL_PAGE_MODEL", migration)
    if text != migration and IMPORT not in text:
        text = text.replace("from django.db import", f"{IMPORT}from django.db import", 1)
    return _with_free_media(text)


def _with_free_media(migration: str) -> str:
    text = TIED_MEDIA.sub(f"to={MEDIA_MODEL}", migration)
    if text == migration:
        return migration
    text = text.replace("\n\n\nclass Migration", f"\n{MEDIA_IMPORT}\n\nclass Migration", 1)
    dependency = f"migrations.swappable_dependency({MEDIA_MODEL}),\n    "
    return re.sub(
        r"(dependencies = \[.*?)(\])", rf"\1    {dependency}\2", text, count=1, flags=re.S
    )


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    for app in ("discussions", "themes", "scorecard", "strategy_hub"):
        for path in sorted((root / app / "migrations").glob("0*.py")):
            before = path.read_text()
            if (after := freed(before)) != before:
                path.write_text(after)
                sys.stdout.write(f"{path.relative_to(root)}\n")


if __name__ == "__main__":
    main()
