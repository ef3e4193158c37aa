"""Who is told what, once, and only while they may see it."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language
from wagtail.users.models import UserProfile

from discussions.actions import create_post, hide_post, restore_post, support_post
from strategy_hub.actions import mark_all_read, mark_read, notify
from strategy_hub.bell import NEWEST, newest_for, snapshot_of, snapshots_by_id
from strategy_hub.models import Notification
from strategy_hub.telling import tell
from tests.cast import Cast, Hub, restrict
from themes.actions import (
    accept_contribution,
    decline_contribution,
    reassign_contribution,
    start_review,
    thank_contribution,
)
from themes.models import Contribution

Kind = Notification.Kind


def told(person: Any) -> list[tuple[str, str]]:
    mine = Notification.objects.of(person).order_by("pk")
    return [(note.kind, note.sentence) for note in mine]


@pytest.fixture
def contribution(cast: Cast, hub: Hub) -> Contribution:
    post = create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    support_post(post, actor=cast.colleague)
    return post.contribution


@pytest.fixture
def pokes(monkeypatch: Any) -> list[list[int]]:
    poked: list[list[int]] = []
    monkeypatch.setattr("strategy_hub.actions.notifications.poke_people", poked.append)
    return poked


def test_a_contribution_is_announced_to_its_owner(cast, contribution):
    note = Notification.objects.get(person=cast.owner)

    assert note.kind == Kind.CONTRIBUTION_ASSIGNED
    assert note.sentence == "A contribution to “Growth” by Emma Employee waits for you."
    assert note.excerpt == "Ask the drivers first."
    assert note.post == contribution.post
    assert note.created_at == contribution.received_at


def test_an_owner_is_not_told_about_their_own_contribution(cast, hub):
    create_post(hub.discussion, author=cast.owner, body="I have an idea myself.")

    assert told(cast.owner) == []


def test_a_new_owner_is_told(cast, contribution):
    reassign_contribution(contribution, to=cast.deputy, actor=cast.owner, note="Yours, I think.")

    assert [kind for kind, _text in told(cast.deputy)] == [Kind.CONTRIBUTION_ASSIGNED]


def test_the_contributor_follows_every_step(cast, contribution):
    thank_contribution(contribution, actor=cast.owner, message="Thank you, Emma.")
    start_review(contribution, actor=cast.facilitator)
    accept_contribution(contribution, actor=cast.owner, reason="It saves a day.")

    assert told(cast.employee) == [
        (Kind.CONTRIBUTION_THANKED, "Omar Owner thanked you for your contribution to “Growth”."),
        (
            Kind.CONTRIBUTION_REVIEWED,
            "Farid Facilitator took your contribution to “Growth” into review.",
        ),
        (Kind.CONTRIBUTION_DECIDED, "Omar Owner accepted your contribution to “Growth”."),
    ]


def test_a_decision_carries_its_reason_to_contributor_and_supporters(cast, contribution):
    decline_contribution(contribution, actor=cast.owner, reason="The depot closes in May.")

    for person, kind in (
        (cast.employee, Kind.CONTRIBUTION_DECIDED),
        (cast.colleague, Kind.SUPPORTED_DECIDED),
    ):
        note = Notification.objects.of(person).get(kind=kind)
        assert note.excerpt == "The depot closes in May."
        assert note.actor == cast.owner


def test_many_supporters_are_told_in_as_many_queries_as_one(cast, hub, contribution):
    other = create_post(hub.discussion, author=cast.employee, body="Ask the customers too.")
    for person in (cast.colleague, cast.member, cast.facilitator, cast.executive, cast.deputy):
        support_post(other, actor=person)

    with CaptureQueriesContext(connection) as for_one:
        accept_contribution(contribution, actor=cast.owner, reason="It saves a day.")
    with CaptureQueriesContext(connection) as for_five:
        accept_contribution(other.contribution, actor=cast.owner, reason="It saves two.")

    assert Notification.objects.filter(kind=Kind.SUPPORTED_DECIDED).count() == 6
    assert len(for_five) <= len(for_one)


def test_all_supporters_are_poked_together(
    cast, contribution, pokes, django_capture_on_commit_callbacks
):
    support_post(contribution.post, actor=cast.member)
    with django_capture_on_commit_callbacks(execute=True):
        accept_contribution(contribution, actor=cast.owner, reason="It saves a day.")

    assert sorted(map(sorted, pokes)) == [
        [cast.employee.pk],
        sorted([cast.colleague.pk, cast.member.pk]),
    ]


def test_an_answer_is_announced_to_who_is_answered(cast, contribution):
    create_post(
        contribution.post.discussion,
        author=cast.colleague,
        body="They would know.",
        parent=contribution.post,
    )

    assert told(cast.employee) == [(Kind.REPLY, "Carl Colleague answered you in “Growth”.")]


def test_answering_oneself_tells_nobody(cast, contribution):
    create_post(
        contribution.post.discussion, author=cast.employee, body="…", parent=contribution.post
    )

    assert told(cast.employee) == []


def test_a_hidden_post_tells_its_author_why_every_time(cast, contribution):
    post = contribution.post
    hide_post(post, actor=cast.owner, reason="A name in it.")
    restore_post(post, actor=cast.owner)
    hide_post(post, actor=cast.owner, reason="Another name in it.")

    told_why = Notification.objects.of(cast.employee).filter(kind=Notification.Kind.POST_HIDDEN)
    excerpts = told_why.values_list("excerpt", flat=True)
    assert sorted(excerpts) == ["A name in it.", "Another name in it."]


def test_what_was_hidden_is_no_longer_quoted(cast, contribution):
    assert len(told(cast.owner)) == 1

    hide_post(contribution.post, actor=cast.facilitator, reason="A name in it.")

    assert told(cast.owner) == []


def test_who_may_no_longer_see_the_page_no_longer_sees_the_notification(cast, hub, contribution):
    thank_contribution(contribution, actor=cast.owner, message="Thank you.")
    assert snapshot_of(cast.employee)["unread"] == 1

    restrict(hub.theme_page, "Team")

    assert snapshot_of(cast.employee) == snapshot_of(cast.outsider)
    assert told(cast.employee) == []


def test_the_bell_counts_all_that_is_unread_and_takes_one_query(
    cast, hub, django_assert_num_queries
):
    for number in range(NEWEST + 3):
        notify(cast.employee, kind=Kind.REPLY, text="Again?", key=str(number), actor=cast.owner)
    mark_read(Notification.objects.of(cast.employee)[0], actor=cast.employee)

    with django_assert_num_queries(1):
        unread, newest = newest_for(cast.employee)

    assert (unread, len(newest)) == (NEWEST + 2, NEWEST)
    assert newest_for(cast.outsider) == (0, ())


def test_the_same_key_tells_once(cast, hub, pokes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _attempt in range(2):
            notify(cast.employee, kind=Kind.REPLY, text="Again?", key="one", actor=cast.owner)

    assert len(told(cast.employee)) == 1
    assert {person for people in pokes for person in people} == {cast.employee.pk}


def test_nobody_is_told_what_they_did_themselves(cast, hub):
    notify(cast.employee, kind=Kind.REPLY, text="Me?", key="own", actor=cast.employee)

    assert told(cast.employee) == []


def test_a_long_text_is_cut(cast, hub):
    notify(cast.employee, kind=Kind.REPLY, text="long " * 200, key="long")

    assert len(Notification.objects.get().text) == 300


def test_the_person_is_poked_when_the_act_is_stored_and_not_before(
    cast, hub, pokes, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        notify(cast.employee, kind=Kind.REPLY, text="Hello", key="one")
        assert pokes == []

    assert pokes == [[cast.employee.pk]]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_tells_nobody(cast, hub, pokes):
    class Failure(Exception):
        pass

    with pytest.raises(Failure), transaction.atomic():
        create_post(hub.discussion, author=cast.employee, body="Never stored.")
        raise Failure

    assert not Notification.objects.exists()
    assert pokes == []


def test_reading_pokes_once(cast, hub, pokes, django_capture_on_commit_callbacks):
    notify(cast.employee, kind=Kind.REPLY, text="Hello", key="one")
    note = Notification.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        mark_read(note, actor=cast.employee)
        mark_read(note, actor=cast.employee)
        mark_all_read(actor=cast.employee)

    assert pokes == [[cast.employee.pk]]


def test_nobody_reads_for_somebody_else(cast, hub):
    notify(cast.employee, kind=Kind.REPLY, text="Hello", key="one")

    mark_read(Notification.objects.get(), actor=cast.colleague)

    assert Notification.objects.get().is_unread


def test_a_person_is_told_in_their_own_language(cast, hub):
    UserProfile.objects.create(user=cast.colleague, preferred_language="de")
    sentences = []

    class Sentence:
        def __mod__(self, values: Any) -> str:
            sentences.append(get_language())
            return "told"

    tell([cast.employee, cast.colleague], Sentence(), {}, kind=Kind.REPLY, key="one")

    assert sorted(sentences) == ["de", "en-gb"]
    assert len(told(cast.employee)) == len(told(cast.colleague)) == 1


def test_the_snapshot_says_what_the_page_shows(cast, contribution):
    snapshot = snapshots_by_id([cast.owner.pk])[cast.owner.pk]

    (item,) = snapshot["items"]
    assert snapshot["unread"] == 1
    assert item["text"] == "A contribution to “Growth” by Emma Employee waits for you."
    assert item["unread"] is True
    assert item["address"] == f"/hub/notifications/{item['id']}/"
    assert item["text"] in snapshot["html"]


def test_markup_in_names_and_words_stays_text(cast, hub):
    cast.employee.first_name = "<script>alert(1)</script>"
    cast.employee.save()
    create_post(hub.discussion, author=cast.employee, body="<img src=x onerror=alert(1)>")

    html = snapshots_by_id([cast.owner.pk])[cast.owner.pk]["html"]

    assert "<script>" not in html
    assert "<img" not in html


def test_a_locked_account_has_an_empty_snapshot(cast, hub):
    notify(cast.deactivated, kind=Kind.REPLY, text="Hello", key="one")

    nothing = snapshot_of(cast.outsider)
    assert snapshots_by_id([cast.deactivated.pk, 0]) == {cast.deactivated.pk: nothing, 0: nothing}


def test_the_snapshots_of_many_are_what_each_would_get_alone(cast, hub, django_assert_num_queries):
    question = create_post(hub.discussion, author=cast.colleague, body="What then?")
    secret = create_post(hub.team_discussion, author=cast.member, body="Among us")
    people = [cast.employee, cast.member, cast.outsider, cast.office]
    for number in range(NEWEST + 2):
        for person in people:
            post = secret if number % 2 else question
            key = f"number {number}"
            notify(person, kind=Kind.REPLY, text="Again?", key=key, post=post, actor=cast.owner)
    mark_read(Notification.objects.of(cast.member)[1], actor=cast.member)

    with django_assert_num_queries(1):
        together = snapshots_by_id([person.pk for person in people])

    assert together == {person.pk: snapshot_of(person) for person in people}
    assert [together[person.pk]["unread"] for person in people] == [4, 7, 0, 4]


def test_a_superuser_among_many_gets_what_superusers_get(cast, hub, admin_user):
    secret = create_post(hub.team_discussion, author=cast.member, body="Among us")
    for person in (admin_user, cast.employee):
        notify(person, kind=Kind.REPLY, text="You?", key="one", post=secret, actor=cast.owner)

    together = snapshots_by_id([admin_user.pk, cast.employee.pk])

    assert together[admin_user.pk] == snapshot_of(admin_user)
    assert [together[admin_user.pk]["unread"], together[cast.employee.pk]["unread"]] == [1, 0]
