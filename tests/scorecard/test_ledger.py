from datetime import UTC, date, datetime

import pytest
from django.test import override_settings

from discussions.actions import (
    create_post,
    record_reading,
    support_post,
    withdraw_support,
)
from scorecard.actions import place_person, record_participation
from scorecard.models import OrgUnit, Participation, WeeklyActivity, WeeklyPresence
from themes.actions import accept_contribution, thank_contribution
from themes.models import Contribution

Kind = Participation.Kind
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_an_act_reported_twice_counts_once(cast, hub):
    for is_new in (True, False):
        assert (
            record_participation(
                cast.employee, Kind.POST, theme_id=hub.theme.pk, occurred_at=MONDAY, key="post:1"
            )
            is is_new
        )
    assert Participation.objects.count() == 1
    assert WeeklyActivity.objects.get().acts == 1
    assert WeeklyPresence.objects.count() == 1


@pytest.mark.django_db
def test_an_act_counts_for_the_unit_of_its_day(cast, hub, keeper):
    sales = OrgUnit.add_root(code="sales", name="Sales")
    service = OrgUnit.add_root(code="service", name="Service")
    place_person(cast.employee, sales, starts=date(2026, 1, 1), actor=keeper)
    place_person(cast.employee, service, starts=date(2026, 6, 3), actor=keeper)
    for day, unit in ((1, sales), (2, sales), (3, service)):
        at = datetime(2026, 6, day, 12, tzinfo=UTC)
        record_participation(cast.employee, Kind.POST, occurred_at=at, key=f"post:{day}")
        assert Participation.objects.get(key=f"post:{day}").unit_id == unit.pk
    assert sorted(WeeklyActivity.objects.values_list("unit", "acts")) == [
        (sales.pk, 2),
        (service.pk, 1),
    ]


@pytest.mark.django_db
@override_settings(TIME_ZONE="Pacific/Auckland")
def test_weeks_begin_on_monday_in_the_time_zone_of_the_site(cast):
    sunday_in_utc = datetime(2026, 6, 7, 13, tzinfo=UTC)
    record_participation(cast.employee, Kind.POST, occurred_at=sunday_in_utc, key="post:1")
    assert WeeklyActivity.objects.get().week == date(2026, 6, 8)


@pytest.mark.django_db
def test_a_post_enters_the_ledger_under_its_theme_and_question(cast, hub):
    create_post(hub.question_page.primary_discussion, author=cast.employee, body="Fewer forms.")
    entry = Participation.objects.get(kind=Kind.POST)
    assert (entry.person, entry.theme, entry.question) == (cast.employee, hub.theme, hub.question)


@pytest.mark.django_db
def test_contributing_thanking_and_deciding_count_for_who_did_it(cast, hub):
    post = create_post(hub.discussion, author=cast.employee, body="Fewer forms.", kind="idea")
    contribution = Contribution.objects.get(post=post)
    thank_contribution(contribution, actor=cast.owner, message="Thank you, Emma.")
    contribution.refresh_from_db()
    accept_contribution(contribution, actor=cast.owner, reason="It saves a week.")
    entries = Participation.objects.exclude(kind=Kind.POST)
    assert sorted(entries.values_list("kind", "person__username", "theme")) == [
        ("contribution", "employee", hub.theme.pk),
        ("decision", "owner", hub.theme.pk),
        ("thanks", "owner", hub.theme.pk),
    ]


@pytest.mark.django_db
def test_support_taken_back_and_given_again_counts_once(cast, hub):
    post = create_post(hub.discussion, author=cast.employee, body="Fewer forms.")
    support_post(post, actor=cast.colleague)
    withdraw_support(post, actor=cast.colleague)
    support_post(post, actor=cast.colleague)
    assert Participation.objects.filter(kind=Kind.SUPPORT, person=cast.colleague).count() == 1
    assert WeeklyActivity.objects.get(kind=Kind.SUPPORT).acts == 1


@pytest.mark.django_db
def test_a_page_read_often_counts_once_a_day(cast, hub):
    for hour in (8, 12, 20):
        at = datetime(2026, 6, 1, hour, tzinfo=UTC)
        record_reading(hub.theme_page, person=cast.employee, at=at)
    record_reading(hub.theme_page, person=cast.employee, at=datetime(2026, 6, 2, tzinfo=UTC))
    assert WeeklyActivity.objects.get(kind=Kind.READ).acts == 2
    assert WeeklyPresence.objects.filter(kind=Kind.READ).count() == 1


@pytest.mark.django_db
def test_reading_again_the_same_day_costs_one_query(cast, hub, django_assert_max_num_queries):
    record_reading(hub.theme_page, person=cast.employee, at=MONDAY)
    # One look at the ledger, between opening and closing the transaction's savepoint.
    with django_assert_max_num_queries(3):
        record_reading(hub.theme_page, person=cast.employee, at=MONDAY)


@pytest.mark.django_db
@override_settings(STRATEGY_HUB={"STORE_VIEWS": False})
def test_nothing_about_reading_is_stored_where_views_are_switched_off(cast, hub):
    record_reading(hub.theme_page, person=cast.employee, at=MONDAY)
    assert not Participation.objects.exists()
    assert not WeeklyPresence.objects.exists()


@pytest.mark.django_db
def test_the_ledger_is_never_changed(cast):
    record_participation(cast.employee, Kind.POST, occurred_at=MONDAY, key="post:1")
    entry = Participation.objects.get()
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never changed"):
        entry.delete()
