"""Triage: answers put together by their words, kept in order by hand, and answered together."""

import csv
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from discussions.actions import create_post, move_discussion, support_post
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from tests.themes.test_import_figures import files_of
from themes import actions
from themes.clustering import group_texts
from themes.models import BulkStep, Cluster, Contribution, ContributionEvent
from themes.words import stems_of

pytestmark = pytest.mark.django_db

SAID = {
    "racks": [
        "More bicycle racks in front of the entrance, please.",
        "There is no rack for my bicycle near the entrance.",
        "A roof over the bicycle racks at the entrance.",
    ],
    "heating": [
        "Die Heizung im zweiten Stock wird abends nicht warm.",
        "Unsere Heizungen im Stock oben werden im Winter nicht warm.",
        "Wann wird die Heizung im Stock repariert?",
    ],
    "alone": ["Lunch could begin earlier on Fridays."],
}


@pytest.fixture
def answers(cast: Cast, hub: Hub) -> dict[str, list[Contribution]]:
    """To the theme's question, by people in turn."""
    people = [cast.employee, cast.colleague, cast.employee]
    discussion = hub.question_page.primary_discussion
    return {
        name: [
            create_post(discussion, author=person, body=body, kind="answer").contribution
            for person, body in zip(people, bodies, strict=False)
        ]
        for name, bodies in SAID.items()
    }


@pytest.fixture
def clusters(cast: Cast, hub: Hub, answers: Any) -> dict[str, Cluster]:
    actions.cluster_answers(hub.question, actor=cast.owner)
    return {
        name: Cluster.objects.get(members__contribution=theirs[0])
        for name, theirs in answers.items()
        if name != "alone"
    }


def members(cluster: Cluster) -> list[Contribution]:
    return list(Contribution.objects.filter(cluster_member__cluster=cluster).order_by("pk"))


def work_off(bulk: BulkStep, words: str, actor: Any) -> None:
    actions.send_many(bulk, words=words, actor=actor)
    while actions.take_portion(bulk, actor=actor, size=2):
        pass


# By their words.


def test_what_says_something_similar_is_together_and_the_rest_stays_alone(
    answers: Any, clusters: dict[str, Cluster]
) -> None:
    assert {name: members(each) for name, each in clusters.items()} == {
        name: answers[name] for name in ("racks", "heating")
    }
    assert Cluster.objects.count() == 2
    assert clusters["racks"].name.lower().split(" · ")[:2] in (
        ["bicycle", "entrance"],
        ["entrance", "bicycle"],
        ["bicycle", "racks"],
        ["racks", "bicycle"],
        ["entrance", "racks"],
        ["racks", "entrance"],
    )


def test_grouping_again_leaves_what_is_grouped_and_adds_what_is_new(
    cast: Cast, hub: Hub, clusters: dict[str, Cluster]
) -> None:
    actions.name_cluster(clusters["racks"], "Racks at the door", actor=cast.deputy)
    assert actions.cluster_answers(hub.question, actor=cast.owner) == []
    for floor in ("first", "second", "third"):
        body = f"The coffee machine on the {floor} floor leaks coffee."
        create_post(hub.question_page.primary_discussion, author=cast.member, body=body)
    (new,) = actions.cluster_answers(hub.question, actor=cast.owner)
    assert len(members(new)) == 3
    assert set(Cluster.objects.values_list("name", flat=True)) >= {"Racks at the door", new.name}


def test_what_is_decided_is_not_grouped(cast: Cast, hub: Hub, answers: Any) -> None:
    for idea in answers["racks"]:
        actions.decline_contribution(idea, actor=cast.owner, reason="No room.")
    (only,) = actions.cluster_answers(hub.question, actor=cast.owner)
    assert members(only) == answers["heating"]


def test_texts_that_say_nothing_make_no_group() -> None:
    assert group_texts([]) == []
    assert group_texts(["the and und", "oder", "12 34", "!"]) == []


# What a reader would put together in each of the two deliberations: the stem that tells, and at
# least so many statements of one group that have it.
SENSIBLE = {
    "polis-bg2050": {"parkin": 10, "transi": 7, "afford": 6, "food": 6},
    "polis-biodiversity": {"indige": 8, "land": 5, "deer": 4, "poison": 4},
}


@pytest.mark.parametrize("name", SENSIBLE)
def test_real_deliberations_fall_into_groups_that_make_sense(name: str) -> None:
    comments, _votes = files_of(name)
    with comments.open(encoding="utf-8", newline="") as file:
        texts = [row["comment-body"] for row in csv.DictReader(file) if row["moderated"] != "-1"]
    groups = group_texts(texts)
    assert group_texts(texts) == groups
    grouped = [place for group in groups for place in group.members]
    assert len(grouped) == len(set(grouped))
    assert len(texts) / 2 < len(grouped) < len(texts)
    assert max(len(group.members) for group in groups) < len(texts) / 10
    for stem, least in SENSIBLE[name].items():
        having = [sum(stem in stems_of(texts[at]) for at in group.members) for group in groups]
        assert max(having) >= least, stem


