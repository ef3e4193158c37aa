"""A discussion's audience is its page's audience: asked for one, for a set, and the other way."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F, Q, Value
from guardian.shortcuts import assign_perm
from wagtail.models import Page, PageViewRestriction

from discussions import access
from discussions.models import Discussion
from discussions.restrictions import IsRefused, IsRefusedBySource
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db

STAFF = {
    "executive", "owner", "deputy", "facilitator", "employee", "colleague", "member", "office",
}  # fmt: skip


def who_sees(cast: Cast, discussion: Discussion) -> set[str]:
    names = {name for name, person in cast if access.may_see_discussion(person, discussion)}
    as_set = {
        name
        for name, person in cast
        if Discussion.objects.visible_to(person).filter(pk=discussion.pk).exists()
    }
    people = User.objects.filter(access.audience(discussion.page))
    path = Value(discussion.page.path)
    as_audience = {name for name, person in cast if person in people}
    unrefused = User.objects.exclude(
        Q(IsRefused(path, F("pk"))) | Q(IsRefusedBySource(path, F("pk")))
    ).filter(is_active=True)
    as_unrefused = {name for name, person in cast if discussion.page.live and person in unrefused}
    assert names == as_set == as_audience == as_unrefused
    return names


def test_an_ancestors_restriction_covers_the_pages_below(cast: Cast, hub: Hub) -> None:
    assert who_sees(cast, hub.discussion) == STAFF


def test_every_restriction_on_the_way_must_be_passed(cast: Cast, hub: Hub) -> None:
    assert who_sees(cast, hub.team_discussion) == {"member"}
    restrict(hub.theme_page, "Other company")
    assert who_sees(cast, hub.team_discussion) == set()


def test_login_lets_every_active_member_in(cast: Cast, hub: Hub) -> None:
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(
        page_id=hub.home.pk, restriction_type=PageViewRestriction.LOGIN
    )
    assert who_sees(cast, hub.discussion) == STAFF | {"outsider"}


def test_a_public_page_has_a_public_discussion(cast: Cast, hub: Hub) -> None:
    PageViewRestriction.objects.all().delete()
    everybody = {name for name, _person in cast}
    assert {
        name for name, person in cast if access.may_see_discussion(person, hub.discussion)
    } == everybody
    assert not access.may_post(cast.anonymous, hub.discussion)


def test_a_shared_password_opens_no_discussion(cast: Cast, hub: Hub) -> None:
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(
        page_id=hub.home.pk, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    assert who_sees(cast, hub.discussion) == set()
    root = User.objects.create_superuser("root")
    assert not access.may_see_discussion(root, hub.discussion)


def test_a_superuser_passes_group_restrictions(cast: Cast, hub: Hub) -> None:
    root = User.objects.create_superuser("root")
    assert access.may_see_discussion(root, hub.team_discussion)


def test_a_page_that_is_not_published_has_no_audience(cast: Cast, hub: Hub) -> None:
    hub.theme_page.unpublish()
    assert who_sees(cast, Discussion.objects.get(pk=hub.discussion.pk)) == set()


def test_a_neighbour_with_a_similar_path_is_not_covered(cast: Cast, hub: Hub) -> None:
    restrict(hub.question_page, "Team")
    assert who_sees(cast, hub.discussion) == STAFF


def test_a_page_and_its_discussion_have_the_same_audience(cast: Cast, hub: Hub) -> None:
    page = Page.objects.get(pk=hub.team_question_page.pk)
    assert [name for name, person in cast if access.may_see_page(person, page)] == ["member"]


@pytest.mark.parametrize("person", ["owner", "deputy", "facilitator"])
def test_the_people_of_a_theme_moderate_its_discussions(cast: Cast, hub: Hub, person: str) -> None:
    assert access.may_moderate(getattr(cast, person), hub.discussion)


def test_a_moderator_is_named_for_a_discussion_and_must_see_it(cast: Cast, hub: Hub) -> None:
    assert not access.may_moderate(cast.employee, hub.discussion)
    for discussion in (hub.discussion, hub.team_discussion):
        assign_perm("moderate_discussion", cast.employee, discussion)
    employee: Any = User.objects.get(pk=cast.employee.pk)
    assert access.may_moderate(employee, hub.discussion)
    assert not access.may_moderate(employee, hub.team_discussion)
