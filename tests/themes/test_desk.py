"""The owner's desk as a browser sees it: list, filters, reading pane, each step by its form."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from discussions import shell
from discussions.actions import create_post, delete_post
from tests.themes.forms import filled
from themes.actions import accept_contribution, start_work
from themes.models import Contribution
from themes.views import desk as desk_views

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    """Open the desk as a member of the cast: `desk("owner", tab="mine")`."""

    def open_desk(who="owner", item=None, **query):
        client.force_login(getattr(cast, who))
        name = "strategy_themes:desk_item" if item else "strategy_themes:desk"
        return client.get(reverse(name, args=[item.pk] if item else []), query)

    return open_desk


@pytest.fixture
def submit(client, cast):
    """Send the form of a step: `submit("accept", contribution, words="Yes.")`."""

    def submit_step(step, contribution, who="owner", **fields):
        client.force_login(getattr(cast, who))
        address = reverse("strategy_themes:desk_step", args=[contribution.pk, step])
        return client.post(address, filled(step, contribution, **fields))

    return submit_step


def test_what_waits_is_listed_oldest_first(cast, hub, contribution, desk):
    later = create_post(hub.discussion, author=cast.colleague, body="Later.", kind="idea")
    response = desk()
    assert response.status_code == 200
    assert response.context["contributions"] == [contribution, later.contribution]
    assert "Let us send offers from the phone." in response.content.decode()


def _marked(page):
    """Numbers of the contributions that the list marks as the current one."""
    return [int(number) for number in re.findall(r'/hub/desk/(\d+)/[^>]*aria-current="true"', page)]


def test_the_first_of_the_list_is_open_where_the_address_names_none(cast, hub, contribution, desk):
    create_post(hub.discussion, author=cast.colleague, body="Later.", kind="idea")
    response = desk()
    page = response.content.decode()
    assert response.context["selected"] == contribution
    assert "because posted under its question." in page
    assert _marked(page) == [contribution.pk]


def test_the_one_that_the_address_names_is_open(cast, hub, contribution, desk):
    later = create_post(hub.discussion, author=cast.colleague, body="Later.", kind="idea")
    response = desk(item=later.contribution)
    assert response.context["selected"] == later.contribution
    assert _marked(response.content.decode()) == [later.contribution.pk]


def test_only_a_chosen_one_takes_the_place_of_the_list_on_a_phone(contribution, desk):
    assert "desk--open" not in desk().content.decode()
    assert "desk--open" in desk(item=contribution).content.decode()


def test_a_list_of_nothing_opens_nothing(contribution, desk):
    response = desk(q="submarine")
    assert "selected" not in response.context
    assert "desk__pane" not in response.content.decode()


@pytest.mark.parametrize("who", ["employee", "executive", "office", "outsider", "member"])
def test_without_a_role_there_is_no_desk(hub, desk, who):
    assert desk(who).status_code == 404


def test_anonymous_people_are_asked_to_sign_in(client, hub):
    response = client.get(reverse("strategy_themes:desk"))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("who", ["employee", "outsider", "office"])
def test_an_item_of_a_desk_is_missing_for_everybody_else(contribution, desk, submit, who):
    assert desk(who, contribution).status_code == 404
    assert submit("accept", contribution, who, words="Yes.").status_code == 404
    assert Contribution.objects.get().state == "received"


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 40])
def test_a_number_that_is_not_there_is_missing(client, cast, hub, number):
    client.force_login(cast.owner)
    assert client.get(f"/hub/desk/{number}/").status_code == 404


def test_each_tab_counts_what_waits_in_it(cast, hub, contribution, desk):
    decided = create_post(hub.discussion, author=cast.colleague, body="Done.", kind="idea")
    accept_contribution(decided.contribution, actor=cast.owner, reason="Good.")
    tabs = {tab.name: tab.count for tab in desk().context["tabs"]}
    assert tabs == {"mine": 1, "themes": 1}


def test_a_deputy_starts_where_something_waits(contribution, desk):
    response = desk("deputy")
    assert response.context["tab"].name == "themes"
    assert response.context["contributions"] == [contribution]


def test_the_unrouted_queue_is_for_those_who_keep_it(cast, contribution, desk):
    Contribution.objects.update(owner=None)
    assert desk(tab="unrouted").context["tab"].name != "unrouted"
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    response = desk("office", tab="unrouted")
    assert response.context["contributions"] == [contribution]


def test_what_was_withdrawn_no_longer_waits(cast, hub, contribution, desk):
    delete_post(contribution.post, actor=cast.employee)
    response = desk()
    assert response.context["contributions"] == []
    assert "Nothing waits for you" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"q": "phone"}, True),
        ({"q": "Emma offers"}, True),
        ({"q": "submarine"}, False),
        ({"state": "received"}, True),
        ({"state": "thanked"}, False),
        ({"state": "nonsense"}, True),
        ({"theme": "nonsense"}, True),
        ({"view": "done"}, False),
        ({"view": "nonsense"}, True),
        ({"page": "2"}, True),
        ({"page": "nonsense"}, True),
    ],
)
def test_filters_narrow_the_list_and_nonsense_does_not(contribution, desk, query, is_found):
    response = desk(**query)
    assert response.status_code == 200
    assert (contribution in response.context["contributions"]) == is_found


def test_the_list_is_narrowed_to_a_theme_or_a_question(cast, hub, contribution, desk):
    plain = create_post(hub.discussion, author=cast.colleague, body="General.", kind="idea")
    assert desk(theme=hub.theme.pk).context["contributions"] == [
        contribution,
        plain.contribution,
    ]
    assert desk(question=hub.question.pk).context["contributions"] == [contribution]


def test_filters_offer_no_theme_that_the_person_may_not_see(cast, hub, contribution, desk):
    filters = desk().context["filters"]
    assert list(filters.fields["question"].queryset) == [hub.question]


def test_filters_stay_in_the_address_of_every_link(contribution, desk):
    page = desk(q="phone", tab="mine").content.decode()
    assert f"/hub/desk/{contribution.pk}/?q=phone&amp;tab=mine&amp;view=waiting" in page


def test_the_pane_shows_the_post_in_its_thread_and_why_it_is_here(cast, hub, contribution, desk):
    create_post(
        contribution.post.discussion,
        author=cast.colleague,
        body="I second that.",
        parent=contribution.post,
    )
    page = desk(item=contribution).content.decode()
    assert "Let us send offers from the phone." in page
    assert "I second that." in page
    assert "because posted under its question." in page


def test_a_reply_shows_what_it_answers(cast, hub, contribution, desk):
    reply = create_post(
        contribution.post.discussion,
        author=cast.colleague,
        body="With voice, too.",
        kind="idea",
        parent=contribution.post,
    )
    page = desk(item=reply.contribution).content.decode()
    assert "In reply to Emma Employee" in page


def test_the_thanks_are_a_draft_that_a_person_sends(contribution, desk, submit):
    page = desk(item=contribution).content.decode()
    assert "Thank you, Emma. I have read what you wrote on “Faster offers”" in page
    assert Contribution.objects.get().thanked_at is None
    response = submit("thank", contribution, words="Thank you, Emma!")
    assert response.status_code == 302
    assert contribution.events.last().note == "Thank you, Emma!"


STEPS = [
    ("thank", {"words": "Thanks!"}, "thanked"),
    ("review", {"words": ""}, "in_review"),
    ("accept", {"words": "Because."}, "accepted"),
    ("decline", {"words": "Because."}, "declined"),
    ("park", {"words": "Next year."}, "parked"),
]


@pytest.mark.parametrize(("step", "fields", "state"), STEPS)
def test_a_step_is_taken_by_its_form(contribution, submit, step, fields, state):
    response = submit(step, contribution, **fields)
    assert response.status_code == 302
    assert Contribution.objects.get().state == state


def test_work_is_started_and_done_by_form(cast, contribution, submit):
    accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    submit("start", contribution, words="")
    assert Contribution.objects.get().state == "in_progress"
    submit("done", contribution, words="Live since Monday.")
    assert Contribution.objects.get().state == "done"


def test_it_is_parked_until_a_day(contribution, submit):
    day = timezone.localdate() + timedelta(days=40)
    submit("park", contribution, words="After the fair.", until=day.isoformat())
    assert Contribution.objects.get().parked_until == day


@pytest.mark.parametrize("form_of_number", ["{}", "#{}", "https://hub.example/contributions/{}/"])
def test_it_is_merged_by_the_number_of_the_other(cast, hub, contribution, submit, form_of_number):
    other = create_post(hub.discussion, author=cast.colleague, body="Same.", kind="idea")
    number = form_of_number.format(other.contribution.pk)
    response = submit("merge", contribution, words="The same idea.", into=number)
    assert response.status_code == 302
    assert Contribution.objects.get(pk=contribution.pk).merged_into == other.contribution


@pytest.mark.parametrize("number", ["", "none", "999999", "9" * 40])
def test_a_merge_into_nothing_keeps_what_was_typed(contribution, submit, number):
    response = submit("merge", contribution, words="The same idea.", into=number)
    assert response.status_code == 422
    assert "The same idea." in response.content.decode()


def test_it_is_handed_over_by_form(cast, contribution, submit):
    submit("reassign", contribution, to=cast.deputy.pk, words="You know phones.")
    assert Contribution.objects.get().owner == cast.deputy


def test_it_is_offered_to_people_of_the_theme_alone(cast, contribution, submit):
    response = submit("reassign", contribution, to=cast.employee.pk, words="Please.")
    assert response.status_code == 422
    assert Contribution.objects.get().owner == cast.owner


def test_an_unrouted_one_is_routed_again_by_form(cast, hub, contribution, submit):
    Contribution.objects.update(owner=None)
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    submit("route", contribution, "office")
    assert Contribution.objects.get().owner == cast.owner


def test_routing_to_nobody_says_why(cast, hub, contribution, submit):
    for role, person in (("own_theme", cast.owner), ("deputise_theme", cast.deputy)):
        remove_perm(role, person, hub.theme)
    Contribution.objects.update(owner=None)
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    response = submit("route", contribution, "office")
    assert response.status_code == 422
    assert "The theme has no owner and no deputy." in response.content.decode()


def test_a_reason_is_required_and_the_form_says_so(contribution, submit):
    response = submit("decline", contribution, words="  ")
    assert response.status_code == 422
    assert "Give a reason; the contributor will read it." in response.content.decode()
    assert Contribution.objects.get().state == "received"


def test_a_step_that_came_too_late_keeps_what_was_typed(cast, contribution, submit):
    accept_contribution(contribution, actor=cast.deputy, reason="Yes.")
    response = submit("decline", contribution, words="My long reasons.")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Accepted already, by Dana Deputy on" in page
    assert "My long reasons." in page


def test_only_possible_and_permitted_steps_are_offered(cast, contribution, desk):
    def offered(who):
        return [form.name for form in desk(who, contribution).context["forms"]]

    assert offered("facilitator") == ["thank", "review", "pause"]
    assert offered("owner") == [
        "thank",
        "review",
        "accept",
        "decline",
        "park",
        "merge",
        "pause",
        "reassign",
        "invite",
    ]
    accept_contribution(contribution, actor=cast.owner, reason="Yes.")
    start_work(contribution, actor=cast.owner)
    assert offered("owner") == ["done", "reopen", "reassign", "invite"]


def test_a_step_that_is_not_permitted_is_missing(contribution, submit):
    assert submit("accept", contribution, "facilitator", words="Yes.").status_code == 404


def test_a_step_that_does_not_exist_is_missing(contribution, submit):
    assert submit("sing", contribution).status_code == 404


@pytest.fixture
def long_desk(cast, hub, contribution, desk, monkeypatch):
    """Thirteen in the frame of this app alone: what apps above show in it is theirs to count."""
    for n in range(12):
        create_post(hub.discussion, author=cast.colleague, body=f"Idea {n}.", kind="idea")
    own = {"themes", "desk", "contributions"}
    monkeypatch.setattr(shell, "_slots", {})
    monkeypatch.setattr(
        shell, "_nav", {name: item for name, item in shell._nav.items() if name in own}
    )
    desk()
    return reverse("strategy_themes:desk")


def test_the_list_costs_a_dozen_queries_however_long_it_is(
    client, long_desk, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(desk_views, "_pane", lambda request, contribution: {})
    with django_assert_max_num_queries(12):
        response = client.get(long_desk)
    assert len(response.context["contributions"]) == 13


def test_the_open_one_beside_it_costs_half_a_dozen_more(
    client, long_desk, django_assert_max_num_queries
):
    # The last of them: the teams to which the contributor can be invited.
    with django_assert_max_num_queries(12 + 7):
        response = client.get(long_desk)
    assert response.context["forms"]
