from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from scorecard.models import Actual, CauseEffectLink, Objective, OrgUnit, Placement
from tests.scorecard.build import give

pytestmark = pytest.mark.django_db


def address(model: str, view: str = "list", *args: object) -> str:
    return reverse(f"wagtailsnippets_strategy_scorecard_{model}:{view}", args=args)


@pytest.fixture
def office(client, cast, strategy) -> User:
    person = give(cast.office)
    person.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="strategy_scorecard"),
        Permission.objects.get(codename="access_admin"),
    )
    client.force_login(person)
    return person


def inline(name: str, *rows: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        f"{name}-TOTAL_FORMS": len(rows),
        f"{name}-INITIAL_FORMS": 0,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data |= {f"{name}-{number}-{key}": value for key, value in row.items()}
        data |= {f"{name}-{number}-id": "", f"{name}-{number}-DELETE": ""}
    return data


@pytest.mark.parametrize(
    "model",
    [
        "scorecard",
        "perspective",
        "objective",
        "measure",
        "actual",
        "causeeffectlink",
        "orgunit",
        "placement",
    ],
)
def test_every_list_and_add_form_opens(client, office, model):
    assert client.get(address(model)).status_code == 200
    assert client.get(address(model, "add")).status_code == 200


def test_an_objective_is_made_with_its_themes_and_weights(client, office, hub, strategy):
    data = {
        "perspective": strategy.customer.pk,
        "code": "C7",
        "owner": office.pk,
        "title": "Win trust",
        "description": "",
        **inline("theme_links", {"theme": hub.theme.pk}),
        **inline("weights", {"valid_from": "2026-01-01", "weight": "2"}),
    }
    response = client.post(address("objective", "add"), data)
    assert response.status_code == 302
    made = Objective.objects.get(code="C7")
    assert [link.theme for link in made.theme_links.all()] == [hub.theme]
    assert made.weights.get().weight == 2


def test_a_measure_whose_goal_is_its_red_flag_is_refused(client, office, strategy):
    data = {
        "objective": strategy.loyalty.pk,
        "code": "M7",
        "title": "Returns",
        "definition": "",
        "type": "goal",
        "unit": "",
        "timing": "leading",
        "frequency": "month",
        "source": "",
        "updater": "",
        **inline("targets", {"valid_from": "2026-01-01", "goal": "5", "red_flag": "5"}),
        **inline("weights"),
    }
    content = client.post(address("measure", "add"), data).content.decode()
    assert "Goal and red flag must differ." in content


def test_a_figure_is_recorded_and_corrected_through_the_same_form(client, office, strategy):
    for value in ("600", "610"):
        response = client.post(
            address("actual", "add"),
            {
                "measure": strategy.sales.pk,
                "period_start": "2026-05-17",
                "value": value,
                "comment": "",
            },
        )
        assert response.status_code == 302
    assert sorted(Actual.objects.values_list("value", "is_current", "period_start")) == [
        (Decimal(600), False, date(2026, 5, 1)),
        (Decimal(610), True, date(2026, 5, 1)),
    ]
    assert Actual.objects.filter(entered_by=office).count() == 2


def test_a_figure_of_a_period_to_come_is_refused_in_words(client, office, strategy):
    response = client.post(
        address("actual", "add"),
        {
            "measure": strategy.sales.pk,
            "period_start": "2999-01-01",
            "value": "1",
            "comment": "",
        },
    )
    assert "This period has not begun yet." in response.content.decode()
    assert not Actual.objects.exists()


def test_recorded_figures_are_neither_edited_nor_deleted(client, office, strategy):
    actual = Actual.objects.create(
        measure=strategy.sales,
        period_start=date(2026, 5, 1),
        value=1,
        entered_by=office,
        entered_at="2026-06-01T00:00Z",
    )
    for view in ("edit", "delete"):
        assert client.get(address("actual", view, actual.pk)).status_code == 302
        client.post(address("actual", view, actual.pk), {"value": 2})
    assert Actual.objects.get().value == 1
    assert client.get(address("actual", "inspect", actual.pk)).status_code == 200


def test_an_updater_records_only_their_own_measures(client, cast, strategy):
    strategy.sales.updater = cast.employee
    strategy.sales.save()
    cast.employee.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(cast.employee)
    data = {"period_start": "2026-05-01", "value": "1", "comment": ""}
    own = client.post(address("actual", "add"), {**data, "measure": strategy.sales.pk})
    assert own.status_code == 302
    other = client.post(address("actual", "add"), {**data, "measure": strategy.repeat.pk})
    assert other.status_code == 200
    assert Actual.objects.get().measure == strategy.sales


def test_a_link_that_closes_a_circle_is_refused_in_words(client, office, strategy):
    there = {"cause": strategy.loyalty.pk, "effect": strategy.revenue.pk}
    back = {"cause": strategy.revenue.pk, "effect": strategy.loyalty.pk}
    assert client.post(address("causeeffectlink", "add"), there).status_code == 302
    content = client.post(address("causeeffectlink", "add"), back).content.decode()
    assert "C1 already drives F1, so this link would close a circle." in content
    assert CauseEffectLink.objects.count() == 1


def test_units_are_placed_in_their_tree(client, office, strategy):
    for code, parent in (("sales", strategy.unit.pk), ("field", None)):
        data = {"parent": parent or "", "name": code.title(), "code": code}
        assert client.post(address("orgunit", "add"), data).status_code == 302
    sales, field = OrgUnit.objects.get(code="sales"), OrgUnit.objects.get(code="field")
    assert sales.get_parent() == strategy.unit
    data = {"parent": sales.pk, "name": "Field sales", "code": "field"}
    assert client.post(address("orgunit", "edit", field.pk), data).status_code == 302
    assert OrgUnit.objects.get(code="field").get_parent().code == "sales"
    assert OrgUnit.objects.get(code="field").name == "Field sales"
    assert not OrgUnit.find_problems()[0]


def test_a_unit_cannot_lie_inside_itself(client, office, strategy):
    child = strategy.unit.add_child(code="child", name="Child")
    data = {"parent": child.pk, "name": "The company", "code": "company"}
    content = client.post(address("orgunit", "edit", strategy.unit.pk), data).content.decode()
    assert "cannot lie inside itself" in content


def test_overlapping_placements_are_refused_in_words(client, office, cast, strategy):
    Placement.objects.create(person=cast.employee, unit=strategy.unit, starts=date(2026, 1, 1))
    data = {"person": cast.employee.pk, "unit": strategy.unit.pk, "starts": "2026-03-01"}
    content = client.post(address("placement", "add"), data).content.decode()
    assert "has a place in The company already" in content


def test_the_permissions_of_the_scorecard_can_be_given_to_groups(client, office):
    User.objects.filter(pk=office.pk).update(is_superuser=True)
    group = Group.objects.create(name="Strategy office")
    content = client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    for name in ("objective", "measure", "organisational unit"):
        assert name in content
