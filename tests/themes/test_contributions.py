"""What became of it: one's own list, the public trail, and the links that lead there."""

import re

import pytest
from django.urls import reverse

from discussions import shell
from discussions.actions import create_post, hide_post
from tests.cast import restrict
from themes.actions import (
    accept_contribution,
    complete_contribution,
    decline_contribution,
    merge_contribution,
    start_work,
    thank_contribution,
)
from themes.models import QuestionPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, cast):
    def open_page(who, contribution=None):
        client.force_login(getattr(cast, who))
        name = "strategy_themes:contribution" if contribution else "strategy_themes:contributions"
        return client.get(reverse(name, args=[contribution.pk] if contribution else []))

    return open_page


def test_my_list_holds_mine_newest_first_and_nobody_elses(cast, hub, contribution, read):
    create_post(hub.discussion, author=cast.colleague, body="Not mine.", kind="idea")
    newer = create_post(hub.discussion, author=cast.employee, body="Mine too.", kind="idea")
    response = read("employee")
    assert response.context["contributions"] == [newer.contribution, contribution]


def test_my_list_tells_the_decision_and_its_reason(cast, contribution, read):
    accept_contribution(contribution, actor=cast.owner, reason="It starts in spring.")
    page = read("employee").content.decode()
    assert "Accepted" in page
    assert "It starts in spring." in page


def test_an_empty_list_invites_to_the_themes(hub, read):
    page = read("employee").content.decode()
    assert "You have not said anything yet" in page
    assert re.search(rf'class="button" href="[^"]*{hub.themes.url}"', page)


def test_what_came_of_it_stands_above_the_trail(cast, contribution, read):
    assert read("colleague", contribution).context["outcome"] == ""
    accept_contribution(contribution, actor=cast.owner, reason="It starts in spring.")
    start_work(contribution, actor=cast.owner)
    complete_contribution(contribution, actor=cast.owner, outcome="Forty offers a week.")
    page = read("colleague", contribution).content.decode()
    assert page.index("What came of it") < page.index("The decision") < page.index("Step by step")
    assert page.count("Forty offers a week.") == 2


def test_the_trail_names_each_step_person_and_reason(cast, contribution, read):
    thank_contribution(contribution, actor=cast.facilitator, message="Thank you, Emma!")
    decline_contribution(contribution, actor=cast.owner, reason="The phone is not secure yet.")
    page = read("colleague", contribution).content.decode()
    for text in (
        "Received",
        "Routed: Omar Owner",
        "because posted under its question.",
        "Thank you, Emma!",
        "Farid Facilitator",
        "Declined",
        "The phone is not secure yet.",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("employee", 200), ("colleague", 200), ("owner", 200), ("office", 200), ("outsider", 404)],
)
def test_the_trail_is_for_everybody_who_sees_the_post(contribution, read, who, status):
    assert read(who, contribution).status_code == status


def test_the_trail_of_a_restricted_post_is_for_its_audience(cast, hub, read):
    post = create_post(hub.team_discussion, author=cast.member, body="Among us.", kind="idea")
    assert read("employee", post.contribution).status_code == 404
    assert read("member", post.contribution).status_code == 200


def test_anonymous_people_are_asked_to_sign_in(client, contribution):
    for name, args in (("contributions", []), ("contribution", [contribution.pk])):
        assert client.get(reverse(f"strategy_themes:{name}", args=args)).status_code == 302


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 40])
def test_a_number_that_is_not_there_is_missing(client, cast, hub, number):
    client.force_login(cast.employee)
    assert client.get(f"/hub/contributions/{number}/").status_code == 404


def test_a_hidden_post_shows_its_reason_and_not_its_text(cast, contribution, read):
    hide_post(contribution.post, actor=cast.owner, reason="Names a customer.")
    page = read("colleague", contribution).content.decode()
    assert "Names a customer." in page
    assert "Let us send offers from the phone." not in page


def test_a_merge_leads_to_the_other_only_for_those_who_may_see_it(cast, hub, contribution, read):
    page = hub.theme_page.add_child(instance=QuestionPage(title="Offers", prompt="How?"))
    other = create_post(page.primary_discussion, author=cast.member, body="Same.", kind="idea")
    into = other.contribution
    merge_contribution(contribution, into=into, actor=cast.owner, reason="The same.")
    restrict(page, "Team")
    address = reverse("strategy_themes:contribution", args=[into.pk])
    assert address in read("member", contribution).content.decode()
    assert address not in read("employee", contribution).content.decode()


def test_what_people_wrote_is_escaped(cast, contribution, read):
    accept_contribution(contribution, actor=cast.owner, reason="<script>alert(1)</script>")
    page = read("employee", contribution).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def links(client, rf, person):
    request = rf.get("/")
    request.user = person
    return {item.name for item, _address in shell.nav_items(request)}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("owner", {"themes", "desk", "contributions"}),
        ("facilitator", {"themes", "desk", "contributions"}),
        ("employee", {"themes", "contributions"}),
        ("outsider", {"contributions"}),
        ("anonymous", set()),
    ],
)
def test_the_header_links_to_what_the_person_has(client, rf, cast, hub, who, expected):
    own = {"themes", "desk", "contributions"}
    assert links(client, rf, getattr(cast, who)) & own == expected


def test_my_list_costs_the_same_however_long_it_is(
    client, cast, hub, contribution, monkeypatch, django_assert_max_num_queries
):
    for n in range(8):
        create_post(hub.discussion, author=cast.employee, body=f"Idea {n}.", kind="idea")
    own = {"themes", "desk", "contributions"}
    monkeypatch.setattr(shell, "_slots", {})
    monkeypatch.setattr(
        shell, "_nav", {name: item for name, item in shell._nav.items() if name in own}
    )
    client.force_login(cast.employee)
    with django_assert_max_num_queries(10):
        client.get(reverse("strategy_themes:contributions"))
