"""The only place that answers "may this person …?" about themes and contributions.

Seeing comes first: what a person may do about a contribution, they may do only while they may see
its post. A role is an object permission on the theme; django-guardian holds it, for a person or for
a group. The default is no.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from discussions.access import people_who_see
from discussions.models import Discussion
from discussions.naming import is_anonymous_colleague

from .escalation import Escalation, escalated_to, escalation_of
from .models import (
    Contribution,
    ContributionEvent,
    Invitation,
    Question,
    Team,
    Theme,
    ThemeGroupPermission,
    ThemeUserPermission,
)
from .models.contribution import HANDLE_UNROUTED
from .people import DEPUTISE, FACILITATE, OWN, people_of, somebody_else_decides
from .querysets import ContributionQuerySet, TeamQuerySet
from .scope import theme_key_of_page


@dataclass(frozen=True)
class Roles:
    """What one person does on which theme (primary keys), and whether they keep the queue."""

    owned: frozenset[int] = frozenset()
    deputised: frozenset[int] = frozenset()
    facilitated: frozenset[int] = frozenset()
    handles_unrouted: bool = False
    is_superuser: bool = False

    @property
    def themes(self) -> frozenset[int]:
        return self.owned | self.deputised | self.facilitated

    def __bool__(self) -> bool:
        return bool(self.themes) or self.handles_unrouted


NO_ROLES = Roles()


def roles_of(person: Any) -> Roles:
    """Everything a person does on any theme: one query, and the permissions Django caches."""
    if not (person.is_authenticated and person.is_active):
        return NO_ROLES
    held: dict[str, set[int]] = {OWN: set(), DEPUTISE: set(), FACILITATE: set()}
    for theme_id, codename in _held_by(person):
        held[codename].add(theme_id)
    return Roles(
        frozenset(held[OWN]),
        frozenset(held[DEPUTISE]),
        frozenset(held[FACILITATE]),
        handles_unrouted=person.has_perm(HANDLE_UNROUTED),
        is_superuser=person.is_superuser,
    )


def may_see_contribution(person: Any, contribution: Contribution) -> bool:
    return Contribution.objects.visible_to(person).filter(pk=contribution.pk).exists()


def may_thank(person: Any, contribution: Contribution) -> bool:
    """Owners, deputies and facilitators of the theme; for the unrouted and what is escalated to the
    strategy office, who keeps the queue.

    Nobody thanks themselves, or decides about their own, while somebody else may decide.
    """
    return _may_see_and(_may_thank, person, contribution)


def may_review(person: Any, contribution: Contribution) -> bool:
    return may_thank(person, contribution)


def may_decide(person: Any, contribution: Contribution) -> bool:
    """Owners and deputies of the theme, and whoever of its people it was handed over to."""
    return _may_see_and(_may_decide, person, contribution)


def may_reassign(person: Any, contribution: Contribution) -> bool:
    return may_decide(person, contribution)


def may_reopen(person: Any, contribution: Contribution) -> bool:
    """Who may decide about it, and the strategy office, whoever it stands with."""
    return _may_see_and(_may_reopen, person, contribution)


def may_undo(person: Any, event: ContributionEvent) -> bool:
    """One's own step, if its event says what it changed, on what one still sees."""
    is_own = event.actor_id is not None and event.actor_id == person.pk
    return is_own and bool(event.before) and may_see_contribution(person, event.contribution)


def why_left_to_others(person: Any, contribution: Contribution) -> str | None:
    """What to say to a contributor who may not answer it themselves, and otherwise could."""
    if not may_see_contribution(person, contribution):
        return None
    return powers_over(contribution, person).why_not or None


def may_triage(person: Any, question: Question) -> bool:
    """The people of its theme who may see it put its answers together."""
    mine = Question.objects.filter(triaged_by(person, roles_of(person)))
    return mine.visible_to(person).filter(pk=question.pk).exists()


def triaged_by(person: Any, roles: Roles) -> Q:
    """One SQL condition on questions: those of the themes on which `person` has a role."""
    return Q() if roles.is_superuser else Q(theme__in=roles.themes)


def may_set_people(person: Any, theme: Theme) -> bool:
    """Editors of the theme's page say who owns it."""
    return bool(theme.page.permissions_for_user(person).can_edit())


