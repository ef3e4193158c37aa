from collections import defaultdict
from collections.abc import Iterable
from typing import Any


def as_specific(pages: Iterable[Any]) -> list[Any]:
    """Base pages that have been read, each as a page of its own type, in the same order.

    It takes a query for each type. Wagtail's `specific()` would read the base pages once more.
    """
    wanted = list(pages)
    by_type: dict[Any, list[int]] = defaultdict(list)
    for page in wanted:
        by_type[page.specific_class].append(page.pk)
    found: dict[int, Any] = {}
    for page_type, keys in by_type.items():
        found |= page_type._default_manager.in_bulk(keys)
    return [found[page.pk] for page in wanted if page.pk in found]
