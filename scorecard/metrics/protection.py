"""The counts of people behind all figures of a screen, as one table for `disclosure`."""

from collections.abc import Collection, Hashable, Mapping
from typing import TYPE_CHECKING

from ..disclosure import Disclosure, Total, disclose, merge
from .groups import ALL, Group

if TYPE_CHECKING:
    from .facts import Facts

# How everybody divides in any group: who spoke, who listened, and who was not there.
PARTITION = ("voices", "listeners", "absent")
CONTRIBUTORS = "contributors"
# Where a small group of listeners forces a choice, voices say more than everybody reached. Who was
# absent is on no screen.
WANTED = ("voices", "reached", "listeners")


def protect(facts: "Facts") -> Disclosure:
    """Decide for all groups together, since they share themes, people and totals.

    The keys are pairs of a group and a count: ``voices``, ``listeners``, ``absent``, ``reached``
    (the first two together), ``contributors``. Weeks share no total with anything else here.
    """
    themes = [Group("theme", key) for key in sorted(facts.theme_ids)]
    objectives = {facts.standing_for(Group("objective", key)) for key in facts.serves}
    unions = {group: facts.themes_in(group) for group in objectives - set(themes) | {ALL}}
    weeks = [Group("week", week) for week in facts.weeks]
    return merge(
        [
            _presence(facts, themes, unions),
            _contributors(facts, themes, unions),
            *(_presence(facts, [week], {}) for week in weeks),
        ]
    )


def _presence(
    facts: "Facts", groups: Collection[Group], unions: Mapping[Group, Collection[Group]]
) -> Disclosure:
    cells: dict[Hashable, int] = {}
    totals: list[Total] = []
    for group in [*groups, *unions]:
        _divide_everybody(facts, group, cells, totals)
    for union, themes in unions.items():
        presence = facts.presence(union)
        for count, people, parts in (
            ("voices", presence.voices, ["voices"]),
            ("listeners", presence.listeners, ["listeners"]),
            ("reached", presence.reached, ["voices", "listeners"]),
        ):
            members = frozenset((theme, part) for theme in themes for part in parts)
            totals.append(Total((union, count), people, members))
    largest_first = sorted(groups, key=lambda group: facts.presence(group).voices, reverse=True)
    everywhere = [*unions, *largest_first]
    wanted = [(group, count) for count in WANTED for group in everywhere]
    return disclose(cells, totals, wanted=wanted)


def _contributors(
    facts: "Facts", themes: Collection[Group], unions: Mapping[Group, Collection[Group]]
) -> Disclosure:
    cells: dict[Hashable, int] = {
        (theme, CONTRIBUTORS): facts.contributors(theme) for theme in themes
    }
    totals = [
        Total(
            (union, CONTRIBUTORS),
            facts.contributors(union),
            frozenset((theme, CONTRIBUTORS) for theme in members),
        )
        for union, members in unions.items()
    ]
    return disclose(cells, totals)


def _divide_everybody(
    facts: "Facts", group: Group, cells: dict[Hashable, int], totals: list[Total]
) -> None:
    presence, everybody = facts.presence(group), facts.headcount.people
    cells[group, "voices"] = presence.voices
    cells[group, "listeners"] = presence.listeners
    cells[group, "absent"] = max(everybody - presence.reached, 0)
    whole = frozenset((group, count) for count in PARTITION)
    reached = frozenset((group, count) for count in ("voices", "listeners"))
    totals.append(Total((group, "headcount"), everybody, whole, is_public=True))
    totals.append(Total((group, "reached"), presence.reached, reached))
