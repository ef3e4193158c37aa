"""Handing over, routing again, and changing the people of a theme."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from guardian.shortcuts import assign_perm, remove_perm

from discussions.actions import create_post
from tests.cast import restrict
from themes import signals
from themes.actions import (
    accept_contribution,
    decline_contribution,
    reassign_contribution,
    route_again,
    set_theme_people,
)
from themes.models import Contribution
from themes.people import people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def unrouted(cast, hub):
    remove_perm("own_theme", cast.owner, hub.theme)
    remove_perm("deputise_theme", cast.deputy, hub.theme)
    post = create_post(hub.discussion, author=cast.employee, body="Anybody there?", kind="idea")
    return post.contribution


@pytest.fixture
def keeper(cast):
    """The strategy office keeps the unrouted queue."""
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    return cast.office


def test_handing_over_names_both_ends_and_the_reason(cast, contribution):
    reassign_contribution(contribution, to=cast.deputy, actor=cast.owner, note="You know phones.")
    stored = Contribution.objects.get()
    assert stored.owner == cast.deputy
    assert stored.routing_reason == "Handed over by Omar Owner: You know phones."
    *_earlier, event = stored.events.all()
    assert (event.kind, event.owner_before, event.owner_after) == (
        "reassigned",
        cast.owner,
        cast.deputy,
    )


def test_a_facilitator_decides_what_was_handed_over_to_them(cast, contribution):
    reassign_contribution(contribution, to=cast.facilitator, actor=cast.owner)
    accept_contribution(contribution, actor=cast.facilitator, reason="Agreed in the workshop.")
    assert contribution.state == "accepted"


@pytest.mark.parametrize("who", ["employee", "executive", "outsider", "deactivated"])
def test_it_is_handed_to_people_of_the_theme_alone(cast, contribution, who):
    with pytest.raises(ValidationError, match="not among the people"):
        reassign_contribution(contribution, to=getattr(cast, who), actor=cast.owner)
    assert Contribution.objects.get().owner == cast.owner


def test_it_is_not_handed_to_somebody_who_may_not_see_it(cast, hub):
    restrict(hub.team_question_page, "Team", "Staff")
    post = create_post(hub.team_discussion, author=cast.member, body="Quiet.", kind="idea")
    restrict(hub.team_question_page, "Team")
    cast.owner.groups.add(*cast.member.groups.all())
    with pytest.raises(ValidationError, match="may see it"):
        reassign_contribution(post.contribution, to=cast.deputy, actor=cast.owner)


def test_it_is_not_handed_to_whoever_has_it(cast, contribution):
    with pytest.raises(ValidationError, match="Omar Owner has it already"):
        reassign_contribution(contribution, to=cast.owner, actor=cast.owner)


def test_what_has_ended_is_not_handed_over(cast, contribution):
    decline_contribution(contribution, actor=cast.owner, reason="Tried it in May.")
    with pytest.raises(ValidationError, match="Declined already"):
        reassign_contribution(contribution, to=cast.deputy, actor=cast.owner)


@pytest.mark.parametrize("who", ["employee", "facilitator", "office"])
def test_others_do_not_hand_over(cast, contribution, who):
    with pytest.raises(PermissionDenied):
        reassign_contribution(contribution, to=cast.deputy, actor=getattr(cast, who))


def test_the_keeper_of_the_queue_routes_again(cast, hub, unrouted, keeper):
    assign_perm("own_theme", cast.executive, hub.theme)
    route_again(unrouted, actor=keeper)
    assert Contribution.objects.get().owner == cast.executive
    assert unrouted.events.last().actor == keeper


def test_routing_again_to_nobody_says_why_and_changes_nothing(unrouted, keeper):
    with pytest.raises(ValidationError, match="The theme has no owner and no deputy"):
        route_again(unrouted, actor=keeper)
    assert unrouted.events.count() == 2


def test_without_the_permission_nobody_routes_again(cast, unrouted):
    with pytest.raises(PermissionDenied):
        route_again(unrouted, actor=cast.office)


def test_the_keeper_hands_an_unrouted_one_to_somebody(cast, unrouted, keeper):
    reassign_contribution(unrouted, to=cast.facilitator, actor=keeper)
    assert Contribution.objects.get().owner == cast.facilitator


def test_the_keeper_decides_the_unrouted_and_nothing_else(cast, contribution, keeper):
    with pytest.raises(PermissionDenied):
        accept_contribution(contribution, actor=keeper, reason="Fine.")


def test_the_keeper_decides_an_unrouted_one(unrouted, keeper):
    accept_contribution(unrouted, actor=keeper, reason="Fine.")
    assert Contribution.objects.get().state == "accepted"


def roles(theme):
    people = people_of([theme])[theme.pk]
    return people.owners, people.deputies, people.facilitators


def test_the_people_of_a_theme_become_exactly_those_named(cast, hub):
    set_theme_people(
        hub.theme,
        owners=[cast.executive],
        deputies=[cast.owner],
        facilitators=[cast.colleague, cast.facilitator],
        actor=None,
    )
    assert roles(hub.theme) == (
        [cast.executive],
        [cast.owner],
        [cast.facilitator, cast.colleague],
    )


def test_a_change_of_people_is_told_and_no_change_is_not(cast, hub):
    heard = []

    def hear(sender, **kwargs):
        heard.append(kwargs["theme"])

    signals.theme_people_changed.connect(hear)
    try:
        for _n in range(2):
            set_theme_people(hub.theme, owners=[cast.executive], actor=None)
    finally:
        signals.theme_people_changed.disconnect(hear)
    assert heard == [hub.theme]


def test_a_theme_without_an_owner_is_refused_whole(cast, hub):
    with pytest.raises(ValidationError, match="needs an owner"):
        set_theme_people(hub.theme, owners=[], deputies=[cast.executive], actor=None)
    assert roles(hub.theme)[0] == [cast.owner]


def test_somebody_who_may_not_edit_the_page_does_not_choose_its_people(cast, hub):
    with pytest.raises(PermissionDenied):
        set_theme_people(hub.theme, owners=[cast.employee], actor=cast.employee)


def test_what_waits_for_somebody_who_leaves_is_routed_again(cast, hub, contribution):
    set_theme_people(hub.theme, owners=[cast.executive], actor=None)
    stored = Contribution.objects.get()
    assert stored.owner == cast.executive
    *_earlier, event = stored.events.all()
    assert event.owner_before == cast.owner


def test_what_is_decided_stays_with_who_decided(cast, hub, contribution):
    accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    set_theme_people(hub.theme, owners=[cast.executive], actor=None)
    assert Contribution.objects.get().owner == cast.owner


def test_a_change_of_role_keeps_what_waits_where_it_is(cast, hub, contribution):
    set_theme_people(hub.theme, owners=[cast.executive], facilitators=[cast.owner], actor=None)
    assert Contribution.objects.get().owner == cast.owner


def test_the_people_of_many_themes_cost_two_queries(cast, hub, django_assert_num_queries):
    themes = [hub.theme] * 3
    with django_assert_num_queries(2):
        people_of(themes)
