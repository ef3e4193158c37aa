"""Campaigns beside each other: three signs that can be checked by hand, and nothing on a few."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from discussions.actions import create_post
from scorecard.metrics import CampaignFacts, Group
from scorecard.models import OrgUnit
from scorecard.specificity import any_of, signs_of
from tests.cast import Cast, Hub
from themes.models import QuestionPage

from .test_metrics import people

NAMES, STEPS = any_of(["Service desk", "Porto"]), any_of(["first", "as soon as"])
ADDRESS = "/hub/scorecard/questions/"


@pytest.mark.parametrize(
    ("text", "signs", "words"),
    [
        ("Be better.", "", 2),
        ("It takes 9 days.", "number", 4),
        ("Ask the service  desk.", "name", 4),
        ("Porto's people know.", "name", 3),
        ("A portolan is a map.", "", 5),
        ("First, drop the form.", "step", 4),
        ("Tell me as soon\nas it rings.", "step", 7),
        ("- Drop the form", "step", 3),
        # The number of an item is none that somebody names.
        ("1. Drop the form\n2. Call", "step", 4),
        ("In Porto, first do 2 of them.", "number name step", 7),
        ("", "", 0),
    ],
)
def test_an_answer_shows_a_sign_or_it_does_not(text: str, signs: str, words: int) -> None:
    found = signs_of(text, names=NAMES, steps=STEPS)
    shown = [name for name in ("number", "name", "step") if getattr(found, name)]
    assert (" ".join(shown), found.words) == (signs, words)


@given(st.text(), st.lists(st.text()))
def test_any_text_and_any_names_are_taken_and_always_read_alike(
    text: str, names: list[str]
) -> None:
    first, second = (signs_of(text, names=any_of(names), steps=STEPS) for _ in range(2))
    assert first == second
    assert 0 <= first.shown <= 3


def cells(person: Any, page: QuestionPage) -> dict[str, Any]:
    question = page.question
    assert question
    facts, group = CampaignFacts(person, [question.pk]), Group("question", question.pk)
    names = ("campaign_voices", "campaign_units", "answer_specificity")
    return {name: facts.cell(name, group).figure for name in names}


def answered_by(crowd: list[User], page: QuestionPage, body: str, **more: Any) -> None:
    for person in crowd:
        create_post(page.primary_discussion, author=person, body=body, kind="answer", **more)


@pytest.fixture
def crowd(hub: Hub) -> list[User]:
    """Six people of each of two units, who may see the question."""
    staff = hub.question_page.get_view_restrictions().get().groups.get()
    units = [OrgUnit.add_root(code=code, name=f"Unit {code}") for code in ("north", "south")]
    found = [person for unit in units for person in people(6, unit=unit, prefix=unit.code)]
    staff.user_set.add(*found)
    return found


@pytest.mark.django_db
def test_a_campaign_is_measured_by_what_its_answers_say(
    cast: Cast, hub: Hub, crowd: list[User]
) -> None:
    page = hub.question_page
    page.answer_fields = ["why", "effort"]
    page.save()
    answered_by(crowd[:6], page, "Drop form 7 in unit south.")
    answered_by(crowd[6:], page, "Be better", answer_values={"why": "Slow", "effort": "weeks"})
    found = cells(cast.employee, page)
    assert (found["campaign_voices"].numerator, found["campaign_units"].numerator) == (12, 2)
    specificity = found["answer_specificity"]
    assert (specificity.numerator, specificity.denominator) == (12, 36)
    assert specificity.value == pytest.approx(1 / 3)
    assert specificity.extra == {"number": 0.5, "name": 0.5, "step": 0.0, "words": 4.5}


@pytest.mark.django_db
def test_nothing_is_told_of_a_few_and_anonymous_answers_make_nobody(
    cast: Cast, hub: Hub, crowd: list[User]
) -> None:
    page = hub.question_page
    page.allows_anonymous = True
    page.save()
    answered_by(crowd[:9], page, "Said 9 times")
    for person in crowd[9:]:
        create_post(page.primary_discussion, author=person, body="Quietly", anonymous=True)
    assert set(cells(cast.employee, page).values()) == {None}
    answered_by(crowd[9:10], page, "Said 10 times")
    found = cells(cast.employee, page)
    assert found["campaign_voices"].numerator == 10
    assert found["campaign_units"].people == 10


@pytest.mark.django_db
def test_the_comparison_shows_what_one_sees_and_withholds_what_tells_on_a_few(
    client: Client, cast: Cast, hub: Hub, crowd: list[User]
) -> None:
    hub.question_page.target_units = 3
    hub.question_page.save()
    answered_by(crowd, hub.question_page, "First, call 3 customers")
    create_post(hub.team_discussion, author=cast.member, body="Among us")
    client.force_login(cast.employee)
    page = client.get(ADDRESS).content.decode()
    assert "Faster offers" in page
    assert "Team only" not in page
    assert "of 3 hoped for" in page
    client.force_login(cast.member)
    (team,) = [
        one for one in client.get(ADDRESS).context["campaigns"] if one["page"].title == "Team only"
    ]
    assert all(team[name].is_withheld for name in ("voices", "units", "specificity"))


@pytest.mark.django_db
def test_the_question_shows_from_how_many_units_it_was_answered(
    client: Client, cast: Cast, hub: Hub, crowd: list[User]
) -> None:
    hub.question_page.target_units = 3
    hub.question_page.save()
    client.force_login(cast.employee)
    answered_by(crowd[:3], hub.question_page, "Few")
    assert "withheld" in client.get(hub.question_page.url).content.decode()
    answered_by(crowd[3:], hub.question_page, "Many")
    page = client.get(hub.question_page.url).content.decode()
    assert "units heard" in page
    assert 'max="3" value="2"' in page


@pytest.mark.django_db
def test_without_a_question_the_comparison_says_so(client: Client, cast: Cast, hub: Hub) -> None:
    for page in (hub.question_page, hub.team_question_page):
        page.delete()
    client.force_login(cast.employee)
    assert b"No question yet" in client.get(ADDRESS).content
