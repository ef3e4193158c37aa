"""Everything about groups of people passes here before it leaves the server.

A count under k is withheld. So is every other count from which one could be worked out by
subtraction: a table that shows "all 40, of these 34 in the other units" has told the last unit's 6.
To readers a withheld count looks the same whatever the reason for it, or the reason would tell.

The rule for a set of counts (cells) and of totals over them: they are shown one by one, those that
readers want most first and then the largest, each unless

1. it is under k, or
2. the sum of some withheld cells that is under k would follow from what is shown then. The shown
   totals are linear equations in the withheld cells, and elimination finds what follows.

Distinct people of several groups overlap, so their total is at most the sum; treating it as the sum
errs on the safe side.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .conf import hub_settings

# No setting goes below this.
FLOOR = 5

# The equations have factors of 0 and 1, so elimination modulo a large prime finds what elimination
# in fractions would, many times faster.
PRIME = 2**61 - 1

Row = dict[Hashable, int]


@dataclass(frozen=True)
class Total:
    """A count over several cells. A public one, such as the headcount, is known anyway.

    Several totals may have one key, where a count can be reached in several ways; and a cell may
    have the key of a total, where a group of one table is a cell of another.
    """

    key: Hashable
    people: int
    members: frozenset[Hashable]
    is_public: bool = False


@dataclass(frozen=True)
class Disclosure:
    """What may be shown. Ask it for each figure; a key it does not know may not be shown."""

    k: int
    shown: Mapping[Hashable, int] = field(default_factory=dict)

    def shows(self, *keys: Hashable) -> bool:
        return all(key in self.shown for key in keys)


def merge(disclosures: Iterable[Disclosure]) -> Disclosure:
    """What tables that share no people's counts may show, side by side."""
    together = list(disclosures)
    shown = {key: people for each in together for key, people in each.shown.items()}
    return Disclosure(together[0].k, shown)


def threshold() -> int:
    return max(FLOOR, int(hub_settings.K_ANONYMITY))


def disclose(
    cells: Mapping[Hashable, int],
    totals: Sequence[Total] = (),
    *,
    k: int | None = None,
    wanted: Sequence[Hashable] = (),
) -> Disclosure:
    """Decide which counts of people may be shown together.

    Args:
        cells: the number of people in each group of a table.
        totals: counts over several of the cells that are shown in the same place.
        k: the smallest group shown; by default the installation's.
        wanted: what readers care for, most first, where not everything can be shown.
    """
    return _disclose(tuple(cells.items()), tuple(totals), k or threshold(), tuple(wanted))


# Pure, and asked about the same table on every page view until somebody acts.
@lru_cache(maxsize=256)
def _disclose(
    counts: tuple[tuple[Hashable, int], ...],
    totals: tuple[Total, ...],
    k: int,
    wanted: tuple[Hashable, ...],
) -> Disclosure:
    cells = dict(counts)
    table = _Table(cells, totals, k)
    order = dict.fromkeys([*wanted, *sorted(table.people, key=table.order, reverse=True)])
    withheld = frozenset(table.people) - table.public
    for key in order:
        if key in withheld and table.people[key] >= k and not table.leaks(withheld - {key}):
            withheld = withheld - {key}
    shown = {key: people for key, people in table.people.items() if key not in withheld}
    return Disclosure(k, shown)


class _Table:
    def __init__(self, cells: Mapping[Hashable, int], totals: Sequence[Total], k: int) -> None:
        self.cells, self.totals, self.k = cells, totals, k
        self.people = {**{total.key: total.people for total in totals}, **cells}
        self.public = {total.key for total in totals if total.is_public}

    def order(self, key: Hashable) -> tuple[int, str]:
        return self.people[key], str(key)

    def leaks(self, withheld: frozenset[Hashable]) -> bool:
        """Whether a sum of withheld cells under k follows from what is shown.

        A public total over withheld cells alone tells nothing new, so it is no leak by itself.
        """
        rows: list[Row] = []
        known_anyway = set()
        for total in self.totals:
            hidden = total.members & withheld
            if total.key in withheld or not hidden:
                continue
            rows.append(dict.fromkeys(hidden, 1))
            if total.key in self.public and hidden == total.members:
                known_anyway.add(hidden)
        reduced = _eliminate(rows)
        small = [row for row in self._small_totals(withheld) if not _rest(row, reduced)]
        return any(
            self._is_small(row) and frozenset(row) not in known_anyway
            for row in [*rows, *reduced.values(), *small]
        )

    def _small_totals(self, withheld: frozenset[Hashable]) -> list[Row]:
        """The sums of withheld cells that only withheld totals name; others may imply them."""
        return [
            dict.fromkeys(hidden, 1)
            for total in self.totals
            if total.key in withheld and (hidden := total.members & withheld)
        ]

    def _is_small(self, row: Row) -> bool:
        if any(factor != 1 for factor in row.values()):
            return False
        return sum(self.cells[cell] for cell in row) < self.k


def _eliminate(rows: Iterable[Row]) -> dict[Hashable, Row]:
    """Reduced row echelon form of sparse rows, by pivot: a cell alone in its row is determined."""
    reduced: dict[Hashable, Row] = {}
    for row in rows:
        rest = _rest(row, reduced)
        if not rest:
            continue
        pivot = next(iter(rest))
        scale = pow(rest[pivot], -1, PRIME)
        rest = {cell: factor * scale % PRIME for cell, factor in rest.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, rest, other[pivot])
        reduced[pivot] = rest
    return reduced


def _rest(row: Row, reduced: Mapping[Hashable, Row]) -> Row:
    """What of a row does not follow from the reduced ones."""
    rest = dict(row)
    for pivot in [cell for cell in rest if cell in reduced]:
        _subtract(rest, reduced[pivot], rest[pivot])
    return rest


def _subtract(row: Row, other: Row, times: int) -> None:
    for cell, factor in other.items():
        left = (row.get(cell, 0) - times * factor) % PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
