from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scorecard.actions import add_unit, move_unit, place_person
from scorecard.models import OrgUnit, Placement

pytestmark = pytest.mark.django_db


def test_a_new_place_ends_the_one_before(cast, keeper):
    sales = add_unit(code="sales", name="Sales", parent=None, actor=keeper)
    service = add_unit(code="service", name="Service", parent=sales, actor=keeper)
    place_person(cast.employee, sales, starts=date(2026, 1, 1), actor=keeper)
    place_person(cast.employee, service, starts=date(2026, 6, 1), actor=keeper)
    assert list(Placement.objects.values_list("unit__code", "starts", "ends")) == [
        ("sales", date(2026, 1, 1), date(2026, 5, 31)),
        ("service", date(2026, 6, 1), None),
    ]


def test_the_same_place_again_changes_nothing(cast, keeper):
    sales = add_unit(code="sales", name="Sales", parent=None, actor=keeper)
    place_person(cast.employee, sales, starts=date(2026, 1, 1), actor=keeper)
    place_person(cast.employee, sales, starts=date(2026, 6, 1), actor=keeper)
    assert Placement.objects.get().ends is None


def test_a_place_before_a_later_one_is_refused(cast, keeper):
    sales = add_unit(code="sales", name="Sales", parent=None, actor=keeper)
    place_person(cast.employee, sales, starts=date(2026, 6, 1), actor=keeper)
    with pytest.raises(ValidationError):
        place_person(cast.employee, sales, starts=date(2026, 1, 1), actor=keeper)
    assert Placement.objects.count() == 1


def test_units_move_with_all_below_them(keeper):
    top = add_unit(code="top", name="Top", parent=None, actor=keeper)
    old = add_unit(code="old", name="Old", parent=top, actor=keeper)
    team = add_unit(code="team", name="Team", parent=old, actor=keeper)
    move_unit(old, parent=None, actor=keeper)
    assert OrgUnit.objects.get(code="team").get_root().code == "old"
    with pytest.raises(ValidationError, match="inside itself"):
        move_unit(old, parent=team, actor=keeper)


def test_only_keepers_of_the_organisation_change_it(cast, keeper):
    unit = add_unit(code="sales", name="Sales", parent=None, actor=keeper)
    for person in (cast.employee, cast.outsider, cast.anonymous, cast.deactivated):
        with pytest.raises(PermissionDenied):
            add_unit(code="x", name="X", parent=None, actor=person)
        with pytest.raises(PermissionDenied):
            move_unit(unit, parent=None, actor=person)
        with pytest.raises(PermissionDenied):
            place_person(cast.employee, unit, starts=date(2026, 1, 1), actor=person)
