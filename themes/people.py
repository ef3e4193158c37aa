"""Who owns, deputises and facilitates a theme: from object permissions, users' and groups'.

Also what routing needs to know about each of them on one day. Who *may do* what is in `access.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from discussions.access import audience

from .models import Absence, Contribution, Theme, ThemeGroupPermission, ThemeUserPermission
from .naming import name_of
from .routing import Candidate

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


def candidates_for(
    theme: Theme, page: Any, *, day: date, author_id: int
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Owners and deputies of `theme` as routing sees them for what `author_id` posted on `page`."""
    ids: dict[str, list[int]] = {OWN: [], DEPUTISE: []}
    for _theme_id, codename, person_id in _role_holders([theme.pk], (OWN, DEPUTISE)):
        ids[codename].append(person_id)
    if not (ids[OWN] or ids[DEPUTISE]):
        return (), ()
    found = _as_candidates({*ids[OWN], *ids[DEPUTISE]}, page, day, author_id)
    return (
        tuple(found[pk] for pk in sorted(ids[OWN])),
        tuple(found[pk] for pk in sorted(ids[DEPUTISE])),
    )


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


def _as_candidates(
    ids: Iterable[int], page: Any, day: date, author_id: int
) -> dict[int, Candidate]:
    users = get_user_model()._default_manager.filter(pk__in=ids)
    away = Absence.objects.filter(person=OuterRef("pk"), first_day__lte=day, last_day__gte=day)
    load = (
        Contribution.objects.awaiting_decision()
        .filter(owner=OuterRef("pk"))
        .order_by()
        .values("owner")
        .annotate(load=Count("pk"))
        .values("load")
    )
    users = users.annotate(
        is_away=Exists(away),
        open_load=Coalesce(Subquery(load, output_field=IntegerField()), Value(0)),
        is_inside=audience(page),
    )
    # The same question as in `somebody_else_decides`.
    has_others = any(user.pk != author_id and user.is_active and user.is_inside for user in users)
    return {
        user.pk: Candidate(
            person_id=user.pk,
            name=name_of(user),
            open_load=user.open_load,
            is_absent=user.is_away or not user.is_active,
            is_outside=not user.is_inside,
            is_author=has_others and user.pk == author_id,
        )
        for user in users
    }


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
