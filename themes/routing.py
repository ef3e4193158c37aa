"""Who answers a contribution, and why. Pure: no database, no clock; the same case, the same route.

Owners come first. Several share by open load: the one with the fewest open contributions, and of
equals the one with the lowest number, so that nobody has to guess. Owners who cannot take it leave
it to the deputies, who share by the same rule. Nobody gets their own contribution while somebody
else may decide about it. When nobody is left it is *unrouted*: it waits, in sight, in the queue of
the strategy office.

A reason is on the record, for everybody who sees the contribution, wherever it is moved later on.
So it names no theme and no page: their titles are shown beside it, to those who may see them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Rule = Literal["owner", "owner_by_load", "deputy", "unrouted"]


@dataclass(frozen=True)
class Candidate:
    """Somebody who could answer. `open_load` counts the contributions that wait for them.

    It may be left out for who shares with nobody.
    """

    person_id: int
    open_load: int = 0
    # Absent on that day, or deactivated.
    is_absent: bool = False
    # Outside the audience of the page: nothing restricted is routed to them.
    is_outside: bool = False
    # Wrote it themselves, while the theme has somebody else who may decide about it.
    is_author: bool = False

    @property
    def is_available(self) -> bool:
        return not (self.is_absent or self.is_outside or self.is_author)


@dataclass(frozen=True)
class RoutingCase:
    """Where something was posted, and who answers for that theme."""

    is_under_question: bool
    owners: tuple[Candidate, ...]
    deputies: tuple[Candidate, ...]


@dataclass(frozen=True)
class Route:
    """The answer: a person and the sentence that says why, or nobody and why nobody."""

    owner_id: int | None
    rule: Rule
    reason: str


def route(case: RoutingCase) -> Route:
    owners = available(case.owners)
    if len(owners) == 1:
        return Route(owners[0].person_id, "owner", _owner_reason(case))
    if owners:
        chosen = _least_loaded(owners)
        reason = f"{_owner_reason(case)} {_load_reason(owners, chosen)}"
        return Route(chosen.person_id, "owner_by_load", reason)
    deputies = available(case.deputies)
    if deputies:
        chosen = _least_loaded(deputies)
        reason = _deputy_reason(case)
        if len(deputies) > 1:
            reason = f"{reason} {_load_reason(deputies, chosen)}"
        return Route(chosen.person_id, "deputy", reason)
    return Route(None, "unrouted", _unrouted_reason(case))


def available(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of them who can take it."""
    return [candidate for candidate in candidates if candidate.is_available]


def _least_loaded(candidates: Sequence[Candidate]) -> Candidate:
    return min(candidates, key=lambda candidate: (candidate.open_load, candidate.person_id))


def _owner_reason(case: RoutingCase) -> str:
    if case.is_under_question:
        return _("Owner of the theme, because posted under its question.")
    return _("Owner of the theme, because posted under it.")


def _load_reason(sharing: Sequence[Candidate], chosen: Candidate) -> str:
    equals = [other for other in sharing if other.open_load == chosen.open_load]
    if len(equals) == 1:
        text = ngettext(
            "Of %(people)d people available, the one with the fewest open contributions"
            " (%(load)d).",
            "Of %(people)d people available, the one with the fewest open contributions"
            " (%(load)d).",
            len(sharing),
        )
    else:
        text = ngettext(
            "Of %(people)d people available, %(equals)d have the fewest open contributions"
            " (%(load)d); the one registered first takes it.",
            "Of %(people)d people available, %(equals)d have the fewest open contributions"
            " (%(load)d); the one registered first takes it.",
            len(sharing),
        )
    return text % {
        "people": len(sharing),
        "equals": len(equals),
        "load": chosen.open_load,
    }


def _deputy_reason(case: RoutingCase) -> str:
    if not case.owners:
        return _("Deputy, because the theme has no owner.")
    return _("Deputy, because no owner of the theme is available: %(why)s.") % {
        "why": _why_unavailable(case.owners)
    }


def _unrouted_reason(case: RoutingCase) -> str:
    people = case.owners + case.deputies
    if not people:
        return _("The theme has no owner and no deputy.")
    return _("No owner or deputy of the theme is available: %(why)s.") % {
        "why": _why_unavailable(people)
    }


def _why_unavailable(people: Sequence[Candidate]) -> str:
    outside = sum(1 for person in people if person.is_outside)
    authors = sum(1 for person in people if person.is_author and not person.is_outside)
    absent = len(people) - outside - authors
    parts = []
    if absent:
        parts.append(
            ngettext("%(count)d is away", "%(count)d are away", absent) % {"count": absent}
        )
    if authors:
        text = ngettext("%(count)d wrote it", "%(count)d wrote it", authors)
        parts.append(text % {"count": authors})
    if outside:
        text = ngettext("%(count)d may not see the page", "%(count)d may not see the page", outside)
        parts.append(text % {"count": outside})
    return ", ".join(parts)
