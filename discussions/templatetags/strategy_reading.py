"""Tags for readers: where a post stands, and what they have read in every list of discussions."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from ..conf import hub_settings
from ..models import Readership
from ..views.orders import ORDERS, Order

register = template.Library()

# Above this, the exact number tells a reader nothing more.
UNREAD_SHOWN = 99
# Levels of indentation that the stylesheet draws.
LEVELS_DRAWN = 4


@register.filter
def bounded(number: int) -> str:
    """`number` as it is shown, "99+" above that."""
    return f"{UNREAD_SHOWN}+" if number > UNREAD_SHOWN else str(number)


@register.filter
def stands_flat(post: Any) -> bool:
    """Whether indentation no longer tells what `post` answers, so that words have to."""
    return bool(post.depth and post.depth >= min(hub_settings.DEPTH_SHOWN, LEVELS_DRAWN))


@register.simple_tag
def reading_orders() -> list[Order]:
    """The orders that a discussion can be read in."""
    return list(ORDERS.values())


@register.simple_tag(takes_context=True)
def unread_by_page(context: Context, pages: Iterable[Any]) -> dict[int, int]:
    """New posts for the viewer in the discussions of `pages` (pages, or dicts with one).

    One query for the whole list: `{% unread_by_page themes as unread %}` before the loop, and
    `{% unread_badge unread page %}` in it.
    """
    person = getattr(context.get("request"), "user", None)
    ids = [(page["page"] if isinstance(page, dict) else page).pk for page in pages]
    if person is None or not person.is_authenticated or not ids:
        return {}
    return Readership.objects.unread_by_page(person, ids)


@register.inclusion_tag("strategy_discussions/includes/unread_badge.html")
def unread_badge(unread: dict[int, int], page: Any) -> dict[str, int]:
    """How many posts of `page` are new for the viewer; nothing if none is."""
    return {"unread": unread.get(page.pk, 0)}
