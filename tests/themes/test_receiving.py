"""Every post that asks for an answer is received and routed where it is stored, or neither."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from discussions.actions import approve_post, create_post, import_post
from discussions.models import Post
from tests.cast import restrict
from themes import signals
from themes.actions import receive_contribution
from themes.models import Absence, Contribution

pytestmark = pytest.mark.django_db


def say(hub, person, kind="comment", parent=None, discussion=None):
    return create_post(
        discussion or hub.discussion, author=person, body="Hear me.", kind=kind, parent=parent
    )


@pytest.mark.parametrize("kind", ["comment", "idea", "question", "concern"])
def test_what_opens_a_conversation_is_a_contribution_of_any_kind(cast, hub, kind):
    contribution = say(hub, cast.employee, kind).contribution
    assert contribution.owner == cast.owner
    assert contribution.theme == hub.theme
    assert contribution.question is None
    assert contribution.routing_rule == "owner"


def test_a_reply_is_one_only_as_an_idea(cast, hub):
    first = say(hub, cast.employee)
    plain = say(hub, cast.colleague, parent=first)
    idea = say(hub, cast.colleague, "idea", parent=first)
    assert not Contribution.objects.filter(post=plain).exists()
    assert idea.contribution.contributor == cast.colleague


def test_under_a_question_it_is_filed_under_the_question(cast, hub):
    contribution = say(hub, cast.employee, discussion=hub.question_page.primary_discussion)
    contribution = contribution.contribution
    assert contribution.question == hub.question
    assert contribution.routing_reason == ("Owner of the theme, because posted under its question.")


def test_outside_every_theme_there_is_no_contribution(cast, hub):
    from discussions.models import Discussion

    elsewhere = Discussion.objects.create(page_id=hub.home.pk, title="Lunch")
    say(hub, cast.employee, discussion=elsewhere)
    assert not Contribution.objects.exists()


def test_the_trail_begins_with_arrival_and_route(cast, hub):
    contribution = say(hub, cast.employee).contribution
    received, routed = contribution.events.all()
    assert (received.kind, received.actor) == ("received", cast.employee)
    assert (routed.kind, routed.actor, routed.owner_after) == ("routed", None, cast.owner)
    assert routed.note == contribution.routing_reason


def test_receiving_a_post_twice_changes_nothing(cast, hub):
    post = say(hub, cast.employee)
    assert receive_contribution(post) == post.contribution
    assert Contribution.objects.count() == 1
    assert post.contribution.events.count() == 2


def test_a_receiver_that_fails_leaves_neither_post_nor_contribution(cast, hub):
    def refuse(sender, **kwargs):
        raise RuntimeError("the ledger is full")

    signals.contribution_received.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            say(hub, cast.employee)
    finally:
        signals.contribution_received.disconnect(refuse)
    assert not Post.objects.exists()
    assert not Contribution.objects.exists()


def test_a_post_that_waits_for_review_is_received_when_it_is_approved(cast, hub):
    post, _is_new = import_post(
        hub.discussion,
        author=cast.employee,
        body="From the box in the canteen.",
        kind="idea",
        written_at=timezone.now() - timedelta(days=9),
        state=Post.State.PENDING,
        submission_key="box:1",
    )
    assert not Contribution.objects.exists()
    approve_post(post, actor=cast.facilitator)
    assert post.contribution.received_at == post.published_at


def test_an_import_keeps_the_time_at_which_it_was_said(cast, hub):
    then = timezone.now() - timedelta(days=400)
    post, _is_new = import_post(
        hub.discussion,
        author=cast.employee,
        body="Said last year.",
        kind="answer",
        written_at=then,
        state=Post.State.VISIBLE,
        submission_key="old:1",
    )
    assert post.contribution.received_at == then


def test_while_the_owner_is_away_the_deputy_gets_it(cast, hub):
    today = timezone.localdate()
    Absence.objects.create(person=cast.owner, first_day=today, last_day=today)
    assert say(hub, cast.employee).contribution.owner == cast.deputy


def test_an_absence_that_is_over_does_not_count(cast, hub):
    Absence.objects.create(
        person=cast.owner, first_day=date(2020, 1, 1), last_day=timezone.localdate() - timedelta(1)
    )
    assert say(hub, cast.employee).contribution.owner == cast.owner


def test_a_deactivated_owner_gets_nothing(cast, hub):
    cast.owner.is_active = False
    cast.owner.save()
    assert say(hub, cast.employee).contribution.routing_rule == "deputy"


def test_without_anybody_it_waits_unrouted_and_says_why(cast, hub):
    remove_perm("own_theme", cast.owner, hub.theme)
    remove_perm("deputise_theme", cast.deputy, hub.theme)
    contribution = say(hub, cast.employee).contribution
    assert contribution.owner is None
    assert contribution.routing_rule == "unrouted"
    assert contribution.routing_reason == "The theme has no owner and no deputy."
    assert list(Contribution.objects.unrouted()) == [contribution]


def test_nothing_restricted_is_routed_to_somebody_outside_its_audience(cast, hub):
    contribution = say(hub, cast.member, discussion=hub.team_discussion).contribution
    assert contribution.owner is None
    assert "2 may not see the page" in contribution.routing_reason


def test_a_page_for_a_group_of_the_owner_is_routed_to_the_owner(cast, hub):
    restrict(hub.team_question_page, "Team", "Staff")
    contribution = say(hub, cast.member, discussion=hub.team_discussion).contribution
    assert contribution.owner == cast.owner


def test_two_owners_share_by_what_waits_for_them(cast, hub):
    assign_perm("own_theme", cast.executive, hub.theme)
    takers = [say(hub, cast.employee).contribution.owner for _n in range(4)]
    assert takers == [cast.executive, cast.owner, cast.executive, cast.owner]


def test_a_group_can_own_a_theme(cast, hub):
    from django.contrib.auth.models import Group

    remove_perm("own_theme", cast.owner, hub.theme)
    assign_perm("own_theme", Group.objects.get(name="Team"), hub.theme)
    assert say(hub, cast.employee).contribution.owner == cast.member


def test_the_reason_is_written_in_the_language_of_the_site(cast, hub):
    from django.utils import translation

    with translation.override("de"):
        contribution = say(hub, cast.employee).contribution
    assert contribution.routing_reason.startswith("Owner of the theme")


def test_receiving_costs_a_fixed_number_of_queries(cast, hub, monkeypatch):
    """Of this app alone: what the apps above do on the signal is theirs to count."""
    monkeypatch.setattr(signals.contribution_received, "send", lambda *args, **kwargs: [])
    costs = []
    for people in ([cast.executive], [cast.colleague, cast.member, cast.employee]):
        for person in people:
            assign_perm("own_theme", person, hub.theme)
        post = say(hub, cast.employee)
        Contribution.objects.all().delete()
        post = Post.objects.select_related("author").get(pk=post.pk)
        with CaptureQueriesContext(connection) as queries:
            receive_contribution(post)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 7
