"""One step on many contributions: each contributor hears once, nothing is lost or doubled."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from discussions.actions import create_post
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from tests.themes.test_concurrency import at_once
from themes import actions
from themes.actions import bulk as bulk_actions
from themes.models import BulkItem, BulkStep, Contribution, ContributionEvent
from themes.views import desk_list

pytestmark = pytest.mark.django_db

WORDS = "Thank you. I have read every one of them."


@pytest.fixture
def ideas(cast: Cast, hub: Hub) -> list[Contribution]:
    """Two of the employee's, one of the colleague's and one of the member's."""
    people = [cast.employee, cast.employee, cast.colleague, cast.member]
    posts = [
        create_post(hub.discussion, author=person, body=f"Idea {n}.", kind="idea")
        for n, person in enumerate(people)
    ]
    return [post.contribution for post in posts]


def choose(ideas: list[Contribution], actor: Any, kind: str = BulkStep.Kind.THANK) -> BulkStep:
    chosen = Contribution.objects.filter(pk__in=[idea.pk for idea in ideas]).latest_events()
    return actions.choose_many(BulkStep.Kind(kind), chosen, actor=actor)


def work_off(bulk: BulkStep, actor: Any, size: int = 2) -> None:
    while actions.take_portion(bulk, actor=actor, size=size):
        pass


def outcomes(bulk: BulkStep) -> list[str]:
    return list(bulk.items.order_by("pk").values_list("outcome", flat=True))


def test_nothing_is_sent_before_it_was_looked_at(cast: Cast, ideas: list[Contribution]) -> None:
    bulk = choose(ideas, cast.owner)
    with pytest.raises(ValidationError, match="Look at it and send it first"):
        actions.take_portion(bulk, actor=cast.owner)
    assert not ContributionEvent.objects.filter(kind="thanked").exists()


def test_each_contribution_is_thanked_for_and_each_contributor_hears_once(
    cast: Cast, ideas: list[Contribution]
) -> None:
    bulk = choose(ideas, cast.owner)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)
    work_off(bulk, cast.owner)
    thanks = ContributionEvent.objects.filter(kind="thanked")
    assert thanks.filter(actor=cast.owner, note=WORDS).count() == len(ideas)
    told = Notification.objects.filter(kind="thanked")
    assert told.filter(excerpt=WORDS, actor=cast.owner).count() == 3
    of_two = told.get(person=cast.employee)
    assert (of_two.number, of_two.sentence) == (
        2,
        "Omar Owner thanked you for your contributions: 2",
    )
    of_one = told.get(person=cast.colleague)
    assert of_one.sentence == "Omar Owner thanked you for your contribution to “Growth”."


def test_all_are_handed_over_and_the_new_owner_hears_once(
    cast: Cast, ideas: list[Contribution]
) -> None:
    bulk = choose(ideas, cast.owner, BulkStep.Kind.REASSIGN)
    actions.send_many(bulk, words="You know phones.", to=cast.deputy, actor=cast.owner)
    work_off(bulk, cast.owner)
    assert Contribution.objects.filter(owner=cast.deputy).count() == len(ideas)
    told = Notification.objects.get(person=cast.deputy, key=f"bulk:{bulk.pk}")
    assert told.sentence == "Omar Owner handed contributions over to you: 4"
    assert told.excerpt == "You know phones."


def test_what_has_changed_is_reported_and_the_rest_goes_through(
    cast: Cast, ideas: list[Contribution]
) -> None:
    bulk = choose(ideas, cast.owner)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)
    actions.start_review(ideas[1], actor=cast.deputy)
    work_off(bulk, cast.owner)
    assert outcomes(bulk) == ["done", "refused", "done", "done"]
    assert "Taken into review by Dana Deputy" in bulk.items.get(outcome="refused").why_not
    assert not ideas[1].events.filter(kind="thanked").exists()


def test_what_one_may_no_longer_do_is_reported(cast: Cast, ideas: list[Contribution]) -> None:
    bulk = choose(ideas[:2], cast.facilitator, BulkStep.Kind.REASSIGN)
    actions.send_many(bulk, words="", to=cast.deputy, actor=cast.facilitator)
    work_off(bulk, cast.facilitator)
    assert outcomes(bulk) == ["refused", "refused"]
    assert bulk.items.earliest("pk").why_not == "This is no longer yours to do."


