"""Who may do what about a contribution: one table, one row per member of the cast."""

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from discussions.access import may_moderate, may_post
from discussions.actions import create_post
from tests.cast import restrict
from themes import access
from themes.models import Contribution

pytestmark = pytest.mark.django_db

#             see    thank  decide
POWERS = {
    "executive": (True, False, False),
    "owner": (True, True, True),
    "deputy": (True, True, True),
    "facilitator": (True, True, False),
    "employee": (True, False, False),
    "colleague": (True, False, False),
    "member": (True, False, False),
    "outsider": (False, False, False),
    "deactivated": (False, False, False),
    "office": (True, False, False),
    "anonymous": (False, False, False),
}


@pytest.mark.parametrize("who", POWERS)
def test_each_member_of_the_cast_has_the_powers_of_the_table(cast, contribution, who):
    person = getattr(cast, who)
    assert (
        access.may_see_contribution(person, contribution),
        access.may_thank(person, contribution),
        access.may_decide(person, contribution),
    ) == POWERS[who]
    assert access.may_reassign(person, contribution) == POWERS[who][2]


@pytest.mark.parametrize("who", POWERS)
def test_the_desk_holds_what_the_person_may_work_on(cast, contribution, who):
    expected = [contribution] if POWERS[who][1] else []
    assert list(access.desk_for(getattr(cast, who))) == expected


@pytest.mark.parametrize("who", POWERS)
def test_the_people_of_a_theme_moderate_its_discussions(cast, hub, contribution, who):
    person = getattr(cast, who)
    assert may_moderate(person, contribution.post.discussion) == POWERS[who][1]


def test_the_cast_is_complete(cast):
    assert set(POWERS) == {name for name, _person in cast}


def test_a_role_on_one_theme_is_none_on_another(cast, hub, contribution):
    other_page = hub.themes.add_child(instance=type(hub.theme_page)(title="Care", statement="Care"))
    assign_perm("own_theme", cast.colleague, other_page.theme)
    assert not access.may_thank(cast.colleague, contribution)
    assert not may_moderate(cast.colleague, hub.discussion)
    assert not access.desk_for(cast.colleague).exists()


def test_an_owner_outside_the_audience_can_do_nothing(cast, hub, contribution):
    restrict(hub.question_page, "Team")
    assert not access.may_decide(cast.owner, contribution)
    assert not access.desk_for(cast.owner).exists()


def test_a_role_held_through_a_group_counts(cast, hub, contribution):
    assign_perm("facilitate_theme", Group.objects.get(name="Team"), hub.theme)
    assert access.may_thank(cast.member, contribution)
    assert access.roles_of(cast.member).facilitated == {hub.theme.pk}


def test_the_keeper_of_the_queue_has_the_unrouted_alone_on_the_desk(cast, contribution):
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    office = type(cast.office).objects.get(pk=cast.office.pk)
    assert not access.desk_for(office).exists()
    Contribution.objects.update(owner=None)
    assert access.desk_for(office).get() == contribution
    contribution.refresh_from_db()
    assert access.may_decide(office, contribution)


def test_a_superuser_may_everything(cast, contribution):
    cast.office.is_superuser = True
    cast.office.save()
    assert access.may_decide(cast.office, contribution)
    assert access.desk_for(cast.office).get() == contribution


def test_the_roles_of_a_person_cost_one_query_and_the_cached_permissions(
    cast, hub, django_assert_num_queries
):
    access.roles_of(cast.owner)
    with django_assert_num_queries(1):
        access.roles_of(cast.owner)


def test_the_desk_is_one_query_once_the_roles_are_known(
    cast, contribution, django_assert_num_queries
):
    roles = access.roles_of(cast.owner)
    with django_assert_num_queries(1):
        list(access.desk_for(cast.owner, roles).for_display(cast.owner))


def test_a_reply_under_a_closed_question_is_refused(cast, hub):
    from datetime import timedelta

    from django.core.exceptions import ValidationError
    from django.utils import timezone

    page = hub.question_page
    page.opens_at = timezone.now() - timedelta(days=9)
    page.closes_at = timezone.now() - timedelta(days=1)
    page.save()
    discussion = type(hub.discussion).objects.get(page_id=page.pk)
    assert not may_post(cast.employee, discussion)
    with pytest.raises(ValidationError, match="This question closed on"):
        create_post(discussion, author=cast.employee, body="Too late?")


def test_before_it_opens_a_question_takes_no_answers(cast, hub):
    from datetime import timedelta

    from django.core.exceptions import ValidationError
    from django.utils import timezone

    page = hub.question_page
    page.opens_at = timezone.now() + timedelta(days=2)
    page.save()
    discussion = type(hub.discussion).objects.get(page_id=page.pk)
    with pytest.raises(ValidationError, match="This question opens on"):
        create_post(discussion, author=cast.employee, body="Too early?")
