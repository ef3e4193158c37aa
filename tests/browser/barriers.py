"""What would keep somebody from using a page, as axe sees it."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


def barriers(page: Page) -> list[str]:
    """Every serious or critical finding on the page as it stands, with the element that has it."""
    page.evaluate(_axe())
    results = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in results["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