# By hand.


def test_members_are_moved_and_taken_out(
    cast: Cast, answers: Any, clusters: dict[str, Cluster]
) -> None:
    racks, heating = clusters["racks"], clusters["heating"]
    first, second, third = answers["racks"]
    actions.move_members(racks, [first.pk], to=heating, actor=cast.facilitator)
    assert members(heating) == [first, *answers["heating"]]
    actions.move_members(racks, [second.pk], to=None, actor=cast.owner)
    assert members(racks) == [third]
    with pytest.raises(ValidationError, match="Choose contributions of the cluster first"):
        actions.move_members(racks, [first.pk], to=None, actor=cast.owner)
    actions.move_members(racks, [third.pk], to=None, actor=cast.owner)
    assert not Cluster.objects.filter(pk=heating.pk - 1, members=None).exists()
    assert list(Cluster.objects.all()) == [heating]


def test_what_goes_to_another_page_leaves_its_cluster(
    cast: Cast, hub: Hub, answers: Any, clusters: dict[str, Cluster]
) -> None:
    cast.owner.groups.add(*cast.member.groups.all())
    move_discussion(
        hub.question_page.primary_discussion,
        to=hub.team_question_page,
        actor=cast.owner,
        reason="For the team.",
    )
    assert members(clusters["racks"]) == []


def test_a_cluster_is_named_and_dissolved(cast: Cast, clusters: dict[str, Cluster]) -> None:
    racks = clusters["racks"]
    actions.name_cluster(racks, "  Racks \n at the door ", actor=cast.owner)
    racks.refresh_from_db()
    assert racks.name == "Racks at the door"
    for name in ("", " ", "x" * 121):
        with pytest.raises(ValidationError):
            actions.name_cluster(racks, name, actor=cast.owner)
    actions.dissolve_cluster(racks, actor=cast.owner)
    assert Contribution.objects.filter(cluster_member=None).count() == 4


