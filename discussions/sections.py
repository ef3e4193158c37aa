"""The pages at which the sections of the hub begin: its homes, its lists of themes, of updates.

The frame links to them from every page, and apps that know nothing of each other name them. So
they are read together, once a request, instead of one by one.
"""

from typing import Any

from .access import visible_pages
from .models.pages import BasePage

_page_types: list[type[BasePage]] = []
_KEY = "strategy_discussions_sections"


def register_section(page_type: type[BasePage]) -> None:
    """Name a page type, with those derived from it, whose pages begin a section of the hub."""
    if page_type not in _page_types:
        _page_types.append(page_type)


def sections_of_viewer(request: Any, page_type: type[BasePage]) -> list[Any]:
    """The pages of a registered type that the person of the request may see, in tree order.

    They come as base pages: with title and address, without the fields of their type.
    """
    if not hasattr(request, _KEY):
        setattr(request, _KEY, _read_sections(request.user))
    sections: dict[type[BasePage], list[Any]] = getattr(request, _KEY)
    return sections[page_type]


def section_address(request: Any, page_type: type[BasePage]) -> str | None:
    """Where the first of those pages is; None if the person may see none."""
    first = next(iter(sections_of_viewer(request, page_type)), None)
    return first.get_url(request) if first else None


def _read_sections(person: Any) -> dict[type[BasePage], list[Any]]:
    pages = BasePage._default_manager.filter(visible_pages(person)).type(*_page_types)
    found = [(page.specific_class, page) for page in pages.order_by("path")]
    return {
        page_type: [page for kind, page in found if issubclass(kind, page_type)]
        for page_type in _page_types
    }
