from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, guarding, periods
from ..models import Actual, Freeze, Measure
from .freezing import hold_scorecards
from .inserting import chunks


@dataclass(frozen=True)
class Figure:
    """What somebody says a measure was in a period; any day of the period names it."""

    measure: Measure
    period_start: date
    value: Decimal
    comment: str = ""

    def repeats(self, actual: Actual) -> bool:
        """Whether the actual says the same already."""
        return actual.value == self.value and tidy(actual.comment) == tidy(self.comment)


def record_actual(
    measure: Measure,
    *,
    period_start: date,
    value: Decimal,
    actor: Any,
    comment: str = "",
    at: datetime | None = None,
) -> Actual:
    """Record the figure of a period. A different one replaces it; the earlier figure is kept.

    Args:
        period_start: any day of the period.
        at: when the figure was entered; now by default.

    Returns the figure in force: the earlier row if it says the same already.

    Raises:
        PermissionDenied: the actor doesn't update this measure.
        ValidationError: codes `future` (the period has not begun), `yes_no` (neither 1 nor 0) and
            `frozen` (the period is, and the figure is another than that in force).
    """
    figure = Figure(measure, period_start, value, comment)
    return record_actuals([figure], actor=actor, at=at)[0]


def record_actuals(
    figures: Sequence[Figure],
    *,
    actor: Any,
    at: datetime | None = None,
    advance: Callable[[int], None] = lambda stored: None,
) -> list[Actual]:
    """Record many figures, all or none, by the rules of `record_actual`, which names the errors.

    Of several figures for one period the last one counts. The queries grow with every 500 figures,
    not with each.

    Args:
        advance: is told how many more rows have been stored.

    Returns the figures in force, in the order of `figures`.
    """
    entered_at = at or timezone.now()
    measures = {figure.measure.pk: figure.measure for figure in figures}
    if not all(access.may_record(actor, measure) for measure in measures.values()):
        raise PermissionDenied
    places = [
        (
            each.measure.pk,
            check_figure(each.measure, each.period_start, each.value, at=entered_at),
        )
        for each in figures
    ]
    with transaction.atomic():
        # The scorecard's lock also makes two corrections of one period wait for each other.
        freezes = _hold_scorecards_of(measures)
        in_force = actuals_in_force(measures, {start for _pk, start in places})
        wanted = dict(zip(places, figures, strict=True))
        replaced = [
            in_force[place].pk
            for place, figure in wanted.items()
            if place in in_force and not figure.repeats(in_force[place])
        ]
        new = {
            (pk, start): Actual(
                measure_id=pk,
                period_start=start,
                value=figure.value,
                comment=tidy(figure.comment),
                entered_by=actor,
                entered_at=entered_at,
            )
            for (pk, start), figure in wanted.items()
            if (pk, start) not in in_force or not figure.repeats(in_force[pk, start])
        }
        for pk, start in new:
            found = guarding.freeze_of(measures[pk].frequency, start, freezes[pk])
            if found:
                raise ValidationError(guarding.figures_stay(found), code="frozen")
        for keys in chunks(replaced):
            Actual.objects.filter(pk__in=keys).update(is_current=False)
        for rows in chunks(list(new.values())):
            Actual.objects.bulk_create(rows)
            advance(len(rows))
    return [new[place] if place in new else in_force[place] for place in places]


def _hold_scorecards_of(measures: Collection[int]) -> dict[int, list[Freeze]]:
    """Lock the scorecards of measures; what is frozen of each one's, by its id."""
    cards, held = _scorecards_of(measures), set[int]()
    freezes: list[Freeze] = []
    # A measure may have moved before its scorecard was locked; afterwards none can.
    while not held.issuperset(cards.values()):
        freezes = hold_scorecards(cards.values())
        held, cards = set(cards.values()), _scorecards_of(measures)
    return {pk: [each for each in freezes if each.scorecard_id == cards[pk]] for pk in cards}


def _scorecards_of(measures: Collection[int]) -> dict[int, int]:
    card = "objective__perspective__scorecard"
    cards: dict[int, int] = {}
    for keys in chunks(sorted(measures)):
        cards |= Measure.objects.filter(pk__in=keys).values_list("pk", card)
    return cards


def actuals_in_force(
    measures: Iterable[int], starts: Iterable[date]
) -> dict[tuple[int, date], Actual]:
    """The figures in force of those measures from the first to the last of `starts`."""
    days = sorted(starts)
    found: dict[tuple[int, date], Actual] = {}
    for keys in chunks(sorted(measures) if days else []):
        rows = Actual.objects.filter(measure__in=keys, is_current=True)
        for actual in rows.filter(period_start__range=(days[0], days[-1])):
            found[actual.measure_id, actual.period_start] = actual
    return found


def check_figure(
    measure: Measure, period_start: date, value: Decimal, *, at: datetime | None = None
) -> date:
    """The first day of the period, if the measure takes the figure; see `record_actual`."""
    start = periods.start_of(measure.frequency, period_start)
    if start > timezone.localdate(at):
        raise ValidationError(_("This period has not begun yet."), code="future")
    if measure.type == Measure.Type.YES_NO and value not in (0, 1):
        raise ValidationError(_("Enter 1 for yes or 0 for no."), code="yes_no")
    return start


def tidy(comment: str) -> str:
    """A comment with one kind of line break and no space around it, as it is stored."""
    return comment.replace("\r\n", "\n").replace("\r", "\n").strip()
