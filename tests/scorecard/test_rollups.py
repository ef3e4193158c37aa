import random
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from discussions.actions import record_reading
from scorecard.actions import place_person, rebuild_rollups, record_participation
from scorecard.models import OrgUnit, Participation, WeeklyActivity, WeeklyPresence

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def rollups() -> tuple[list[Any], list[Any]]:
    activity = WeeklyActivity.objects.order_by("key")
    presence = WeeklyPresence.objects.order_by("key")
    return (
        list(activity.values_list("key", "week", "theme", "unit", "kind", "channel", "acts")),
        list(presence.values_list("key", "week", "theme", "unit", "person", "kind")),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_grown_roll_ups_equal_rebuilt_ones_in_any_order_with_repeats(cast, hub, keeper, seed):
    dice = random.Random(seed)  # noqa: S311  (a repeatable shuffle, no secret)
    unit = OrgUnit.add_root(code="sales", name="Sales")
    place_person(cast.employee, unit, starts=date(2026, 6, 10), actor=keeper)
    people = [cast.employee, cast.colleague, cast.owner]
    acts = [
        {
            "person": dice.choice(people),
            "kind": dice.choice(Participation.Kind.values),
            "theme_id": dice.choice([hub.theme.pk, None]),
            "channel": dice.choice(Participation.Channel.values),
            "occurred_at": MONDAY + timedelta(hours=dice.randrange(24 * 28)),
            "key": f"act:{number}",
        }
        for number in range(40)
    ]
    repeated = acts + dice.sample(acts, 20)
    dice.shuffle(repeated)
    for act in repeated:
        record_participation(**act)
    grown = rollups()
    rebuild_rollups()
    assert rollups() == grown
    assert sum(row[-1] for row in grown[0]) == len(acts)


@pytest.mark.django_db
def test_the_command_rebuilds_and_says_what_it_did(cast):
    record_participation(cast.employee, "post", occurred_at=MONDAY, key="post:1")
    WeeklyActivity.objects.update(acts=99)
    out = StringIO()
    call_command("rebuild_rollups", stdout=out)
    assert WeeklyActivity.objects.get().acts == 1
    assert "1 rows of weekly activity, 1 of weekly presence" in out.getvalue()


@pytest.mark.django_db
def test_acts_of_a_deleted_theme_stay_counted_without_it(cast, hub):
    record_reading(hub.theme_page, person=cast.employee, at=MONDAY)
    hub.theme_page.delete()
    grown = rollups()
    assert WeeklyActivity.objects.get().theme_id is None
    rebuild_rollups()
    assert rollups() == grown