def test_cut_in_the_middle_and_repeated_nothing_is_lost_or_doubled(
    cast: Cast, ideas: list[Contribution], monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = choose(ideas, cast.owner)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)
    thank = actions.thank_contribution
    taken = []

    def cut(contribution: Contribution, **by: Any) -> Contribution:
        thank(contribution, **by)
        taken.append(contribution)
        if len(taken) == 3:
            raise ConnectionError("cut")
        return contribution

    monkeypatch.setattr("themes.actions.bulk.thank_contribution", cut)
    with pytest.raises(ConnectionError):
        actions.take_portion(bulk, actor=cast.owner)
    assert outcomes(bulk) == ["done", "done", "waiting", "waiting"]
    assert actions.take_portion(bulk, actor=cast.owner) == 0
    assert actions.take_portion(bulk, actor=cast.owner) == 0
    assert ContributionEvent.objects.filter(kind="thanked").count() == len(ideas)
    assert Notification.objects.get(person=cast.employee, kind="thanked").number == 2


@pytest.mark.django_db(transaction=True)
def test_worked_off_twice_at_once_each_is_taken_once(cast: Cast, ideas: list[Contribution]) -> None:
    bulk = choose(ideas, cast.owner)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)

    def act() -> int:
        return actions.take_portion(BulkStep.objects.get(pk=bulk.pk), actor=cast.owner)

    assert not [result for result in at_once(act, act, act) if isinstance(result, Exception)]
    work_off(bulk, cast.owner)
    assert outcomes(bulk) == ["done"] * 4
    assert ContributionEvent.objects.filter(kind="thanked").count() == 4
    assert Notification.objects.get(person=cast.employee, kind="thanked").number == 2


def test_it_is_sent_once_by_who_chose_it(cast: Cast, ideas: list[Contribution]) -> None:
    bulk = choose(ideas, cast.owner)
    with pytest.raises(PermissionDenied):
        actions.send_many(bulk, words=WORDS, actor=cast.deputy)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)
    with pytest.raises(ValidationError, match="sent already"):
        actions.send_many(bulk, words="Other words.", actor=cast.owner)
    with pytest.raises(PermissionDenied):
        actions.take_portion(bulk, actor=cast.deputy)


def test_only_what_is_on_the_desk_can_be_chosen(cast: Cast, ideas: list[Contribution]) -> None:
    for person in (cast.employee, cast.outsider):
        with pytest.raises(ValidationError, match="Choose contributions in the list first"):
            choose(ideas, person)


def test_more_than_a_thousand_are_too_many(
    cast: Cast, ideas: list[Contribution], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_actions, "MOST", 3)
    with pytest.raises(ValidationError, match="Choose 3 contributions at most"):
        choose(ideas, cast.owner)


def test_what_was_never_sent_is_forgotten_with_the_next_choice(
    cast: Cast, ideas: list[Contribution]
) -> None:
    choose(ideas, cast.owner)
    again = choose(ideas[:1], cast.owner)
    assert BulkStep.objects.get() == again
    assert BulkItem.objects.count() == 1


def test_a_bulk_step_cannot_be_undone(cast: Cast, ideas: list[Contribution]) -> None:
    bulk = choose(ideas[:1], cast.owner)
    actions.send_many(bulk, words=WORDS, actor=cast.owner)
    work_off(bulk, cast.owner)
    event = ContributionEvent.objects.get(kind="thanked")
    with pytest.raises(PermissionDenied):
        actions.undo_step(event, actor=cast.owner)


# In the browser, without scripts.


@pytest.fixture
def browser(client: Any, cast: Cast) -> Any:
    client.force_login(cast.owner)
    return client