def may_make_team(person: Any, theme: Theme) -> bool:
    """Owners and deputies of a theme that they may see."""
    if not Theme.objects.visible_to(person).filter(pk=theme.pk).exists():
        return False
    return _leads(person, theme.pk)


def may_see_team(person: Any, team: Team) -> bool:
    return Team.objects.visible_to(person).filter(pk=team.pk).exists()


def is_in_team(person: Any, team: Team) -> bool:
    """Whether `person` is a member, whatever else lets them see the team's page."""
    return Team.objects.visible_to(person).with_member(person).filter(pk=team.pk).exists()


def may_keep_team(person: Any, team: Team) -> bool:
    """Who sees the team and owns or deputises its theme: invites, removes, archives, deletes."""
    return may_see_team(person, team) and _leads(person, team.theme_id)


def leaders_of(theme: Theme) -> list[Any]:
    """Who owns or deputises the theme, each once."""
    people = people_of([theme])[theme.pk]
    return list({person.pk: person for person in (*people.owners, *people.deputies)}.values())


def keepers_of(team: Team) -> list[Any]:
    """The members who own or deputise the theme."""
    members = set(team.group.user_set.values_list("pk", flat=True))
    return [person for person in leaders_of(team.theme) if person.pk in members]


def teams_kept_by(person: Any, theme: Theme) -> TeamQuerySet:
    """The open teams of a theme to which `person` may invite: one query."""
    seen = theme.teams.visible_to(person).open()
    if person.is_superuser:
        return seen
    in_person, by_group = _held_on_themes(person.pk, (OWN, DEPUTISE))
    return seen.filter(Q(theme__in=in_person) | Q(theme__in=by_group))


def people_to_invite(team: Team) -> Any:
    """Who sees the theme and is not in the team: nobody else could follow an invitation."""
    return people_who_see(team.theme.page).exclude(groups=team.group_id)


def may_invite_for(person: Any, contribution: Contribution) -> bool:
    """Owners and deputies of its theme."""
    if is_unnamed(contribution):
        return False
    return may_see_contribution(person, contribution) and _leads(person, contribution.theme_id)


def is_unnamed(contribution: Contribution) -> bool:
    """Whether it is anonymous: nobody knows whom to invite."""
    return is_anonymous_colleague(contribution.contributor)


def may_answer_invitation(person: Any, invitation: Invitation) -> bool:
    return bool(person.is_active and invitation.person_id == person.pk)


def _leads(person: Any, theme_id: int) -> bool:
    roles = roles_of(person)
    return roles.is_superuser or theme_id in roles.owned | roles.deputised


def may_ask(person: Any, theme: Theme) -> bool:
    """Whether `person` may set a question below a theme: its people, while they see it."""
    roles = roles_of(person)
    does = roles.is_superuser or theme.pk in roles.themes
    return does and Theme.objects.visible_to(person).filter(pk=theme.pk).exists()


def may_keep_question(person: Any, question: Question) -> bool:
    """Whether `person` may change, end and reopen a question that they see."""
    sees = Question.objects.visible_to(person).filter(pk=question.pk).exists()
    return sees and may_ask(person, question.theme)


def groups_to_ask(person: Any, page: Any = None) -> QuerySet[Group]:
    """Which groups `person` may narrow a question to: their own, and those that `page` has now.

    The names of others are none of their business, and what is asked of others alone would be out
    of their own sight. The group of a theme team lets its members into the team and nothing else.
    """
    offered = Q(strategy_team=None)
    if not person.is_superuser:
        offered &= Q(pk__in=person.groups.values("pk"))
    if page:
        offered |= Q(pk__in=groups_asked(page))
    return Group.objects.filter(offered).order_by("name")


def groups_asked(page: Any) -> QuerySet[Group]:
    """The groups that the page itself, and not one above it, is restricted to."""
    restrictions = PageViewRestriction.objects.filter(
        page=page.pk, restriction_type=PageViewRestriction.GROUPS
    )
    groups = restrictions.values("groups")
    return Group.objects.filter(pk__in=groups).order_by("name")