def test_only_the_people_of_the_theme_put_together(
    cast: Cast, hub: Hub, clusters: dict[str, Cluster]
) -> None:
    racks = clusters["racks"]
    for person in (cast.employee, cast.office, cast.outsider):
        for act in (
            lambda by: actions.cluster_answers(hub.question, actor=by),
            lambda by: actions.name_cluster(racks, "Mine", actor=by),
            lambda by: actions.move_members(racks, [1], to=None, actor=by),
            lambda by: actions.dissolve_cluster(racks, actor=by),
            lambda by: actions.choose_cluster(racks, BulkStep.Kind.THANK, actor=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


# Answered together.


@pytest.mark.parametrize(
    ("kind", "state", "sentence"),
    [
        ("review", "in_review", "Omar Owner took your contributions into review: 2"),
        ("accept", "accepted", "Omar Owner accepted your contributions: 2"),
        ("decline", "declined", "Omar Owner declined your contributions: 2"),
        ("park", "parked", "Omar Owner parked your contributions: 2"),
    ],
)
def test_each_takes_the_step_and_each_contributor_hears_once(
    cast: Cast, answers: Any, clusters: dict[str, Cluster], kind: str, state: str, sentence: str
) -> None:
    support_post(answers["racks"][0].post, actor=cast.member)
    support_post(answers["racks"][1].post, actor=cast.member)
    bulk = actions.choose_cluster(clusters["racks"], BulkStep.Kind(kind), actor=cast.owner)
    work_off(bulk, "Racks come in May.", cast.owner)
    stored = members(clusters["racks"])
    assert {each.state for each in stored} == {state}
    step = ContributionEvent.objects.exclude(kind__in=["received", "routed"])
    assert set(step.values_list("note", flat=True)) == {"Racks come in May."}
    told = Notification.objects.filter(key=f"bulk:{bulk.pk}")
    assert told.get(person=cast.employee).sentence == sentence
    assert told.filter(person=cast.colleague).count() == 1
    of_supporter = Notification.objects.filter(person=cast.member, kind="supported_decided")
    assert [each.number for each in of_supporter] == ([] if kind == "review" else [2])


def test_a_decision_needs_a_reason(cast: Cast, clusters: dict[str, Cluster]) -> None:
    bulk = actions.choose_cluster(clusters["racks"], BulkStep.Kind.DECLINE, actor=cast.owner)
    with pytest.raises(ValidationError, match="Give a reason"):
        actions.send_many(bulk, words=" ", actor=cast.owner)


def test_who_may_not_decide_is_told_so_for_each(cast: Cast, clusters: dict[str, Cluster]) -> None:
    bulk = actions.choose_cluster(clusters["racks"], BulkStep.Kind.ACCEPT, actor=cast.facilitator)
    work_off(bulk, "Yes.", cast.facilitator)
    assert set(bulk.items.values_list("why_not", flat=True)) == {"This is no longer yours to do."}


@pytest.mark.parametrize("kind", ["thank", "review"])
def test_what_has_had_the_step_already_is_not_chosen(
    cast: Cast, answers: Any, clusters: dict[str, Cluster], kind: str
) -> None:
    actions.thank_contribution(answers["racks"][0], actor=cast.owner, message="Thank you.")
    actions.start_review(answers["racks"][0], actor=cast.owner)
    bulk = actions.choose_cluster(clusters["racks"], BulkStep.Kind(kind), actor=cast.owner)
    assert bulk.items.count() == 2


def test_one_that_was_answered_singly_is_left_out(
    cast: Cast, answers: Any, clusters: dict[str, Cluster]
) -> None:
    actions.accept_contribution(answers["racks"][1], actor=cast.owner, reason="At once.")
    bulk = actions.choose_cluster(clusters["racks"], BulkStep.Kind.DECLINE, actor=cast.owner)
    work_off(bulk, "No room.", cast.owner)
    assert [each.state for each in members(clusters["racks"])] == [
        "declined",
        "accepted",
        "declined",
    ]


# On the screen, without scripts.


@pytest.fixture
def browser(client: Any, cast: Cast) -> Any:
    client.force_login(cast.owner)
    return client


def test_grouped_named_and_answered(browser: Any, hub: Hub, answers: Any) -> None:
    page = browser.get(reverse("strategy_themes:triage")).content.decode()
    assert "7 wait for a decision" in page
    address = reverse("strategy_themes:triage_group", args=[hub.question.pk])
    page = browser.post(address, follow=True).content.decode()
    assert "2 new clusters." in page
    assert "1 in no cluster" in page
    cluster = Cluster.objects.get(members__contribution=answers["racks"][0])
    name = reverse("strategy_themes:cluster_name", args=[cluster.pk])
    assert browser.post(name, {"name": ""}).status_code == 422
    assert (
        "Racks at the door"
        in browser.post(name, {"name": "Racks at the door"}, follow=True).content.decode()
    )
    move = reverse("strategy_themes:cluster_move", args=[cluster.pk])
    page = browser.post(move, {"chosen": [answers["racks"][2].pk], "to": "0"}, follow=True)
    assert "Choose another cluster of this question." in page.content.decode()
    page = browser.post(move, {"chosen": [answers["racks"][2].pk], "to": ""}, follow=True)
    assert "1 is taken out." in page.content.decode()
    answer = reverse("strategy_themes:cluster_answer", args=[cluster.pk, "decline"])
    page = browser.post(answer, follow=True)
    assert "Decline 2 contributions" in page.content.decode()
    bulk = page.context["bulk"]
    send = reverse("strategy_themes:bulk_send", args=[bulk.pk])
    back = f"?triage={hub.question.pk}"
    assert browser.post(send + back, {"words": ""}).status_code == 422
    browser.post(send + back, {"words": "No room."}, follow=True)
    go_on = reverse("strategy_themes:bulk_go_on", args=[bulk.pk])
    page = browser.post(go_on + back, follow=True).content.decode()
    assert "All 2 are done." in page
    assert reverse("strategy_themes:triage_question", args=[hub.question.pk]) in page
    page = browser.post(answer, follow=True).content.decode()
    assert "Nothing in this cluster waits for that." in page


def test_an_emptied_cluster_leads_back_to_the_question(
    browser: Any, hub: Hub, clusters: dict[str, Cluster], answers: Any
) -> None:
    move = reverse("strategy_themes:cluster_move", args=[clusters["racks"].pk])
    page = browser.post(move, {"chosen": [each.pk for each in answers["racks"]]}, follow=True)
    assert page.redirect_chain[-1][0] == reverse(
        "strategy_themes:triage_question", args=[hub.question.pk]
    )


def test_its_pages_cost_the_same_however_many_there_are(
    browser: Any, hub: Hub, cast: Cast, clusters: Any, django_assert_max_num_queries: Any
) -> None:
    addresses = [
        reverse("strategy_themes:triage"),
        reverse("strategy_themes:triage_question", args=[hub.question.pk]),
        reverse("strategy_themes:cluster", args=[clusters["racks"].pk]),
    ]
    for address in addresses:
        browser.get(address)
        with django_assert_max_num_queries(30):
            assert browser.get(address).status_code == 200