def tick(browser: Any, ideas: list[Contribution], step: str = "thank") -> Any:
    page = browser.get(reverse("strategy_themes:desk")).content.decode()
    values = [
        part.split('"')[0]
        for part in page.split('name="chosen" form="desk-choice" value="')[1:]
        if int(part.split(":")[0]) in {idea.pk for idea in ideas}
    ]
    address = reverse("strategy_themes:bulk_choose", args=[step])
    return browser.post(address, {"chosen": values}, follow=True)


def test_ticked_looked_at_sent_and_worked_off(
    browser: Any, ideas: list[Contribution], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_actions, "PORTION", 2)
    page = tick(browser, ideas[:3])
    text = page.content.decode()
    assert "Thank for 3 contributions" in text
    assert "Thank you. I have read what you wrote" in text
    bulk = page.context["bulk"]
    sent = browser.post(
        reverse("strategy_themes:bulk_send", args=[bulk.pk]), {"words": WORDS}, follow=True
    )
    assert "0 of 3" in sent.content.decode()
    assert (
        "A step on many contributions was cut off"
        in browser.get(reverse("strategy_themes:desk")).content.decode()
    )
    go_on = reverse("strategy_themes:bulk_go_on", args=[bulk.pk])
    assert "2 of 3" in browser.post(go_on, follow=True).content.decode()
    assert "All 3 are done." in browser.post(go_on, follow=True).content.decode()
    assert Contribution.objects.filter(state="thanked").count() == 3
    assert "was cut off" not in browser.get(reverse("strategy_themes:desk")).content.decode()


def test_the_whole_list_is_chosen_on_all_its_pages(
    browser: Any, ideas: list[Contribution], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_list, "PAGE_SIZE", 2)
    assert 'name="all"' in browser.get(reverse("strategy_themes:desk")).content.decode()
    address = reverse("strategy_themes:bulk_choose", args=["thank"])
    page = browser.post(f"{address}?q=Idea&view=waiting", {"all": "yes"}, follow=True)
    assert page.context["counts"]["total"] == 4
    page = browser.post(f"{address}?q=2&view=waiting", {"all": "yes"}, follow=True)
    assert page.context["counts"]["total"] == 1


def test_nothing_ticked_says_so(browser: Any, ideas: list[Contribution]) -> None:
    page = tick(browser, [])
    assert "Choose contributions in the list first." in page.content.decode()


@pytest.mark.parametrize("value", ["", "1", "x:y", "1:2:3", f"{'9' * 40}:1"])
def test_what_is_no_choice_chooses_nothing(
    browser: Any, ideas: list[Contribution], value: str
) -> None:
    address = reverse("strategy_themes:bulk_choose", args=["thank"])
    page = browser.post(address, {"chosen": [value]}, follow=True)
    assert "Choose contributions in the list first." in page.content.decode()


def test_empty_words_come_back(browser: Any, ideas: list[Contribution]) -> None:
    bulk = tick(browser, ideas).context["bulk"]
    send = reverse("strategy_themes:bulk_send", args=[bulk.pk])
    response = browser.post(send, {"words": " "})
    assert response.status_code == 422
    assert "Write a few words of thanks." in response.content.decode()


def test_a_hand_over_needs_somebody(browser: Any, cast: Cast, ideas: list[Contribution]) -> None:
    page = tick(browser, ideas, "reassign")
    assert "Hand over 4 contributions" in page.content.decode()
    send = reverse("strategy_themes:bulk_send", args=[page.context["bulk"].pk])
    assert browser.post(send, {"to": cast.employee.pk}).status_code == 422
    assert browser.post(send, {"to": cast.deputy.pk}).status_code == 302


def test_a_step_that_is_not_for_many_is_missing(browser: Any, hub: Hub) -> None:
    address = reverse("strategy_themes:bulk_choose", args=["accept"])
    assert browser.post(address).status_code == 404


def test_what_somebody_else_chose_is_missing(
    browser: Any, client: Any, cast: Cast, ideas: list[Contribution]
) -> None:
    bulk = choose(ideas, cast.owner)
    client.force_login(cast.deputy)
    for name in ("bulk", "bulk_send", "bulk_go_on"):
        address = reverse(f"strategy_themes:{name}", args=[bulk.pk])
        method = client.get if name == "bulk" else client.post
        assert method(address).status_code == 404
