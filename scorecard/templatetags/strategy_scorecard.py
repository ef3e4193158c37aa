"""Scores, figures and withheld figures in words, for the templates of the scorecard."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from .. import guarding, periods, wording
from ..comparison import Change
from ..metrics import Cell, Metric
from ..models import Freeze
from ..scoring import HIGHEST

register = template.Library()


@register.filter
def score(value: Fraction | None) -> str:
    return wording.score_text(value)


@register.filter
def change_words(change: Change) -> str:
    return wording.change_text(change)


@register.filter
def freeze_name(freeze: Freeze) -> str:
    return guarding.name_of(freeze)


@register.filter
def freeze_code(freeze: Freeze) -> str:
    """The frozen period as the address holds it."""
    return periods.code_of(freeze.frequency, freeze.first)


@register.filter
def percent(share: Fraction | float) -> str:
    return wording.percent_text(share)


@register.filter
def cell_text(cell: Cell) -> str:
    return wording.cell_text(cell)


@register.filter
def cell_note(cell: Cell) -> str:
    return wording.cell_note(cell)


@register.filter
def unit_words(metric: Metric) -> str:
    return wording.unit_text(metric)


@register.filter
def window_words(metric: Metric, weeks: int) -> str:
    return str(metric.window % {"weeks": weeks})


@register.filter
def extra_percent(cell: Cell, name: str) -> str:
    """A further share of a metric, by its name; nothing where the metric is not known."""
    share = cell.figure.extra.get(name) if cell.figure else None
    return "" if share is None else wording.percent_text(share)


@register.filter
def cell_bar(cell: Cell) -> str:
    """The length of the small bar beside a share, 0 to 100; nothing for days and the withheld."""
    if cell.figure is None or cell.figure.value is None or cell.metric.unit != "%":
        return ""
    return f"{cell.figure.value * 100:.1f}"


@register.filter
def amount(value: Decimal, currency: str) -> str:
    return wording.amount_text(value, currency)


@register.filter
def score_bar(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value / HIGHEST * 100):.1f}"


@register.filter
def trend_words(trend: str) -> str:
    words = {
        "up": _("rising over three months"),
        "down": _("falling over three months"),
        "level": _("level over three months"),
    }
    return words.get(trend, "")


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The query of this address with some parameters changed, or left out where empty."""
    query = {**context["request"].GET.dict(), **changes}
    kept = {name: value for name, value in query.items() if value not in ("", None)}
    return "?" + urlencode(kept)


@register.simple_tag(takes_context=True)
def same_time(context: Context) -> str:
    """The query that keeps the period, and what it is compared with, on the way to another page."""
    asked = context["request"].GET
    kept = {name: asked[name] for name in ("on", "against") if asked.get(name)}
    return "?" + urlencode(kept) if kept else ""