def moderated_by_role(person: Any) -> Q:
    """The people of a theme moderate its discussions, those under its questions included."""
    return _in_themes_of(person.pk, (OWN, DEPUTISE, FACILITATE))


def answered_by_role(person_id: Any) -> Q:
    """In a theme's discussions, its owners and deputies give the answers."""
    return _in_themes_of(person_id, (OWN, DEPUTISE))


def _in_themes_of(person_id: Any, roles: tuple[str, ...]) -> Q:
    in_person, by_group = _held_on_themes(person_id, roles)
    discussions = Discussion.objects.annotate(theme=theme_key_of_page()).filter(
        Q(theme__in=in_person) | Q(theme__in=by_group)
    )
    return Q(pk__in=discussions.values("pk"))


def _held_on_themes(person_id: Any, roles: tuple[str, ...]) -> tuple[Any, Any]:
    """The themes on which somebody holds one of `roles`, themselves and through a group."""
    held = {"permission__codename__in": roles}
    in_person = ThemeUserPermission.objects.filter(user=person_id, **held)
    by_group = ThemeGroupPermission.objects.filter(group__user=person_id, **held)
    return in_person.values("content_object"), by_group.values("content_object")


def desk_for(person: Any, roles: Roles | None = None) -> ContributionQuerySet:
    """What a person may work on: their themes' contributions, and what their queue holds."""
    roles = roles_of(person) if roles is None else roles
    visible = Contribution.objects.visible_to(person)
    if roles.is_superuser:
        return visible
    on_desk = Q(theme__in=roles.themes)
    if roles.handles_unrouted:
        on_desk |= Q(owner=None) | escalated_to(Escalation.OFFICE, timezone.now())
    return visible.filter(on_desk)


@dataclass(frozen=True)
class Powers:
    """What one person may do about one contribution, whatever state it is in."""

    thank: bool = False
    decide: bool = False
    # Why neither, where they otherwise could.
    why_not: str = ""

    def __bool__(self) -> bool:
        return self.thank or self.decide


def powers_over(contribution: Contribution, person: Any, roles: Roles | None = None) -> Powers:
    """May-questions for a screen that has checked already that the person sees the post."""
    roles = roles_of(person) if roles is None else roles
    powers = Powers(
        _may_thank(roles, person, contribution), _may_decide(roles, person, contribution)
    )
    if powers and _is_left_to_others(person, contribution):
        return Powers(
            why_not=_("You wrote this yourself. Another owner or a deputy of the theme answers it.")
        )
    return powers


def _may_see_and(rule: Any, person: Any, contribution: Contribution) -> bool:
    return (
        may_see_contribution(person, contribution)
        and rule(roles_of(person), person, contribution)
        and not _is_left_to_others(person, contribution)
    )


def _is_left_to_others(person: Any, contribution: Contribution) -> bool:
    return person.pk == contribution.contributor_id and somebody_else_decides(contribution)


def _may_thank(roles: Roles, person: Any, contribution: Contribution) -> bool:
    return _may_handle(roles, contribution) or contribution.theme_id in roles.themes


def _may_decide(roles: Roles, person: Any, contribution: Contribution) -> bool:
    if _may_handle(roles, contribution):
        return True
    if contribution.theme_id in roles.owned | roles.deputised:
        return True
    return contribution.owner_id == person.pk and contribution.theme_id in roles.facilitated


def _may_reopen(roles: Roles, person: Any, contribution: Contribution) -> bool:
    return roles.handles_unrouted or _may_decide(roles, person, contribution)


def _may_handle(roles: Roles, contribution: Contribution) -> bool:
    if roles.is_superuser or not roles.handles_unrouted:
        return roles.is_superuser
    is_escalated = escalation_of(contribution, timezone.now()) == Escalation.OFFICE
    return contribution.owner_id is None or is_escalated


def _held_by(person: Any) -> set[tuple[int, str]]:
    if not (person.is_authenticated and person.is_active):
        return set()
    columns = ("content_object_id", "permission__codename")
    in_person = ThemeUserPermission.objects.filter(user=person).values_list(*columns)
    by_group = ThemeGroupPermission.objects.filter(group__user=person).values_list(*columns)
    return {row for row in in_person.union(by_group) if row[1] in (OWN, DEPUTISE, FACILITATE)}
