"""Undo for ten seconds: exactly as it was, on the trail, and nobody is left with what is not so."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from discussions.actions import create_post, support_post
from strategy_hub.actions import mark_read
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from tests.themes.forms import filled
from tests.themes.test_concurrency import at_once, fresh
from themes import actions, initiatives
from themes.actions.restoring import fields_of
from themes.initiatives import Initiative, InitiativeRegister
from themes.models import Contribution, ContributionEvent

pytestmark = pytest.mark.django_db

ACTS: dict[str, Any] = {
    "thank": lambda c, **by: actions.thank_contribution(c, message="Thanks!", **by),
    "review": lambda c, **by: actions.start_review(c, note="I ask.", **by),
    "accept": lambda c, **by: actions.accept_contribution(c, reason="Yes.", **by),
    "decline": lambda c, **by: actions.decline_contribution(c, reason="No.", **by),
    "park": lambda c, **by: actions.park_contribution(
        c, reason="Later.", until=timezone.localdate() + timedelta(days=9), **by
    ),
    "pause": lambda c, **by: actions.pause_clock(c, reason="The lab.", **by),
}


def last_event(contribution: Contribution) -> ContributionEvent:
    event = contribution.events.order_by("pk").last()
    assert event
    return event


def undo(contribution: Contribution, actor: Any, **how: Any) -> Contribution:
    return actions.undo_step(last_event(contribution), actor=actor, **how)


@pytest.mark.parametrize("act", ACTS)
def test_everything_stands_as_before_and_the_trail_says_what_happened(
    cast: Cast, contribution: Contribution, act: str
) -> None:
    before = fields_of(fresh(contribution))
    ACTS[act](contribution, actor=cast.owner)
    assert fields_of(fresh(contribution)) != before
    step = last_event(contribution)
    undo(contribution, cast.owner)
    assert fields_of(fresh(contribution)) == before
    undoing = last_event(contribution)
    assert (undoing.kind, undoing.actor, undoing.undoes) == ("undone", cast.owner, step)
    assert list(ContributionEvent.objects.standing().values_list("kind", flat=True)) == [
        "received",
        "routed",
    ]


def test_a_merge_a_hand_over_and_the_end_can_be_undone(
    cast: Cast, hub: Hub, contribution: Contribution
) -> None:
    other = create_post(hub.discussion, author=cast.colleague, body="Same.", kind="idea")
    actions.merge_contribution(
        contribution, into=other.contribution, actor=cast.owner, reason="The same."
    )
    undo(contribution, cast.owner)
    assert fresh(contribution).merged_into is None
    actions.reassign_contribution(contribution, to=cast.deputy, actor=cast.owner)
    undo(contribution, cast.owner)
    stored = fresh(contribution)
    assert (stored.owner, stored.routing_rule) == (cast.owner, "owner")
    actions.accept_contribution(stored, actor=cast.owner, reason="Yes.")
    actions.start_work(stored, actor=cast.owner)
    actions.complete_contribution(stored, actor=cast.owner, outcome="Live.")
    undo(contribution, cast.owner)
    assert fresh(contribution).state == "in_progress"


def test_the_post_shows_the_badge_of_the_step_that_still_counts(
    cast: Cast, contribution: Contribution
) -> None:
    actions.start_review(contribution, actor=cast.deputy, note="I ask the lab.")
    actions.accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    undo(contribution, cast.owner)
    post = fresh(contribution).post
    assert (post.badge, post.badge_note) == ("strategy_themes.in_review", "I ask the lab.")
    assert post.badge_by == cast.deputy
    undo_of_review = ContributionEvent.objects.get(kind="review_started")
    with pytest.raises(ValidationError):
        actions.undo_step(undo_of_review, actor=cast.deputy)


def test_without_a_step_that_counts_the_post_has_no_badge(
    cast: Cast, contribution: Contribution
) -> None:
    actions.decline_contribution(contribution, actor=cast.owner, reason="No.")
    undo(contribution, cast.owner)
    assert fresh(contribution).post.badge == ""


def test_after_ten_seconds_it_stands(cast: Cast, contribution: Contribution) -> None:
    actions.decline_contribution(contribution, actor=cast.owner, reason="No.")
    at = last_event(contribution).happened_at
    with pytest.raises(ValidationError, match="ten seconds, and they are over") as refusal:
        undo(contribution, cast.owner, at=at + timedelta(seconds=10, microseconds=1))
    assert refusal.value.code == "late"
    undo(contribution, cast.owner, at=at + timedelta(seconds=10))
    assert fresh(contribution).state == "received"


def test_nobody_undoes_what_another_did_or_a_rule_did(
    cast: Cast, contribution: Contribution
) -> None:
    with pytest.raises(PermissionDenied):
        undo(contribution, cast.owner)  # routed by rule
    actions.decline_contribution(contribution, actor=cast.owner, reason="No.")
    for person in (cast.deputy, cast.employee, cast.outsider):
        with pytest.raises(PermissionDenied):
            undo(contribution, person)
    assert fresh(contribution).state == "declined"


def test_work_that_is_part_of_an_initiative_stands(
    cast: Cast, contribution: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    actions.start_work(contribution, actor=cast.owner)
    linked = InitiativeRegister(
        offered=lambda person, contribution: [],
        linked=lambda person, contribution: [Initiative(1, "Faster offers", "/offers/")],
        link=lambda contribution, key, actor: None,
    )
    monkeypatch.setattr(initiatives, "_register", linked)
    with pytest.raises(ValidationError, match="part of an initiative"):
        undo(contribution, cast.owner)
    assert fresh(contribution).state == "in_progress"


def test_what_somebody_else_did_since_stands(cast: Cast, contribution: Contribution) -> None:
    actions.thank_contribution(contribution, actor=cast.owner, message="Thanks!")
    thanks = last_event(contribution)
    actions.start_review(contribution, actor=cast.deputy)
    with pytest.raises(ValidationError, match="Taken into review by Dana Deputy") as refusal:
        actions.undo_step(thanks, actor=cast.owner)
    assert refusal.value.code == "moved"
    assert fresh(contribution).state == "in_review"


def test_an_undoing_cannot_be_undone(cast: Cast, contribution: Contribution) -> None:
    actions.thank_contribution(contribution, actor=cast.owner, message="Thanks!")
    undo(contribution, cast.owner)
    with pytest.raises(PermissionDenied):
        undo(contribution, cast.owner)


def test_who_has_not_read_of_it_hears_nothing_more(cast: Cast, contribution: Contribution) -> None:
    support_post(contribution.post, actor=cast.colleague)
    actions.decline_contribution(contribution, actor=cast.owner, reason="No.")
    assert Notification.objects.filter(key__startswith="event:").count() == 2
    undo(contribution, cast.owner)
    assert not Notification.objects.filter(key__startswith="event:").exists()


def test_who_has_read_of_it_is_told_that_it_holds_no_longer(
    cast: Cast, contribution: Contribution
) -> None:
    support_post(contribution.post, actor=cast.colleague)
    actions.decline_contribution(contribution, actor=cast.owner, reason="No.")
    read = Notification.objects.get(person=cast.colleague)
    mark_read(read, actor=cast.colleague)
    undo(contribution, cast.owner)
    correction = Notification.objects.unread().get(person=cast.colleague)
    assert correction.sentence == (
        "Omar Owner took back a step on a contribution to “Faster offers” (“Declined”). It is"
        " again as it was: “Received”."
    )
    assert not Notification.objects.filter(person=cast.employee).exists()


def test_a_new_owner_is_not_asked_for_what_was_not_handed_over(
    cast: Cast, contribution: Contribution
) -> None:
    actions.reassign_contribution(contribution, to=cast.deputy, actor=cast.owner)
    assert Notification.objects.filter(person=cast.deputy).exists()
    undo(contribution, cast.owner)
    assert not Notification.objects.filter(person=cast.deputy).exists()


@pytest.fixture
def declined(client: Any, cast: Cast, contribution: Contribution) -> Contribution:
    """Declined by the owner a moment ago, by the form."""
    client.force_login(cast.owner)
    client.post(
        reverse("strategy_themes:desk_step", args=[contribution.pk, "decline"]),
        filled("decline", contribution, words="No."),
        follow=True,
    )
    return contribution


def send_undo(client: Any, contribution: Contribution, event: Any) -> Any:
    address = reverse("strategy_themes:desk_undo", args=[contribution.pk])
    return client.post(address, {"event": event}, follow=True)


def test_the_desk_offers_it_on_every_page_while_it_lasts(
    client: Any, declined: Contribution
) -> None:
    desk = reverse("strategy_themes:desk")
    for address in (desk, reverse("strategy_themes:desk_item", args=[declined.pk])):
        assert client.get(address).context["undo"].event == last_event(declined)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        page = client.get(desk)
    assert page.context["undo"] is None
    assert "data-desk-undo" not in page.content.decode()


def test_the_button_undoes_and_says_so(client: Any, declined: Contribution) -> None:
    page = send_undo(client, declined, last_event(declined).pk)
    assert page.context["results"] == ["Undone. It is again: “Received”."]
    assert page.context["undo"] is None
    assert "(undone)" in page.content.decode()
    assert fresh(declined).state == "received"


def test_the_button_that_is_pressed_too_late_says_so(client: Any, declined: Contribution) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        page = send_undo(client, declined, last_event(declined).pk)
    assert "ten seconds, and they are over" in page.context["results"][0]
    assert page.context["results_tone"] == "negative"
    assert fresh(declined).state == "declined"


@pytest.mark.parametrize("number", ["", "none", "0", "9" * 40])
def test_a_number_of_nothing_undoes_nothing(
    client: Any, declined: Contribution, number: str
) -> None:
    page = send_undo(client, declined, number)
    assert page.context["results"] == ["There is no step of yours to undo here."]
    assert fresh(declined).state == "declined"


@pytest.mark.django_db(transaction=True)
def test_undone_twice_at_once_it_is_undone_once(cast: Cast, contribution: Contribution) -> None:
    actions.thank_contribution(contribution, actor=cast.owner, message="Thanks!")
    number = last_event(contribution).pk

    def act() -> Contribution:
        return actions.undo_step(ContributionEvent.objects.get(pk=number), actor=cast.owner)

    results = at_once(act, act)
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert ContributionEvent.objects.filter(kind="undone").count() == 1
