"""The fixed cast of the tests, and the small organisation that it works in.

Read it as a table: who is in which group, and who does what on the one theme. `outsider` is signed
in and belongs to nothing here; `member` alone belongs to the private team; `deactivated` was staff.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import transaction
from guardian.shortcuts import assign_perm
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from discussions.models import Discussion
from strategy_hub.models import HubHomePage, UpdateIndexPage, UpdatePage
from themes.models import Question, QuestionPage, Theme, ThemeIndexPage, ThemePage


@dataclass(frozen=True)
class Cast:
    executive: User
    owner: User
    deputy: User
    facilitator: User
    employee: User
    colleague: User
    member: User
    outsider: User
    deactivated: User
    office: User
    anonymous: AnonymousUser

    def __iter__(self) -> Any:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


@dataclass(frozen=True)
class Hub:
    """The pages. Everything is for the group "Staff"; `team_question` is for "Team" alone."""

    home: HubHomePage
    updates: UpdateIndexPage
    update: UpdatePage
    themes: ThemeIndexPage
    theme_page: ThemePage
    question_page: QuestionPage
    team_question_page: QuestionPage

    @property
    def theme(self) -> Theme:
        return self.theme_page.theme

    @property
    def question(self) -> Question:
        question = self.question_page.question
        assert question
        return question

    @property
    def team_question(self) -> Question:
        question = self.team_question_page.question
        assert question
        return question

    @property
    def discussion(self) -> Discussion:
        """The primary discussion of the theme."""
        return self.theme_page.primary_discussion

    @property
    def team_discussion(self) -> Discussion:
        """The primary discussion of the question that only the team may see."""
        return self.team_question_page.primary_discussion


def make_cast() -> Cast:
    staff, _ = Group.objects.get_or_create(name="Staff")
    team, _ = Group.objects.get_or_create(name="Team")
    other, _ = Group.objects.get_or_create(name="Other company")

    def person(username: str, first: str, last: str, *groups: Group, active: bool = True) -> User:
        user = User.objects.create_user(
            username,
            f"{username}@example.com",
            "password",
            first_name=first,
            last_name=last,
            is_active=active,
        )
        user.groups.add(*groups)
        return user

    return Cast(
        executive=person("executive", "Elena", "Executive", staff),
        owner=person("owner", "Omar", "Owner", staff),
        deputy=person("deputy", "Dana", "Deputy", staff),
        facilitator=person("facilitator", "Farid", "Facilitator", staff),
        employee=person("employee", "Emma", "Employee", staff),
        colleague=person("colleague", "Carl", "Colleague", staff),
        member=person("member", "Mina", "Member", staff, team),
        outsider=person("outsider", "Otto", "Outsider", other),
        deactivated=person("deactivated", "Dino", "Deactivated", staff, active=False),
        office=person("office", "Olga", "Office", staff),
        anonymous=AnonymousUser(),
    )


def restrict(page: Any, *groups: str) -> PageViewRestriction:
    """Make a page's section private to groups, replacing what was on that page.

    All at once: a restriction without its groups lets nobody in, and live delivery might see it.
    """
    with transaction.atomic():
        PageViewRestriction.objects.filter(page_id=page.pk).delete()
        restriction = PageViewRestriction.objects.create(
            page_id=page.pk, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.set(Group.objects.filter(name__in=groups))
    return restriction


def make_beginning() -> Page:
    """What Wagtail's migrations leave: a root page and collection, and a site with a first page.

    A test that commits empties every table at its end, these rows included. Returns the root page.
    """
    Locale.objects.get_or_create(language_code=get_supported_content_language_variant("en-gb"))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    if not Site.objects.exists():
        first = root.add_child(instance=Page(title="Welcome", slug="home"))
        Site.objects.create(hostname="localhost", root_page=first, is_default_site=True)
    return root


def make_hub(cast: Cast) -> Hub:
    """The pages and their rights, without a reference index, which no test reads."""
    with disable_reference_index_auto_update():
        return _make_hub(cast)


def _make_hub(cast: Cast) -> Hub:
    root = make_beginning()
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    home = root.add_child(instance=HubHomePage(title="Strategy hub", slug="hub-home"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page_id": home.pk, "site_name": "Test"},
    )
    restrict(home, "Staff")
    updates = home.add_child(instance=UpdateIndexPage(title="Updates"))
    themes = home.add_child(instance=ThemeIndexPage(title="Themes"))
    theme_page = themes.add_child(instance=ThemePage(title="Growth", statement="Grow with care."))
    question_page = theme_page.add_child(
        instance=QuestionPage(title="Faster offers", prompt="What would halve our time to offer?")
    )
    team_question_page = theme_page.add_child(
        instance=QuestionPage(title="Team only", prompt="What stands in the team's way?")
    )
    restrict(team_question_page, "Team")
    update = updates.add_child(
        instance=UpdatePage(
            title="Where we stand",
            summary="Half the year is over.",
            executive=cast.executive,
            published_on=date(2026, 6, 30),
            theme=theme_page.theme,
        )
    )
    assign_perm("own_theme", cast.owner, theme_page.theme)
    assign_perm("deputise_theme", cast.deputy, theme_page.theme)
    assign_perm("facilitate_theme", cast.facilitator, theme_page.theme)
    return Hub(home, updates, update, themes, theme_page, question_page, team_question_page)
