"""Similar contributions: by their words in any language, up to date, within one's audience."""

from typing import Any

import pytest
from django.urls import reverse

from discussions.actions import create_post, delete_post, edit_post, hide_post
from tests.cast import Cast, Hub
from tests.themes.forms import filled
from themes import actions
from themes.models import Contribution, ThemePage
from themes.similarity import SimilarityIndex
from themes.suggesting import contributions_about, similar_contributions
from themes.words import forms_of, stems_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(cast: Cast, hub: Hub) -> Any:
    def say_(body: str, author: Any = None, discussion: Any = None) -> Contribution:
        discussion = discussion or hub.discussion
        author = author or cast.colleague
        return create_post(discussion, author=author, body=body, kind="idea").contribution

    return say_


@pytest.fixture
def talk(say: Any) -> dict[str, Contribution]:
    """In two languages, as people speak; the first of each group is the one that is asked about."""
    return {
        name: say(body)
        for name, body in {
            "racks": "More bicycle racks in front of the entrance, please.",
            "rack": "There is no rack for my bicycle near the north entrance.",
            "heat": "Die Heizung im zweiten Stock wird abends nicht warm.",
            "heats": "Im zweiten Stock sind die Heizungen im Winter abends kaum an.",
            "forms": "Offers take three forms where one would do.",
            "lunch": "Lunch could begin a little earlier on Fridays.",
        }.items()
    }


def names(found: list[Contribution], talk: dict[str, Contribution]) -> list[str]:
    return [name for one in found for name, each in talk.items() if each == one]


def test_stems_join_the_forms_of_a_word_and_leave_out_what_every_text_has() -> None:
    assert stems_of("Die Heizungen und die Heizung") == ["heizun", "heizun"]
    assert stems_of("They measured it; she measures") == ["measur", "measur"]
    assert stems_of("Wärme für alle: [hier](https://example.com/und/weg) https://x.example") == [
        "warme"
    ]
    assert forms_of("Wärme für die Häuser") == [("warme", "Wärme"), ("hauser", "Häuser")]


@pytest.mark.parametrize(("asked", "expected"), [("racks", ["rack"]), ("heat", ["heats"])])
def test_what_says_something_similar_is_suggested_in_either_language(
    cast: Cast, talk: dict[str, Contribution], asked: str, expected: list[str]
) -> None:
    assert names(similar_contributions(talk[asked], cast.owner), talk) == expected


def test_words_find_it_whatever_their_form_the_most_fitting_first(
    cast: Cast, talk: dict[str, Contribution]
) -> None:
    found = contributions_about(talk["lunch"], cast.owner, "heizung winter")
    assert names(found, talk) == ["heats", "heat"]
    assert contributions_about(talk["lunch"], cast.owner, "the and und") == []


def test_it_knows_what_was_written_edited_and_taken_away_a_moment_ago(
    cast: Cast, say: Any, talk: dict[str, Contribution]
) -> None:
    def suggested() -> list[str]:
        return names(similar_contributions(talk["racks"], cast.owner), talk)

    assert suggested() == ["rack"]
    talk["new"] = say("Bicycle racks at the entrance!", author=cast.employee)
    assert suggested() == ["new", "rack"]
    edit_post(talk["new"].post, actor=cast.employee, body="Cheaper coffee.")
    edit_post(talk["lunch"].post, actor=cast.colleague, body="A bicycle rack with a roof.")
    assert suggested() == ["rack", "lunch"]
    hide_post(talk["rack"].post, actor=cast.owner, reason="Names somebody.")
    delete_post(talk["lunch"].post, actor=cast.colleague)
    assert suggested() == []


def test_each_process_catches_up_by_itself(
    cast: Cast, hub: Hub, say: Any, talk: dict[str, Contribution]
) -> None:
    def found(index: SimilarityIndex) -> list[int]:
        here = [hub.discussion.pk]
        asked = index.find("bicycle", theme_id=hub.theme.pk, discussions=here, most=9)
        return sorted(each.post_id for each in asked)

    one, other = SimilarityIndex(), SimilarityIndex()
    assert found(one) == found(other) == sorted([talk["racks"].post_id, talk["rack"].post_id])
    new = say("My bicycle is wet.")
    both = sorted([talk["racks"].post_id, talk["rack"].post_id, new.post_id])
    assert found(other) == found(one) == both


