"""Initiatives: how far they are, where they are shown, and what they grew from."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.shortcuts import assign_perm

from discussions.actions import create_post
from scorecard.access import may_link_contribution
from scorecard.actions import link_contribution
from scorecard.initiatives import progress_of
from scorecard.models import Initiative, InitiativeContribution, InitiativeObjective, Milestone
from tests.scorecard.build import give
from themes.initiatives import register
from themes.models import Contribution

pytestmark = pytest.mark.django_db
OBJECTIVE = "/hub/scorecard/objectives/F1/?on=2026-06-10"


@pytest.fixture
def initiative(strategy, cast) -> Initiative:
    made: Initiative = Initiative.objects.create(
        title="One price list",
        owner=cast.colleague,
        starts=date(2026, 1, 1),
        ends=date(2026, 9, 30),
        budget=120_000,
        currency="EUR",
        state="active",
    )
    InitiativeObjective.objects.create(initiative=made, objective=strategy.revenue)
    for title, due, done_on in (
        ("Prices gathered", date(2026, 2, 1), date(2026, 2, 10)),
        ("List agreed", date(2026, 5, 31), None),
        ("List in use", date(2026, 9, 30), None),
    ):
        Milestone.objects.create(initiative=made, title=title, due=due, done_on=done_on)
    return made


def contribution_of(person, discussion, body="Gather the prices first.") -> Contribution:
    return Contribution.objects.get(post=create_post(discussion, author=person, body=body))


@pytest.mark.parametrize(
    ("on", "done", "overdue"),
    [
        (date(2026, 2, 1), 0, 0),
        (date(2026, 2, 2), 0, 1),
        (date(2026, 2, 10), 1, 0),
        (date(2026, 5, 31), 1, 0),
        (date(2026, 6, 1), 1, 1),
        (date(2026, 12, 1), 1, 2),
    ],
)
def test_milestones_are_done_and_overdue_as_of_a_day(initiative, on, done, overdue):
    progress = progress_of(initiative, on)
    assert (progress.done, progress.overdue) == (done, overdue)


def test_nothing_is_overdue_once_an_initiative_is_over(initiative):
    initiative.state = Initiative.State.STOPPED
    assert progress_of(initiative, date(2026, 12, 1)).overdue == 0


def test_the_objective_shows_its_initiatives_and_their_milestones(client, cast, initiative):
    client.force_login(cast.employee)
    content = client.get(OBJECTIVE).content.decode()
    for words in (
        "One price list", "Under way", "1 of 3 milestones done", "1 milestone overdue",
        "Overdue since 31 May 2026", "Due 30 Sep 2026", "120,000\u00a0EUR", "Carl Colleague",
    ):  # fmt: skip
        assert words in content


def test_the_map_counts_those_that_run(client, cast, initiative):
    client.force_login(cast.employee)
    assert "1 initiative" in client.get("/hub/scorecard/").content.decode()
    Initiative.objects.update(state="done")
    assert "1 initiative" not in client.get("/hub/scorecard/").content.decode()
    assert "One price list" in client.get(OBJECTIVE).content.decode()


def test_what_it_grew_from_is_shown_to_whoever_may_read_it(client, cast, hub, keeper, initiative):
    cast.office.groups.add(*cast.member.groups.all())
    office = give(cast.office, "change_initiative")
    for body, where in (("Open idea.", hub.discussion), ("Secret idea.", hub.team_discussion)):
        link_contribution(initiative, contribution_of(cast.member, where, body), actor=office)
    for person, seen in ((cast.employee, False), (cast.member, True)):
        client.force_login(person)
        content = client.get(OBJECTIVE).content.decode()
        assert "Open idea." in content
        assert ("Secret idea." in content) == seen


def test_owners_deciders_and_keepers_may_link_and_others_may_not(cast, hub, initiative):
    contribution = contribution_of(cast.employee, hub.discussion)
    may = {who for who, person in cast if may_link_contribution(person, initiative, contribution)}
    assert may == {"owner", "deputy", "colleague"}
    with pytest.raises(PermissionDenied):
        link_contribution(initiative, contribution, actor=cast.employee)
    assert may_link_contribution(give(cast.office, "change_initiative"), initiative, contribution)
    hidden = contribution_of(cast.member, hub.team_discussion)
    assert not may_link_contribution(cast.colleague, initiative, hidden)
    Initiative.objects.update(state="done")
    assert not may_link_contribution(cast.owner, initiative, contribution)


def test_a_theme_owner_finds_initiatives_where_work_starts(cast, hub, strategy, initiative):
    """The register that `themes` asks: it knows nothing of the scorecard."""
    contribution = contribution_of(cast.employee, hub.discussion)
    (choice,) = register().offered(cast.owner, contribution)
    assert choice.title == "One price list"
    assert choice.address == f"/hub/scorecard/objectives/F1/#initiative-{initiative.pk}"
    for _again in range(2):
        register().link(contribution, choice.key, cast.owner)
    assert register().linked(cast.employee, contribution) == [choice]
    assert InitiativeContribution.objects.get().linked_by == cast.owner
    assert register().offered(cast.employee, contribution) == []
    for key in (choice.key, 0):
        with pytest.raises(PermissionDenied):
            register().link(contribution, key, cast.employee)


def test_more_initiatives_take_no_more_queries(
    client, cast, strategy, initiative, django_assert_num_queries
):
    client.force_login(cast.employee)
    client.get(OBJECTIVE)
    with CaptureQueriesContext(connection) as one:
        client.get(OBJECTIVE)
    for number in range(5):
        more = Initiative.objects.create(
            title=f"More {number}", owner=cast.owner, starts=date(2026, 1, 1), ends=date(2026, 2, 1)
        )
        InitiativeObjective.objects.create(initiative=more, objective=strategy.revenue)
        Milestone.objects.create(initiative=more, title="First", due=date(2026, 2, 1))
    with django_assert_num_queries(len(one)):
        client.get(OBJECTIVE)


def test_the_office_keeps_initiatives_with_their_milestones(client, cast, strategy):
    person = give(cast.office, "add_initiative", "change_initiative", "view_initiative")
    assign_perm("wagtailadmin.access_admin", person)
    client.force_login(person)
    data = {
        "title": "One price list", "description": "", "owner": person.pk, "state": "planned",
        "starts": "2026-09-30", "ends": "2026-01-01", "budget": "", "currency": "",
    }  # fmt: skip
    for name, row in (
        ("objective_links", {"objective": strategy.revenue.pk}),
        ("milestones", {"title": "Prices gathered", "due": "2026-02-01", "done_on": ""}),
    ):
        data |= {f"{name}-TOTAL_FORMS": 1, f"{name}-INITIAL_FORMS": 0}
        data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
        data |= {f"{name}-0-{key}": value for key, value in {**row, "id": "", "DELETE": ""}.items()}
    address = reverse("wagtailsnippets_strategy_scorecard_initiative:add")
    assert "cannot end before it starts" in client.post(address, data).content.decode()
    assert client.post(address, {**data, "ends": "2026-12-31"}).status_code == 302
    made = Initiative.objects.get()
    assert [each.title for each in made.milestones.all()] == ["Prices gathered"]
    assert [each.objective for each in made.objective_links.all()] == [strategy.revenue]
