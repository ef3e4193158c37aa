from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from .groups import Group


# Windows, by the number of weeks that figures look back.
ACTS_OF_THE_WEEKS: Any = ngettext_lazy(
    "What was done in the week of the day looked at, up to that day.",
    "What was done in the last %(weeks)d weeks, up to the day looked at.",
    "weeks",
)
RECEIVED_IN_THE_WEEKS: Any = ngettext_lazy(
    "Contributions received in the week of the day looked at, as they stood on that day.",
    "Contributions received in the last %(weeks)d weeks, as they stood on the day looked at.",
    "weeks",
)
# What metrics leave out.
UNSEEN_THEMES = _("Themes that you may not see.")
UNSEEN_PAGES = _("Contributions on pages that you may not see, and in themes that you may not see.")
WITHOUT_A_PLACE = _(
    "People without a place in the organisation; where no places are kept, those without an active"
    " account."
)


@dataclass(frozen=True)
class Figure:
    """A computed metric. `value` is a share (0 to 1) or days, by the metric's unit; None: unknown.

    `people` is the number of people behind it; `extra` holds further numbers of the same metric.
    """

    value: float | None
    numerator: int
    denominator: int
    people: int
    extra: dict[str, float | None] = field(default_factory=dict)

    @classmethod
    def share(cls, part: int, whole: int, *, people: int) -> "Figure":
        """The share of `part` in `whole`, which nobody knows while the whole is nothing."""
        return cls(part / whole if whole else None, part, whole, people)


@dataclass(frozen=True)
class Metric:
    """What a number means and how it comes about, beside the function that computes it.

    `window` says which time it looks at, by the number of weeks; `exclusions` what it leaves out.
    `reveals` names the counts of people (see `Facts.disclosure`) that a reader learns from it.
    `compute` gets the facts of what the metric is `about`: groups of people, or question campaigns.
    """

    name: str
    label: str | Promise
    definition: str | Promise
    formula: str | Promise
    unit: str
    window: Any
    exclusions: tuple[str | Promise, ...]
    compute: "Callable[[Any, Group], Figure]"
    reveals: tuple[str, ...]
    about: Literal["group", "campaign"] = "group"


@dataclass(frozen=True)
class Cell:
    """A metric for a group, ready to be shown. Without a figure it is withheld: too few people."""

    metric: Metric
    figure: Figure | None

    @property
    def is_withheld(self) -> bool:
        return self.figure is None


_metrics: dict[str, Metric] = {}


def register_metric(metric: Metric) -> Metric:
    """Raises ValueError if another metric has the name: no two may answer to one."""
    if metric.name in _metrics:
        raise ValueError(f"metric {metric.name!r} is declared already")
    _metrics[metric.name] = metric
    return metric


def get_metric(name: str) -> Metric:
    return _metrics[name]


def all_metrics(about: str = "group") -> list[Metric]:
    return [metric for metric in _metrics.values() if metric.about == about]