def test_nothing_is_suggested_from_another_theme(
    cast: Cast, hub: Hub, say: Any, talk: dict[str, Contribution]
) -> None:
    other = hub.themes.add_child(instance=ThemePage(title="Health", statement="Stay well."))
    say("A bicycle rack for the entrance.", discussion=other.primary_discussion)
    assert names(similar_contributions(talk["racks"], cast.owner), talk) == ["rack"]


def test_what_one_may_not_see_is_not_suggested(
    cast: Cast, hub: Hub, say: Any, talk: dict[str, Contribution]
) -> None:
    talk["secret"] = say(
        "Bicycle racks at the entrance.", author=cast.member, discussion=hub.team_discussion
    )
    assert names(similar_contributions(talk["racks"], cast.owner), talk) == ["rack"]
    seen = names(similar_contributions(talk["racks"], cast.member), talk)
    assert sorted(seen) == ["rack", "secret"]


def test_what_is_merged_already_is_not_suggested(cast: Cast, talk: dict[str, Contribution]) -> None:
    actions.merge_contribution(
        talk["rack"], into=talk["lunch"], actor=cast.owner, reason="At the entrance, too."
    )
    assert similar_contributions(talk["racks"], cast.owner) == []


# On the desk, without scripts.


@pytest.fixture
def look(client: Any, cast: Cast) -> Any:
    def look_(contribution: Contribution, who: str = "owner", **query: str) -> Any:
        client.force_login(getattr(cast, who))
        return client.get(reverse("strategy_themes:desk_similar", args=[contribution.pk]), query)

    return look_


def test_the_desk_leads_there_and_asks_for_nothing_yet(
    client: Any, cast: Cast, talk: dict[str, Contribution]
) -> None:
    client.force_login(cast.owner)
    racks = talk["racks"]
    page = client.get(reverse("strategy_themes:desk_item", args=[racks.pk])).content.decode()
    assert reverse("strategy_themes:desk_similar", args=[racks.pk]) in page
    assert "near the north entrance" not in page.partition('id="similar"')[2]


def test_one_is_chosen_and_merged_without_knowing_its_number(
    client: Any, cast: Cast, look: Any, talk: dict[str, Contribution]
) -> None:
    racks, rack = talk["racks"], talk["rack"]
    page = look(racks).content.decode()
    assert "There is no rack for my bicycle" in page
    assert f"?into={rack.pk}#step-merge" in page
    form = look(racks, into=str(rack.pk)).context["form"]
    assert form["into"].value() == str(rack.pk)
    address = reverse("strategy_themes:desk_step", args=[racks.pk, "merge"])
    client.post(address, filled("merge", racks, into=form["into"].value(), words="The same."))
    assert Contribution.objects.get(pk=racks.pk).merged_into == rack


def test_words_are_searched_and_nothing_found_is_said(
    look: Any, talk: dict[str, Contribution]
) -> None:
    assert names(look(talk["racks"], words="Heizungen").context["similar"], talk) == [
        "heat",
        "heats",
    ]
    assert (
        "No other contribution of this theme" in look(talk["racks"], words="xyz").content.decode()
    )
    assert "None so far." in look(talk["lunch"]).content.decode()


def test_who_may_not_decide_sees_them_and_has_nothing_to_merge_with(
    look: Any, talk: dict[str, Contribution]
) -> None:
    response = look(talk["racks"], who="facilitator")
    assert response.context["similar"]
    assert "step-merge" not in response.content.decode()


def test_its_cost_does_not_grow_with_what_there_is(
    look: Any, talk: dict[str, Contribution], say: Any, django_assert_max_num_queries: Any
) -> None:
    look(talk["racks"])
    for number in range(9):
        say(f"Bicycle rack {number} at the entrance.")
    with django_assert_max_num_queries(35):
        assert len(look(talk["racks"]).context["similar"]) == 5
