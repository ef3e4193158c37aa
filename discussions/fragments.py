"""Parts of a page that are remembered once rendered, under everything that they show.

What stands in such a part finds nothing but the values that are handed to it: neither the request
nor anything else of the page. These values are also what it is remembered under, with language,
time zone and where the hub is mounted. So it cannot show what it is not remembered under, and
nothing ever has to be forgotten.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template import Engine, Node, Template
from django.template.base import FilterExpression, NodeList
from django.template.context import Context
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

# The longest, what stands around the text in the form for a post, takes 8 kB.
REMEMBERED = 2048
PLAIN = (str, int, date, type(None))


class RememberedNode(Node):
    """A part of a template with the names of the values that it shows."""

    def __init__(self, nodelist: NodeList, values: Mapping[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.names = tuple(values)
        self.expressions = tuple(values.values())

    def render(self, context: Context) -> SafeString:
        values = tuple(expression.resolve(context) for expression in self.expressions)
        # 1 equals True, and a safe string one that is not: they are not shown alike.
        kinds = tuple(map(type, values))
        page: Any = context.template
        engine = page.engine
        # Whoever works on the templates wants to see what they do.
        if settings.DEBUG:
            return _render(self, engine, context.autoescape, values, kinds, surroundings())
        return _remembered(self, engine, context.autoescape, values, kinds, surroundings())


def surroundings() -> tuple[Any, ...]:
    """What everything that is rendered depends on."""
    return get_language(), get_current_timezone_name(), get_script_prefix(), get_urlconf()


def _render(
    node: RememberedNode, engine: Engine, autoescape: bool, values: tuple[Any, ...], *_key: Any
) -> SafeString:
    if changing := [value for value in values if not _is_frozen(value)]:
        raise TypeError(f"A part cannot be remembered under what may change: {changing}")
    alone = Context(dict(zip(node.names, values, strict=True)), autoescape=autoescape)
    with alone.bind_template(Template("", engine=engine)):
        return node.nodelist.render(alone)


_remembered = lru_cache(REMEMBERED)(_render)


def _is_frozen(value: Any) -> bool:
    """Whether a value always shows what it shows now. Rows of the database are no such values."""
    if isinstance(value, tuple | frozenset):
        return all(map(_is_frozen, value))
    if hasattr(value, "__dataclass_params__"):
        return bool(value.__dataclass_params__.frozen)
    return isinstance(value, PLAIN)


@receiver(setting_changed)
def _forget(**_change: Any) -> None:
    """Tests change what holds for a process as long as it runs."""
    _remembered.cache_clear()
