"""Whom one may mention, found while one writes: the audience, and nothing about it but names."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions import actions
from discussions.mentions.searching import MOST
from discussions.models import PersonName
from discussions.views import mentions
from tests.cast import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch: Any) -> None:
    monkeypatch.setattr(mentions, "_allowances", {})


def ask(person: Any, discussion: Any, beginning: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(
        reverse("strategy_discussions:people", args=[discussion.pk]), {"q": beginning}
    )


def found(person: Any, discussion: Any, beginning: str) -> list[str]:
    return [one["name"] for one in ask(person, discussion, beginning).json()["people"]]


def add_staff(*names: str) -> list[User]:
    staff = Group.objects.get(name="Staff")
    people = []
    for number, name in enumerate(names):
        first, _blank, last = name.partition(" ")
        person = User.objects.create_user(f"more-{number}", first_name=first, last_name=last)
        person.groups.add(staff)
        people.append(person)
    return people


@pytest.mark.parametrize(
    ("beginning", "names"),
    [
        ("e", ["Elena Executive", "Emma Employee"]),
        ("em", ["Emma Employee"]),
        ("EMMA EMP", ["Emma Employee"]),
        ("employee em", ["Emma Employee"]),
        ("ó", ["Olga Office", "Omar Owner"]),
        ("zoe o", []),
        ("emma x", []),
        ("mma", []),
        ("", []),
        (" ", []),
        ("%", []),
        ("\x00", []),
        ("e" * 5_000, []),
    ],
)
def test_people_are_found_by_the_beginning_of_any_word(cast, hub, beginning, names):
    assert found(cast.colleague, hub.discussion, beginning) == names


def test_an_answer_holds_names_and_the_words_that_mention_them_alone(cast, hub):
    answer = ask(cast.colleague, hub.discussion, "em")
    assert answer.json() == {
        "people": [
            {
                "name": "Emma Employee",
                "words": f"@[Emma Employee](person:{cast.employee.pk})",
                "takes_part": False,
            }
        ]
    }
    assert "no-store" in answer["Cache-Control"]


def test_nobody_outside_of_the_audience_is_found(cast, hub):
    assert found(cast.employee, hub.discussion, "otto") == []
    assert found(cast.employee, hub.discussion, "dino") == []
    assert found(cast.employee, hub.discussion, "anonymous") == []
    cast.outsider.groups.add(*cast.member.groups.all())
    assert found(cast.member, hub.team_discussion, "o") == ["Otto Outsider"]


def test_a_page_for_everybody_who_signs_in_still_leaves_out_accounts_of_nobody(cast, hub):
    restriction = restrict(hub.home)
    restriction.restriction_type = "login"
    restriction.save()
    assert found(cast.employee, hub.discussion, "otto") == ["Otto Outsider"]
    assert found(cast.employee, hub.discussion, "dino") == []
    # The account that guardian makes for those who have not signed in.
    assert User.objects.filter(username="AnonymousUser").exists()
    assert found(cast.employee, hub.discussion, "anon") == []


def test_one_does_not_find_oneself(cast, hub):
    assert found(cast.employee, hub.discussion, "emma") == []


def test_those_who_take_part_come_first(cast, hub):
    add_staff("Ebba Early", "Edda Early")
    actions.create_post(hub.discussion, author=cast.employee, body="Here")
    hidden = actions.create_post(hub.discussion, author=cast.executive, body="Here")
    actions.hide_post(hidden, actor=cast.owner, reason="No")
    answer = ask(cast.colleague, hub.discussion, "e").json()["people"]
    assert [(one["name"], one["takes_part"]) for one in answer] == [
        ("Emma Employee", True),
        ("Ebba Early", False),
        ("Edda Early", False),
        ("Elena Executive", False),
    ]


def test_there_are_never_more_than_a_few_and_each_of_them_once(cast, hub):
    names = [f"Zed{number:02} Zed Zed" for number in range(30)]
    for person in add_staff(*names)[15:]:
        actions.create_post(hub.discussion, author=person, body="Here")
    people = found(cast.employee, hub.discussion, "zed")
    assert len(people) == len(set(people)) == MOST
    assert set(people) <= set(names[15:])


def test_the_list_costs_two_queries_however_many_people_there_are(cast, hub):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(cast.employee, hub.discussion, "z")
        return len(queries)

    ask(cast.employee, hub.discussion, "z")
    few = cost()
    add_staff(*(f"Zed{number} Zed" for number in range(50)))
    assert cost() <= few
    with CaptureQueriesContext(connection) as queries:
        ask(cast.employee, hub.discussion, "z")
    lists = [one for one in queries if "strategy_discussions_personname" in one["sql"]]
    assert len(lists) == 2


def test_the_search_walks_the_index_of_names(cast, hub):
    people = User.objects.filter(strategy_names__key__gte=b"z", strategy_names__key__lt=b"z\xff")
    ordered = people.order_by("strategy_names__key", "pk")[:MOST]
    if connection.vendor == "sqlite":
        assert "person_name_key" in ordered.explain()
    else:
        with connection.cursor() as cursor:
            # So few rows would be read faster without an index.
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "person_name_key" in ordered.explain()


def test_who_asks_too_fast_is_asked_to_wait(cast, hub, settings):
    settings.STRATEGY_HUB = {"MENTION_RATE": (2, 3600)}
    answers = [ask(cast.employee, hub.discussion, "e") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["errors"] == [
        "You have looked up many people just now. Wait a little."
    ]
    assert ask(cast.colleague, hub.discussion, "e").status_code == 200


def test_only_what_reads_is_answered(client, cast, hub):
    client.force_login(cast.employee)
    address = reverse("strategy_discussions:people", args=[hub.discussion.pk])
    assert client.post(address, {"q": "e"}).status_code == 405


# The index of names


def test_a_renamed_person_is_found_by_the_new_name_alone(cast, hub):
    cast.employee.last_name = "Married"
    cast.employee.save()
    assert found(cast.colleague, hub.discussion, "marr") == ["Emma Married"]
    assert found(cast.colleague, hub.discussion, "employ") == []


def test_a_change_that_saves_no_account_is_caught_up(cast, hub, capsys):
    User.objects.filter(pk=cast.employee.pk).update(last_name="Married")
    # Shown as they are called, if found as they were.
    assert found(cast.colleague, hub.discussion, "employ") == ["Emma Married"]
    call_command("index_names")
    assert capsys.readouterr().out == "Names that had changed: 1\n"
    assert found(cast.colleague, hub.discussion, "marr") == ["Emma Married"]
    assert actions.index_all_names() == 0


def test_signing_in_does_not_touch_the_index(cast):
    with CaptureQueriesContext(connection) as queries:
        cast.employee.save(update_fields=["last_login"])
    assert not [one for one in queries if "personname" in one["sql"]]


def test_an_account_without_a_full_name_is_found_by_what_is_shown(cast, hub):
    [person] = add_staff("")
    assert found(cast.employee, hub.discussion, "more") == [person.username]


def test_who_is_deleted_leaves_the_index(cast, hub):
    number = cast.colleague.pk
    assert PersonName.objects.filter(person=number).count() == 2
    cast.colleague.delete()
    assert not PersonName.objects.filter(person=number).exists()
