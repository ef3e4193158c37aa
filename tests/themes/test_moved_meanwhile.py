"""Two people on the same contribution: who comes second is told what the first one did."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from guardian.shortcuts import assign_perm

from discussions.actions import create_post
from tests.cast import Cast, Hub
from tests.themes.forms import filled
from tests.themes.test_concurrency import at_once, fresh
from themes import actions
from themes.models import Contribution, ContributionEvent

WORDS = "My long and careful words."


def latest(contribution: Contribution) -> int:
    event = contribution.events.order_by("-pk").first()
    assert event
    return event.pk


def send(client: Any, person: Any, step: str, contribution: Contribution, data: Any) -> Any:
    client.force_login(person)
    return client.post(reverse("strategy_themes:desk_step", args=[contribution.pk, step]), data)


def sent_again(response: Any, step: str) -> str:
    """The number of the latest event in the form that came back."""
    page: str = response.content.decode()
    return page.split(f'name="{step}-latest" value="')[1].split('"')[0]


@pytest.mark.django_db
def test_who_comes_second_reads_who_did_what_and_keeps_their_words(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    opened = filled("decline", contribution, words=WORDS)
    actions.start_review(contribution, actor=cast.deputy, note="I ask the lab.")
    response = send(client, cast.owner, "decline", contribution, opened)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Taken into review by Dana Deputy" in page
    assert WORDS in page
    assert fresh(contribution).state == "in_review"


@pytest.mark.django_db
def test_once_they_have_looked_they_can_send_it(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    opened = filled("decline", contribution, words=WORDS)
    actions.start_review(contribution, actor=cast.deputy)
    response = send(client, cast.owner, "decline", contribution, opened)
    again = {**opened, "decline-latest": sent_again(response, "decline")}
    assert send(client, cast.owner, "decline", contribution, again).status_code == 302
    assert fresh(contribution).decision_reason == WORDS


@pytest.mark.django_db
def test_a_form_that_comes_back_for_another_reason_has_not_told_them_yet(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    opened = filled("merge", contribution, words=WORDS, into="none")
    actions.start_review(contribution, actor=cast.deputy)
    response = send(client, cast.owner, "merge", contribution, opened)
    assert "There is no such contribution in this theme." in response.content.decode()
    assert sent_again(response, "merge") == str(opened["merge-latest"])


@pytest.mark.django_db
@pytest.mark.parametrize("number", [None, "", "no number", "-1", "9" * 40])
def test_a_form_without_what_they_saw_is_not_taken(
    client: Any, cast: Cast, contribution: Contribution, number: str | None
) -> None:
    data = {"accept-words": WORDS} | ({} if number is None else {"accept-latest": number})
    response = send(client, cast.owner, "accept", contribution, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "does not say what you saw" in page
    assert WORDS in page
    assert sent_again(response, "accept") == str(latest(contribution))
    assert fresh(contribution).state == "received"


@pytest.mark.django_db
def test_who_may_no_longer_reads_why_and_keeps_their_words(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    actions.reassign_contribution(contribution, to=cast.facilitator, actor=cast.owner)
    opened = filled("accept", contribution, words=WORDS)
    actions.reassign_contribution(contribution, to=cast.deputy, actor=cast.owner)
    response = send(client, cast.facilitator, "accept", contribution, opened)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Handed over to Dana Deputy by Omar Owner" in page
    assert WORDS in page
    assert "This is no longer yours to do." in page


@pytest.mark.django_db
def test_who_had_it_on_a_queue_that_it_has_left_keeps_their_words(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    Contribution.objects.update(owner=None)
    opened = filled("thank", contribution, words=WORDS)
    actions.route_again(contribution, actor=None)
    response = send(client, cast.office, "thank", contribution, opened)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Routed to Omar Owner" in page
    assert WORDS in page


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["employee", "outsider", "executive"])
def test_an_old_form_opens_no_door(
    client: Any, cast: Cast, contribution: Contribution, who: str
) -> None:
    opened = filled("thank", contribution, words=WORDS)
    actions.start_review(contribution, actor=cast.deputy)
    response = send(client, getattr(cast, who), "thank", contribution, opened)
    assert response.status_code == 404


@pytest.mark.django_db
def test_who_sees_it_no_longer_is_told_nothing(
    cast: Cast, contribution: Contribution, hub: Hub
) -> None:
    seen = latest(contribution)
    actions.start_review(contribution, actor=cast.deputy)
    with pytest.raises(Exception) as refusal:
        actions.thank_contribution(contribution, actor=cast.outsider, message=WORDS, seen=seen)
    assert "Dana" not in str(refusal.value)


ACTS: dict[str, Any] = {
    "thank": lambda c, **by: actions.thank_contribution(c, message=WORDS, **by),
    "review": lambda c, **by: actions.start_review(c, **by),
    "accept": lambda c, **by: actions.accept_contribution(c, reason=WORDS, **by),
    "decline": lambda c, **by: actions.decline_contribution(c, reason=WORDS, **by),
    "park": lambda c, **by: actions.park_contribution(c, reason=WORDS, **by),
    "start": lambda c, **by: actions.start_work(c, **by),
    "complete": lambda c, **by: actions.complete_contribution(c, outcome=WORDS, **by),
    "pause": lambda c, **by: actions.pause_clock(c, reason=WORDS, **by),
    "resume": lambda c, **by: actions.resume_clock(c, **by),
    "route": lambda c, **by: actions.route_again(c, **by),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", [*ACTS, "merge", "reassign"])
def test_every_action_refuses_what_has_moved(
    cast: Cast, hub: Hub, contribution: Contribution, act: str
) -> None:
    other = create_post(hub.discussion, author=cast.colleague, body="The same.", kind="idea")
    acts = ACTS | {
        "merge": lambda c, **by: actions.merge_contribution(
            c, into=other.contribution, reason=WORDS, **by
        ),
        "reassign": lambda c, **by: actions.reassign_contribution(c, to=cast.facilitator, **by),
    }
    seen = latest(contribution)
    actions.reassign_contribution(contribution, to=cast.deputy, actor=cast.owner)
    before = ContributionEvent.objects.count()
    with pytest.raises(
        ValidationError, match="Handed over to Dana Deputy by Omar Owner"
    ) as refusal:
        acts[act](contribution, actor=cast.owner, seen=seen)
    assert refusal.value.code == "moved"
    assert ContributionEvent.objects.count() == before


@pytest.mark.django_db
def test_only_the_last_of_many_steps_are_named(cast: Cast, contribution: Contribution) -> None:
    seen = latest(contribution)
    for _round in range(2):
        actions.pause_clock(contribution, actor=cast.deputy, reason="The lab.")
        actions.resume_clock(contribution, actor=cast.deputy)
    with pytest.raises(ValidationError, match="1 step before that"):
        actions.accept_contribution(contribution, actor=cast.owner, reason=WORDS, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_steps_sent_at_once_from_the_same_sight_one_counts(
    cast: Cast, contribution: Contribution
) -> None:
    """Any of them could follow any other, were it not for what their people saw."""
    seen = latest(contribution)
    acts = [ACTS[name] for name in ("thank", "review", "pause", "accept")]
    people = [cast.owner, cast.deputy, cast.facilitator, cast.owner]
    results = at_once(
        *(
            lambda act=act, person=person: act(fresh(contribution), actor=person, seen=seen)
            for act, person in zip(acts, people, strict=True)
        )
    )
    refusals = [result for result in results if isinstance(result, ValidationError)]
    assert [refusal.code for refusal in refusals] == ["moved"] * 3
    assert ContributionEvent.objects.filter(pk__gt=seen).count() == 1
