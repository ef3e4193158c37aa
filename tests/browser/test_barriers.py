"""Screens that bar nobody: those of an owner, of the strategy office, and of two who unseal."""

from collections.abc import Callable, Collection
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from discussions import actions
from tests.cast import Cast, Hub
from tests.scorecard.build import make_strategy
from themes.actions import (
    accept_contribution,
    accept_invitation,
    choose_many,
    cluster_answers,
    end_question,
    invite_person,
    make_team,
    merge_contribution,
    thank_contribution,
)
from themes.models import BulkStep, Contribution

from .barriers import barriers

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
DESK = "/hub/desk/"
SCORECARD = "/hub/scorecard/"


def found_on(page: Page, addresses: Collection[str]) -> dict[str, list[str]]:
    """What bars somebody, by the address where it does: wide and narrow, light and dark."""
    found = {}
    for width, scheme in product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.ok, address
            if in_the_way := barriers(page):
                found[f"{address} {width} {scheme}"] = in_the_way
    return found


def test_the_desk(visit: Visit, cast: Cast, hub: Hub) -> None:
    late, thanked, accepted = (
        actions.create_post(
            hub.discussion, author=cast.employee, body=f"Idea {number}", kind="idea"
        ).contribution
        for number in range(3)
    )
    Contribution.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=30))
    thank_contribution(thanked, actor=cast.owner, message="Thank you, Emma.")
    accept_contribution(accepted, actor=cast.owner, reason="It saves a week.")
    page = visit(cast.owner)
    addresses = [DESK, f"{DESK}{late.pk}/", f"{DESK}{accepted.pk}/?view=done"]
    addresses += [f"{DESK}?view={view}" for view in ("waiting", "overdue", "work", "done")]
    bulk = choose_many(
        BulkStep.Kind.THANK, {late.pk: late.events.latest("pk").pk}, actor=cast.owner
    )
    addresses.append(reverse("strategy_themes:bulk", args=[bulk.pk]))
    assert found_on(page, addresses) == {}


def test_merging_and_triage(visit: Visit, cast: Cast, hub: Hub) -> None:
    answers = [
        actions.create_post(
            hub.question_page.primary_discussion,
            author=cast.employee,
            body=f"More bicycle racks at the entrance, {number}.",
            kind="answer",
        ).contribution
        for number in range(5)
    ]
    first, second, *_ = answers
    merge_contribution(first, into=second, actor=cast.owner, reason="The same.")
    (cluster,) = cluster_answers(hub.question, actor=cast.owner)
    addresses = [
        f"{DESK}{second.pk}/",
        reverse("strategy_themes:desk_similar", args=[second.pk]),
        *(reverse("strategy_themes:contribution", args=[each.pk]) for each in (first, second)),
        reverse("strategy_themes:triage"),
        reverse("strategy_themes:triage_question", args=[hub.question.pk]),
        reverse("strategy_themes:cluster", args=[cluster.pk]),
    ]
    assert found_on(visit(cast.owner), addresses) == {}


def test_questions(visit: Visit, cast: Cast, hub: Hub) -> None:
    question = hub.question_page
    question.answer_fields, question.example_answer = ["why", "effort"], "Drop the second one."
    question.opens_at = timezone.now() - timedelta(days=9)
    question.save()
    idea = actions.create_post(question.primary_discussion, author=cast.employee, body="Drop both.")
    actions.support_post(idea, actor=cast.colleague)
    accept_contribution(idea.contribution, actor=cast.owner, reason="It saves a week.")
    end_question(hub.question, actor=cast.facilitator)
    addresses = [
        reverse("strategy_themes:ask", args=[hub.theme.pk]),
        reverse("strategy_themes:change_question", args=[hub.question.pk]),
        question.get_url(),
        f"{SCORECARD}questions/",
    ]
    assert found_on(visit(cast.facilitator), addresses) == {}


def test_the_scorecard(visit: Visit, cast: Cast, hub: Hub, admin_user: User) -> None:
    strategy = make_strategy(cast.owner, hub.theme)
    page = visit(admin_user)
    addresses = [
        SCORECARD,
        f"{SCORECARD}?on=2026-05&against=2026-Q1",
        f"{SCORECARD}objectives/{strategy.revenue.code}/",
        f"{SCORECARD}metrics/",
        f"{SCORECARD}figures/",
        f"{SCORECARD}freezes/",
    ]
    assert found_on(page, addresses) == {}


def test_a_team(visit: Visit, cast: Cast, hub: Hub) -> None:
    team = make_team(hub.theme, actor=cast.owner, name="Offer squad", purpose="Offers in a day.")
    joined = invite_person(team, person=cast.colleague, actor=cast.owner, reason="You know it.")
    accept_invitation(joined, actor=cast.colleague)
    invitation = invite_person(team, person=cast.employee, actor=cast.owner, reason="Come.")
    make = reverse("strategy_themes:team_make", args=[hub.theme.pk])
    assert found_on(visit(cast.owner), [team.page.url, hub.theme_page.url, make]) == {}
    asked = reverse("strategy_themes:invitation", args=[invitation.pk])
    assert found_on(visit(cast.employee), [asked]) == {}


def test_unsealing(visit: Visit, cast: Cast, hub: Hub) -> None:
    actions.keep_discussion(hub.discussion, actor=cast.owner, allows_anonymous=True)
    posts = [
        actions.create_post(hub.discussion, author=cast.employee, body=body, anonymous=True)
        for body in ("Said quietly", "Said more quietly")
    ]
    asker, decider = (
        give(cast.colleague, "request_unsealing"),
        give(cast.member, "approve_unsealing"),
    )
    unsealing = actions.request_unsealing(posts[0], actor=asker, reason="It threatens somebody.")[0]
    form = reverse("strategy_discussions:request_unsealing", args=[posts[1].pk])
    shown = reverse("strategy_discussions:unsealing", args=[unsealing.pk])
    several = reverse("strategy_discussions:unsealings")
    assert found_on(visit(asker), [form, shown, several]) == {}
    page = visit(decider)
    assert found_on(page, [shown, several]) == {}
    actions.approve_unsealing(unsealing, actor=decider, reason="It does indeed.")
    assert found_on(page, [shown, several]) == {}


def give(person: User, codename: str) -> User:
    person.user_permissions.add(Permission.objects.get(codename=codename))
    return User.objects.get(pk=person.pk)
