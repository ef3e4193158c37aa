"""Posts that go to another page take their contributions along, or stay where they are."""

import pytest
from django.core.exceptions import ValidationError
from guardian.shortcuts import assign_perm

from discussions import actions
from discussions.models import Discussion, Post
from scorecard.models import Participation
from strategy_hub.models import Notification, UpdatePage
from tests.cast import Cast, Hub
from themes.actions import decline_contribution
from themes.models import Contribution, ThemePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(cast: Cast, hub: Hub) -> Contribution:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Sign on the phone.")
    return Contribution.objects.get(post=post)


@pytest.fixture
def care(cast: Cast, hub: Hub) -> ThemePage:
    """A second theme, owned by the executive and facilitated by the same person as the first."""
    hub.themes.refresh_from_db()
    page: ThemePage = hub.themes.add_child(
        instance=ThemePage(title="Care", statement="Care for people.")
    )
    assign_perm("own_theme", cast.executive, page.theme)
    assign_perm("facilitate_theme", cast.facilitator, page.theme)
    return page


def page_of_no_theme(hub: Hub, cast: Cast) -> UpdatePage:
    hub.updates.refresh_from_db()
    page: UpdatePage = hub.updates.add_child(
        instance=UpdatePage(title="A word", summary="In between", executive=cast.executive)
    )
    return page


def move(hub: Hub, page, actor) -> None:
    discussion = Discussion.objects.get(page=hub.theme_page.pk, is_primary=True)
    actions.move_discussion(discussion, to=page, actor=actor, reason="Asked there")


def test_inside_a_theme_the_owner_stays_and_the_question_is_the_new_one(
    cast: Cast, hub: Hub, idea: Contribution
) -> None:
    move(hub, hub.question_page, cast.facilitator)
    idea.refresh_from_db()
    assert (idea.question, idea.owner) == (hub.question, cast.owner)
    event = idea.events.get(kind="moved")
    assert event.actor == cast.facilitator
    assert event.note == "Moved to another discussion: Asked there"


def test_in_another_theme_somebody_else_answers_and_the_reason_is_stated(
    cast: Cast, hub: Hub, care: ThemePage, idea: Contribution
) -> None:
    written = list(Participation.objects.order_by("pk").values_list("key", "theme"))
    move(hub, care, cast.facilitator)
    idea.refresh_from_db()
    assert (idea.theme, idea.owner) == (care.theme, cast.executive)
    assert idea.routing_reason == "Owner of the theme, because posted under it."
    event = idea.events.get(kind="moved")
    assert (event.owner_before, event.owner_after) == (cast.owner, cast.executive)
    assert list(Participation.objects.order_by("pk").values_list("key", "theme")) == written


def test_the_contributor_and_the_new_owner_are_told(
    cast: Cast, hub: Hub, care: ThemePage, idea: Contribution
) -> None:
    move(hub, care, cast.facilitator)
    told = Notification.objects.filter(key__startswith="event:").order_by("pk")
    assert [(one.person, one.kind) for one in told] == [
        (cast.executive, "assigned"),
        (cast.employee, "progress"),
    ]


def test_what_is_decided_keeps_its_owner_and_its_decision(
    cast: Cast, hub: Hub, care: ThemePage, idea: Contribution
) -> None:
    decline_contribution(idea, actor=cast.owner, reason="We have that already.")
    move(hub, care, cast.facilitator)
    idea.refresh_from_db()
    assert (idea.theme, idea.owner, idea.state) == (care.theme, cast.owner, "declined")


def test_nothing_leaves_the_themes_once_it_waits_for_an_answer(
    cast: Cast, hub: Hub, idea: Contribution, admin_user
) -> None:
    page = page_of_no_theme(hub, cast)
    with pytest.raises(ValidationError) as refusal:
        move(hub, page, admin_user)
    assert refusal.value.code == "theme"
    assert Post.objects.get(pk=idea.post_id).discussion.page_id == hub.theme_page.pk


def test_what_comes_into_a_theme_becomes_a_contribution_now(
    cast: Cast, hub: Hub, admin_user
) -> None:
    page = page_of_no_theme(hub, cast)
    post = actions.create_post(page.primary_discussion, author=cast.employee, body="An idea")
    actions.merge_discussion(
        page.primary_discussion, into=hub.discussion, actor=admin_user, reason="Of this theme"
    )
    contribution = Contribution.objects.get(post=post)
    assert contribution.owner == cast.owner
    assert contribution.received_at > post.created_at


def test_a_split_on_the_same_page_changes_nothing_of_a_contribution(
    cast: Cast, hub: Hub, idea: Contribution
) -> None:
    actions.split_conversation(
        idea.post, actor=cast.facilitator, title="Signing", reason="A matter of its own"
    )
    assert not idea.events.filter(kind="moved").exists()
