"""A decision that is reopened: by whom, with a reason that everybody concerned reads, on time."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from discussions.actions import support_post
from tests.cast import Cast, Hub
from tests.themes.forms import filled
from tests.themes.test_concurrency import fresh
from themes import actions
from themes.models import Contribution

pytestmark = pytest.mark.django_db

REASON = "The lab has measured again."


@pytest.fixture
def declined(cast: Cast, contribution: Contribution) -> Contribution:
    at = timezone.now() - timedelta(days=60)
    return actions.decline_contribution(contribution, actor=cast.owner, reason="No.", at=at)


@pytest.fixture
def office(cast: Cast) -> Any:
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    return type(cast.office).objects.get(pk=cast.office.pk)


def send(client: Any, person: Any, contribution: Contribution, **fields: Any) -> Any:
    client.force_login(person)
    address = reverse("strategy_themes:reopen", args=[contribution.pk])
    return client.post(address, filled("reopen", contribution, **fields))


def test_it_is_in_review_again_without_a_decision(cast: Cast, declined: Contribution) -> None:
    actions.reopen_contribution(declined, actor=cast.owner, reason=REASON)
    stored = fresh(declined)
    assert (stored.state, stored.decided_at, stored.decision_reason) == ("in_review", None, "")
    post = stored.post
    assert (post.badge, post.badge_note) == ("strategy_themes.in_review", REASON)
    assert stored.events.filter(kind="declined", note="No.").exists()


def test_contributor_and_supporters_are_told_why(cast: Cast, declined: Contribution) -> None:
    support_post(declined.post, actor=cast.colleague)
    actions.reopen_contribution(declined, actor=cast.owner, reason=REASON)
    to_contributor = cast.employee.strategy_notifications.latest("created_at")
    to_supporter = cast.colleague.strategy_notifications.latest("created_at")
    assert "reopened the decision on your contribution" in to_contributor.sentence
    assert "reopened the decision on a contribution" in to_supporter.sentence
    assert to_contributor.excerpt == to_supporter.excerpt == REASON


def test_the_clocks_run_again_from_now_on(cast: Cast, declined: Contribution) -> None:
    actions.reopen_contribution(declined, actor=cast.owner, reason=REASON)
    stored = fresh(declined)
    now = timezone.now()
    assert now < stored.thanks_due_at < stored.decision_due_at
    assert stored.due_at == stored.thanks_due_at
    actions.thank_contribution(stored, actor=cast.owner, message="Thank you!")
    assert fresh(declined).due_at == stored.decision_due_at


@pytest.mark.parametrize("who", ["owner", "deputy", "office"])
def test_who_may(cast: Cast, declined: Contribution, office: Any, who: str) -> None:
    person = office if who == "office" else getattr(cast, who)
    actions.reopen_contribution(declined, actor=person, reason=REASON)
    assert fresh(declined).state == "in_review"


@pytest.mark.parametrize("who", ["facilitator", "employee", "outsider", "office"])
def test_who_may_not(client: Any, cast: Cast, declined: Contribution, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.reopen_contribution(declined, actor=getattr(cast, who), reason=REASON)
    assert send(client, getattr(cast, who), declined, words=REASON).status_code == 404
    client.force_login(getattr(cast, who))
    page = client.get(reverse("strategy_themes:contribution", args=[declined.pk]))
    assert "Reopen the decision" not in page.content.decode()


def test_a_reason_is_owed(cast: Cast, declined: Contribution) -> None:
    with pytest.raises(ValidationError, match="Give a reason"):
        actions.reopen_contribution(declined, actor=cast.owner, reason=" ")


def test_only_a_decision_can_be_reopened(cast: Cast, contribution: Contribution) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.reopen_contribution(contribution, actor=cast.owner, reason=REASON)
    assert refusal.value.code == "state"


def test_the_office_reopens_it_on_the_page_that_everybody_sees(
    client: Any, declined: Contribution, office: Any
) -> None:
    client.force_login(office)
    address = reverse("strategy_themes:contribution", args=[declined.pk])
    assert "Reopen the decision" in client.get(address).content.decode()
    response = send(client, office, declined, words=REASON)
    assert response["Location"] == address
    assert fresh(declined).state == "in_review"


def test_a_form_that_is_refused_there_keeps_the_words(
    client: Any, cast: Cast, declined: Contribution, office: Any
) -> None:
    opened = filled("reopen", declined, words=REASON)
    actions.reopen_contribution(declined, actor=cast.owner, reason="I was wrong.")
    client.force_login(office)
    response = client.post(reverse("strategy_themes:reopen", args=[declined.pk]), opened)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Decision reopened by Omar Owner" in page
    assert REASON in page


def test_whose_owner_has_left_finds_another(
    cast: Cast, hub: Hub, declined: Contribution, office: Any
) -> None:
    actions.set_theme_people(hub.theme, owners=[cast.executive], actor=None)
    actions.reopen_contribution(declined, actor=office, reason=REASON)
    assert fresh(declined).owner == cast.executive


def test_what_came_of_it_is_no_longer_said(
    client: Any, cast: Cast, contribution: Contribution
) -> None:
    actions.accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    actions.start_work(contribution, actor=cast.owner)
    actions.complete_contribution(contribution, actor=cast.owner, outcome="Live.")
    address = reverse("strategy_themes:contribution", args=[contribution.pk])
    client.force_login(cast.employee)
    assert client.get(address).context["outcome"] == "Live."
    actions.reopen_contribution(contribution, actor=cast.owner, reason=REASON)
    assert client.get(address).context["outcome"] == ""
