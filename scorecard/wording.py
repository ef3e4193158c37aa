"""Figures and scores in words: how they are written, and why a score is what it is."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import periods
from .book import DatedTarget
from .comparison import Change
from .disclosure import threshold
from .metrics import Cell, Figure, Metric
from .models import Freeze, Measure
from .performance import MeasurePerformance, ObjectivePerformance, PerspectivePerformance
from .scoring import GREEN_FROM, Status

# A number and its unit stay on one line.
NO_BREAK = "\u00a0"


def score_text(score: Fraction | None) -> str:
    """A score with one decimal, cut and not rounded: 6.66 is amber and must not read as 6.7."""
    return _("no score") if score is None else number_format(Decimal(int(score * 10)) / 10, 1)


def change_text(change: Change) -> str:
    """How a score differs from another, with its direction: "up 1.2", "no comparison"."""
    templates = {"up": _("up %(points)s"), "down": _("down %(points)s"), "level": _("unchanged")}
    template = templates.get(change.direction, _("no comparison"))
    return template % {"points": score_text(change.points)}


def percent_text(share: Fraction | float) -> str:
    text = _("%(number)s %%") % {"number": number_format(round(float(share) * 100))}
    return text.replace(" ", NO_BREAK)


def figure_text(value: Decimal, measure: Measure) -> str:
    """A figure as people write it: without idle zeros, with its unit, or as yes and no."""
    if measure.type == Measure.Type.YES_NO:
        return _("yes") if value else _("no")
    return amount_text(value, measure.unit)


def amount_text(value: Decimal, unit: str) -> str:
    number = number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=True)
    return f"{number}{NO_BREAK}{unit}" if unit else number


def why_measure(performance: MeasurePerformance) -> str:
    """One sentence: the status of a measure, what puts it there, and since when."""
    if performance.result.score is None:
        return _("Unknown: %(reason)s.") % {"reason": _what_is_missing(performance)}
    return _("%(status)s: %(finding)s.") % {
        "status": performance.result.status.label,
        "finding": _finding(performance),
    }


def why_objective(performance: ObjectivePerformance) -> str:
    """The status of an objective, what weighs on it most, and what was left out."""
    if not performance.measures:
        return _("Unknown: it has no measure yet.")
    if performance.result.score is None:
        return _("Unknown: none of its measures has both a recent figure and a target.")
    status = performance.result.status
    worst = _heaviest(performance.measures)
    if worst is None:
        sentence = _("%(status)s: every measure with a figure is on its goal.")
    elif status == Status.GREEN:
        sentence = _("%(status)s on the whole, although %(finding)s.")
    else:
        sentence = _("%(status)s: %(finding)s.")
    finding = _finding(worst) if worst else ""
    sentence %= {"status": status.label, "finding": finding}
    left_out = [each.measure.code for each in performance.measures if each.result.score is None]
    if left_out:
        sentence += " " + _("Left out, without a recent figure or a target: %(measures)s.") % {
            "measures": _listed(left_out)
        }
    return sentence


def why_absent(freeze: Freeze) -> str:
    return _("Unknown: it was no part of the scorecard when %(period)s was frozen.") % {
        "period": periods.name_of(freeze.frequency, freeze.first)
    }


def why_perspective(performance: PerspectivePerformance) -> str:
    status = performance.result.status
    if performance.result.score is None:
        return _("Unknown: no objective has a score.")
    below = [
        _("%(objective)s is %(status)s")
        % {"objective": each.objective.code, "status": each.result.status.label.lower()}
        for each in sorted(performance.objectives, key=lambda each: each.result.score or 0)
        if each.result.status in (Status.RED, Status.AMBER)
    ]
    if not below:
        return _("%(status)s: every objective with a score is green.") % {"status": status.label}
    return _("%(status)s: %(findings)s.") % {"status": status.label, "findings": _listed(below)}


def _what_is_missing(performance: MeasurePerformance) -> str:
    latest = performance.latest
    if latest is None:
        return _("no figure has been recorded yet")
    if performance.is_stale:
        return _("the latest figure is for %(period)s, and two closed periods since have none") % {
            "period": periods.name_of(performance.measure.frequency, latest.period)
        }
    return _("no target is in force")


def _heaviest(measures: Iterable[MeasurePerformance]) -> MeasurePerformance | None:
    """The measure that costs its objective most: weight times what it lacks to green."""
    lacking = [
        (each.weight * (GREEN_FROM - each.result.score), each)
        for each in measures
        if each.result.score is not None and each.result.score < GREEN_FROM
    ]
    return max(lacking, key=lambda pair: pair[0])[1] if lacking else None


def _finding(performance: MeasurePerformance) -> str:
    """For example "M3 has been below its red flag of 40 % since May 2026"."""
    latest, measure = performance.latest, performance.measure
    if latest is None or performance.since is None:
        return _what_is_missing(performance)
    words = {
        "measure": measure.code,
        "period": periods.name_of(measure.frequency, performance.since),
    }
    if measure.type == Measure.Type.YES_NO:
        return _yes_no_template(latest.status) % words
    if latest.target is None:
        return _what_is_missing(performance)
    words["goal"] = figure_text(latest.target.goal, measure)
    words["red_flag"] = figure_text(latest.target.red_flag, measure)
    if measure.type == Measure.Type.BAND:
        return _band_template(latest.status) % words
    return _goal_template(latest.status, latest.target) % words


def _goal_template(status: Status, target: DatedTarget) -> str:
    if status == Status.GREEN:
        return _("%(measure)s has met its goal of %(goal)s since %(period)s")
    if status == Status.AMBER:
        return _("%(measure)s has been short of its goal of %(goal)s since %(period)s")
    if target.goal > target.red_flag:
        return _("%(measure)s has been below its red flag of %(red_flag)s since %(period)s")
    return _("%(measure)s has been above its red flag of %(red_flag)s since %(period)s")


def _band_template(status: Status) -> str:
    if status == Status.GREEN:
        return _("%(measure)s has been in its band, %(goal)s to %(red_flag)s, since %(period)s")
    if status == Status.AMBER:
        return _("%(measure)s has been just outside %(goal)s to %(red_flag)s since %(period)s")
    return _("%(measure)s has been far outside %(goal)s to %(red_flag)s since %(period)s")


def _yes_no_template(status: Status) -> str:
    if status == Status.GREEN:
        return _("%(measure)s has been as it should be since %(period)s")
    return _("%(measure)s has not been as it should be since %(period)s")


def _listed(items: list[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return _("%(items)s and %(last)s") % {"items": ", ".join(items[:-1]), "last": items[-1]}


def cell_text(cell: Cell) -> str:
    """A metric as people read it: "62 %", "3.5 days", or that it is withheld.

    Withheld reads the same whether the group is small itself or would give a small one away.
    """
    if cell.figure is None:
        return _("withheld")
    if cell.metric.unit == "days":
        return days_text(cell.figure.value)
    if cell.metric.unit == "working days":
        return working_days_text(cell.figure.value)
    if cell.metric.unit in ("contributions", "people", "units"):
        return number_format(cell.figure.numerator)
    return _("none yet") if cell.figure.value is None else percent_text(cell.figure.value)


def unit_text(metric: Metric) -> str:
    """The unit of a metric in words.

    Raises:
        KeyError: it is none of those that figures are written in.
    """
    return {
        "%": _("percent"),
        "days": _("calendar days"),
        "working days": _("working days"),
        "contributions": _("contributions"),
        "people": _("people"),
        "units": _("units"),
    }[metric.unit]


def cell_note(cell: Cell) -> str:
    """What stands behind a metric: "74 of 120"; for waiting times the slowest and the open ones."""
    figure = cell.figure
    if figure is None:
        return _("It would tell on a group of fewer than %(k)d people.") % {"k": threshold()}
    if cell.metric.unit in ("days", "working days"):
        return _slow_and_open(cell.metric.unit, figure)
    if cell.metric.unit == "people":
        return ngettext("%(count)d answer", "%(count)d answers", figure.denominator) % {
            "count": figure.denominator
        }
    if cell.metric.unit == "units":
        return ngettext("of %(count)d person", "of %(count)d people", figure.denominator) % {
            "count": figure.denominator
        }
    if cell.metric.unit == "contributions":
        return ngettext(
            "of %(count)d that waits for an answer",
            "of %(count)d that wait for an answer",
            figure.denominator,
        ) % {"count": figure.denominator}
    return _("%(part)s of %(whole)s") % {
        "part": number_format(figure.numerator),
        "whole": number_format(figure.denominator),
    }


def _slow_and_open(unit: str, figure: Figure) -> str:
    p90 = figure.extra["p90"]
    return _("90 %% within %(p90)s; %(unanswered)d of %(all)d unanswered") % {
        "p90": days_text(p90) if unit == "days" else working_days_text(p90),
        "unanswered": figure.denominator - figure.numerator,
        "all": figure.denominator,
    }


def working_days_text(days: float | None) -> str:
    if days is None:
        return _("not known yet")
    count = round(days)
    if count == 0:
        return _("the same day")
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


def days_text(days: float | None) -> str:
    if days is None:
        return _("not known yet")
    shown = Decimal(round(days * 10)) / 10
    return ngettext("%(days)s day", "%(days)s days", 1 if shown == 1 else 2) % {
        "days": number_format(shown, 0 if shown == shown.to_integral() else 1)
    }
