"""Looking at any past period, and at two side by side."""

from datetime import date
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from discussions import remembering
from scorecard import periods
from scorecard.actions import freeze_period
from scorecard.comparison import Change
from scorecard.models import Objective
from scorecard.scoring import UNKNOWN, known
from scorecard.wording import change_text, score_text
from tests.scorecard.build import give
from tests.scorecard.test_performance import figures

DASHBOARD = "/hub/scorecard/"
OBJECTIVE = "/hub/scorecard/objectives/F1/"
PAGES = [DASHBOARD, OBJECTIVE]


@pytest.fixture
def office(client, cast, strategy, keeper):
    person = give(keeper, "freeze_period")
    figures(strategy.sales, person, m03=650, m04=650, m05=600)
    figures(strategy.repeat, person, m05=62)
    client.force_login(person)
    return person


def read(client, address):
    return client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_any_past_period_can_be_chosen(client, office, page):
    content = read(client, f"{page}?on=2026-Q1")
    for code in ("2026-05", "2026-Q1", "2026-03"):
        assert f'<option value="{code}"' in content
    assert '<option value="2026-Q1" selected>Q1 2026</option>' in content
    assert client.get(f"{page}?on=2026-Q1").context["screen"].on == date(2026, 3, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_day_can_still_be_asked_for(client, office, page):
    content = read(client, f"{page}?on=2026-05-17")
    assert '<option value="2026-05-17" selected>17 May 2026</option>' in content


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_two_periods_are_compared_in_words(client, office, page):
    content = read(client, f"{page}?on=2026-05&against=2026-04")
    assert "down 0.8" in content
    assert "compared with April 2026" in content
    back = read(client, f"{page}?on=2026-04&against=2026-05")
    assert "up 0.8" in back
    same = read(client, f"{page}?on=2026-04&against=2026-03")
    assert "unchanged" in same


@pytest.mark.django_db
def test_what_had_no_score_is_not_compared(client, office):
    content = read(client, f"{DASHBOARD}?on=2026-05&against=2026-04")
    assert "C1 Keep customers. Green, 7.0. no comparison" in content


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_without_a_second_period_nothing_is_compared(client, office, page):
    content = read(client, f"{page}?on=2026-05")
    assert "no comparison" not in content and "compared with" not in content


@pytest.mark.django_db
def test_the_periods_stay_in_the_addresses(client, office):
    content = read(client, f"{DASHBOARD}?on=2026-05&against=2026-04&theme=1")
    kept = "?on=2026-05&amp;against=2026-04"
    assert f'href="{OBJECTIVE}{kept}"' in content
    assert '<input type="hidden" name="theme" value="1">' in content
    assert f'href="{DASHBOARD}{kept}"' in read(client, OBJECTIVE + kept.replace("&amp;", "&"))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2026-13", "2999-01", "<b>", "2026-Q5", "1999", "x" * 500])
@pytest.mark.parametrize("name", ["on", "against"])
def test_what_is_no_period_says_so_and_changes_nothing(client, office, name, text):
    answer = client.get(DASHBOARD, {name: text})
    assert "is neither a period that is over nor a day between" in answer.content.decode()
    assert not answer.context["screen"].is_past
    assert answer.context["screen"].against is None
    assert b"<b>" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_frozen_period_says_so(client, office, strategy, page):
    freeze_period(
        strategy.scorecard, frequency="month", day=date(2026, 5, 1), reason="Told it", actor=office
    )
    content = read(client, f"{page}?on=2026-05-17")
    assert "May 2026 is frozen." in content and "Told it" in content
    assert "Olga Office" in content
    assert '<option value="2026-05">May 2026 (frozen)</option>' in content
    assert "is frozen." not in read(client, f"{page}?on=2026-04")


@pytest.mark.django_db
def test_a_later_objective_is_no_part_of_a_frozen_period(client, office, cast, strategy):
    freeze_period(
        strategy.scorecard, frequency="month", day=date(2026, 5, 1), reason="Told it", actor=office
    )
    Objective.objects.create(
        perspective=strategy.customer, code="C9", title="Later", owner=cast.owner
    )
    content = read(client, "/hub/scorecard/objectives/C9/?on=2026-05")
    assert "it was no part of the scorecard when May 2026 was frozen" in content
    assert "C9 Later" not in read(client, f"{DASHBOARD}?on=2026-05")
    assert "C9 Later" in read(client, f"{DASHBOARD}?on=2026-04")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?on=2026-05", "?on=2026-05&against=2026-04"])
def test_an_objective_takes_as_many_queries_whatever_is_compared(
    client, office, strategy, query, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(remembering, "SECONDS", 3600)
    freeze_period(
        strategy.scorecard, frequency="month", day=date(2026, 5, 1), reason="Told it", actor=office
    )
    client.get(OBJECTIVE + query)
    # Session, person; themes, book (5), decisions; and the frame's: access number, site, bell.
    with django_assert_num_queries(12):
        client.get(OBJECTIVE + query)


SCORES = st.fractions(0, 10) | st.none()


@given(before=SCORES, after=SCORES)
def test_a_difference_is_that_of_the_scores_as_they_are_shown(before, after):
    change = Change(
        *(UNKNOWN if score is None else known(Fraction(score)) for score in (before, after))
    )
    with override("en"):
        words = change_text(change)
        if before is None or after is None:
            assert words == "no comparison"
            return
        shown = round(float(score_text(after)) - float(score_text(before)), 1)
    expected = {True: f"up {shown:.1f}", False: f"down {-shown:.1f}"}[shown > 0]
    assert words == (expected if shown else "unchanged")


@given(
    frequency=st.sampled_from(["month", "quarter", "year"]),
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_the_code_of_a_period_is_read_back(frequency, day):
    start = periods.start_of(frequency, day)
    assert periods.read_code(periods.code_of(frequency, start)) == (frequency, start)


@given(first=st.dates(date(2020, 1, 1), date(2022, 1, 1)), days=st.integers(0, 1500))
def test_every_period_that_is_over_can_be_chosen_once(first, days):
    until = date.fromordinal(first.toordinal() + days)
    with override("en"):
        codes = [code for _year, found in periods.choices(first, until) for code, _name in found]
    assert len(codes) == len(set(codes))
    read = [found for code in codes if (found := periods.read_code(code))]
    assert len(read) == len(codes)
    assert all(periods.last_day(*found) <= until for found in read)
    months = sum(frequency == "month" for frequency, _start in read)
    is_over = periods.last_day("month", until.replace(day=1)) == until
    assert months == (until.year - first.year) * 12 + until.month - 1 + is_over
