"""Which discussions the people of a theme moderate: one rule for one discussion and for all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import assign_perm

from discussions import actions
from discussions.access import may_moderate
from discussions.models import Discussion
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


def titles(person) -> set[str]:
    return set(Discussion.objects.moderated_by(person).values_list("title", flat=True))


@pytest.mark.parametrize("role", ["owner", "deputy", "facilitator"])
def test_the_people_of_a_theme_moderate_what_belongs_to_it_and_they_see(
    cast: Cast, hub: Hub, role: str
) -> None:
    assert titles(getattr(cast, role)) == {"Growth", "Faster offers", "Where we stand"}


@pytest.mark.parametrize("person", ["employee", "executive", "outsider", "deactivated"])
def test_nobody_else_moderates_anything(cast: Cast, hub: Hub, person: str) -> None:
    assert titles(getattr(cast, person)) == set()


def test_a_moderator_of_one_discussion_moderates_it_alone(cast: Cast, hub: Hub) -> None:
    assign_perm("moderate_discussion", cast.member, hub.team_discussion)
    assert titles(cast.member) == {"Team only"}
    assert may_moderate(cast.member, hub.team_discussion)
    assert not may_moderate(cast.member, hub.discussion)


def test_the_set_takes_one_query_however_many_there_are(cast: Cast, hub: Hub) -> None:
    for number in range(5):
        Discussion.objects.create(page=hub.theme_page, title=f"Aside {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(titles(cast.facilitator)) == 8
    assert len(queries) == 1


def test_a_question_page_says_whether_its_answers_are_held(cast: Cast, hub: Hub) -> None:
    page = hub.question_page
    page.premoderated = True
    page.save_revision().publish()
    held = actions.create_post(page.primary_discussion, author=cast.employee, body="Mine")
    assert held.state == "pending"


def test_saving_the_page_again_leaves_what_a_facilitator_has_decided(cast: Cast, hub: Hub) -> None:
    page = hub.question_page
    actions.keep_discussion(page.primary_discussion, actor=cast.facilitator, premoderated=True)
    page.title = "Faster offers, again"
    page.save_revision().publish()
    assert page.primary_discussion.premoderated
