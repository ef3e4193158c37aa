"""Who owns, deputises and facilitates a theme: from object permissions, users' and groups'.

Also what routing needs to know about each of them on one day. Who *may do* what is in `access.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q

from discussions.access import active_people, audience
from discussions.restrictions import IsRefused, IsRefusedBySource
from discussions.statements import Slot, Statement

from .models import (
    Absence,
    Contribution,
    Team,
    Theme,
    ThemeGroupPermission,
    ThemeUserPermission,
)
from .routing import Candidate, available

OWN, DEPUTISE, FACILITATE = "own_theme", "deputise_theme", "facilitate_theme"
ROLES = (OWN, DEPUTISE, FACILITATE)


@dataclass
class ThemePeople:
    """The people of one theme, each list in order of registration and without the deactivated."""

    owners: list[Any] = field(default_factory=list)
    deputies: list[Any] = field(default_factory=list)
    facilitators: list[Any] = field(default_factory=list)

    def __iter__(self) -> Any:
        """Everybody once."""
        people = {p.pk: p for p in (*self.owners, *self.deputies, *self.facilitators)}
        return iter(people.values())


def people_of(themes: Iterable[Theme]) -> dict[int, ThemePeople]:
    """The people of each of `themes` by its primary key, in two queries."""
    ids = [theme.pk for theme in themes]
    holders = _role_holders(ids)
    users = get_user_model()._default_manager.in_bulk({person_id for *_, person_id in holders})
    people = {theme_id: ThemePeople() for theme_id in ids}
    for theme_id, codename, person_id in sorted(holders, key=lambda row: row[2]):
        if users[person_id].is_active:
            _list_for(people[theme_id], codename).append(users[person_id])
    return people


def named_people(theme: Theme) -> ThemePeople:
    """Those who hold a role on `theme` themselves: what an editor sets, without the groups."""
    people = ThemePeople()
    named = ThemeUserPermission.objects.filter(
        content_object=theme, permission__codename__in=ROLES, user__is_active=True
    )
    for row in named.select_related("user", "permission").order_by("user"):
        _list_for(people, row.permission.codename).append(row.user)
    return people


def members_of(team: Team) -> list[Any]:
    """Who is in a team, in order of registration and without the deactivated."""
    return list(active_people().filter(groups=team.group_id).order_by("pk"))


def candidates_for(
    theme_id: int, page: Any, *, day: date, author_id: int
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Owners and deputies of a theme as routing sees them for what `author_id` posted on `page`.

    One query; two where several share by their open load.
    """
    rows = _candidates.rows(theme=theme_id, day=day, path=page.path)
    # The same question as in `somebody_else_decides`.
    has_others = any(
        number != author_id and active and page.live and not refused
        for number, active, refused, *_more in rows
    )
    found: dict[str, list[Candidate]] = {OWN: [], DEPUTISE: []}
    for number, active, refused, away, owns, deputises in rows:
        candidate = Candidate(
            person_id=number,
            is_absent=away or not active,
            is_outside=not (active and page.live) or refused,
            is_author=has_others and number == author_id,
        )
        found[OWN] += [candidate] if owns else []
        found[DEPUTISE] += [candidate] if deputises else []
    return _with_loads(found[OWN], found[DEPUTISE])


@Statement
def _candidates() -> Any:
    day: Any = Slot("day")
    away = Absence.objects.filter(person=OuterRef("pk"), first_day__lte=day, last_day__gte=day)
    wanted = {"content_object": Slot("theme"), "permission__codename__in": (OWN, DEPUTISE)}
    in_person = ThemeUserPermission.objects.filter(**wanted)
    by_group = ThemeGroupPermission.objects.filter(**wanted)
    holders = in_person.values("user").union(by_group.values("group__user"))

    def holds(codename: str) -> Any:
        own = in_person.filter(permission__codename=codename, user=OuterRef("pk"))
        through = by_group.filter(permission__codename=codename, group__user=OuterRef("pk"))
        return ExpressionWrapper(Q(Exists(own)) | Q(Exists(through)), BooleanField())

    here = (Slot("path"), F("pk"))
    refused = Q(IsRefused(*here)) | Q(IsRefusedBySource(*here))
    people = get_user_model()._default_manager.filter(pk__in=holders).order_by("pk")
    return people.values_list(
        "pk",
        "is_active",
        ExpressionWrapper(refused, BooleanField()),
        Exists(away),
        holds(OWN),
        holds(DEPUTISE),
    )


def _with_loads(
    owners: list[Candidate], deputies: list[Candidate]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    sharing = available(owners) or available(deputies)
    if len(sharing) < 2:
        return tuple(owners), tuple(deputies)
    waiting = Contribution.objects.awaiting_decision().order_by()
    theirs = waiting.filter(owner__in=[candidate.person_id for candidate in sharing])
    loads = dict(theirs.values_list("owner").annotate(Count("pk")))

    def with_load(candidate: Candidate) -> Candidate:
        return replace(candidate, open_load=loads.get(candidate.person_id, 0))

    return tuple(map(with_load, owners)), tuple(map(with_load, deputies))


def somebody_else_decides(contribution: Contribution) -> bool:
    """Whether the theme has an owner or deputy, besides the contributor, who may see the post.

    Absent or not: who is away for a week comes back.
    """
    holders = _role_holders([contribution.theme_id], (OWN, DEPUTISE))
    others = {person_id for *_, person_id in holders} - {contribution.contributor_id}
    if not others:
        return False
    page = contribution.post.discussion.page
    users = get_user_model()._default_manager.filter(pk__in=others, is_active=True)
    return users.filter(audience(page)).exists()


def _role_holders(
    theme_ids: Sequence[int], codenames: Sequence[str] = ROLES
) -> set[tuple[int, str, int]]:
    """(theme, role, person) of everybody who holds a role, themselves or through a group."""
    wanted = {"content_object__in": theme_ids, "permission__codename__in": codenames}
    in_person = ThemeUserPermission.objects.filter(**wanted).values_list(
        "content_object_id", "permission__codename", "user_id"
    )
    by_group = ThemeGroupPermission.objects.filter(**wanted, group__user__isnull=False).values_list(
        "content_object_id", "permission__codename", "group__user"
    )
    return set(in_person.union(by_group))


def _list_for(people: ThemePeople, codename: str) -> list[Any]:
    return {
        OWN: people.owners,
        DEPUTISE: people.deputies,
        FACILITATE: people.facilitators,
    }[codename]
