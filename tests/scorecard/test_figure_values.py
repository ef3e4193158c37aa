"""What a cell of a file of actuals says, and which are refused because they say two things."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.importing.values import parse_period, parse_value
from scorecard.models import Measure
from themes.importing.formulas import disarm, rearm
from themes.importing.rejections import BadValueError

SALES = Measure(code="M1", unit="EUR m")
SHARE = Measure(code="M2", unit="%")
LICENCE = Measure(code="M3", type=Measure.Type.YES_NO)
DECIMALS = st.decimals(-(10**14) + 1, 10**14 - 1, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "frequency", "start"),
    [
        ("2026-05", "month", date(2026, 5, 1)),
        ("2026-05-17", "month", date(2026, 5, 1)),
        ("2026-05-17 00:00:00", "month", date(2026, 5, 1)),
        ("05/2026", "month", date(2026, 5, 1)),
        ("May 2026", "month", date(2026, 5, 1)),
        ("17.05.2026", "month", date(2026, 5, 1)),
        ("17/05/2026", "month", date(2026, 5, 1)),
        ("05/17/2026", "month", date(2026, 5, 1)),
        ("05/05/2026", "month", date(2026, 5, 1)),
        ("05/06/2026", "quarter", date(2026, 4, 1)),
        ("05/06/2026", "year", date(2026, 1, 1)),
        ("2026-Q2", "quarter", date(2026, 4, 1)),
        ("Q2 2026", "quarter", date(2026, 4, 1)),
        ("2026-05", "quarter", date(2026, 4, 1)),
        ("2026", "year", date(2026, 1, 1)),
    ],
)
def test_a_period_is_read_as_people_and_spreadsheets_write_it(text, frequency, start):
    assert parse_period(text, frequency) == start


@pytest.mark.parametrize(
    ("text", "frequency", "reason"),
    [
        ("05/06/2026", "month", "may be 6 May 2026 or 5 June 2026. Write 2026-05"),
        ("01/04/2026", "quarter", "may be"),
        ("May-26", "month", "Write the year in full"),
        ("5/6/26", "month", "Write the year in full"),
        ("2026", "month", "longer than the periods"),
        ("2026-Q2", "month", "longer than the periods"),
        ("2026-13", "month", "is no period. Write 2026-05"),
        ("31/31/2026", "month", "is no period"),
        ("46143", "month", "is no period"),
        ("", "month", "is no period"),
        ("Smarch 2026", "month", "is no period"),
    ],
)
def test_a_period_that_is_none_or_could_be_two_is_refused_in_words(text, frequency, reason):
    with pytest.raises(BadValueError) as caught:
        parse_period(text, frequency)
    assert caught.value.field == "period"
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.50", "1234.5"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1.234.567", "1234567"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("650 EUR m", "650"),
        ("1.5e3", "1500"),
    ],
)
def test_a_value_is_read_with_dots_and_commas_alike(text, value):
    assert parse_value(text, SALES, dot_is_decimal=False) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,234", "may be 1234 or 1.234. Write 1234 or 1.2340."),
        ("1.234", "may be 1234 or 1.234"),
        ("=SUM(A1:A9)", "A formula. Put its result"),
        ("85 %", "not measured in %"),
        ("about 7", "No number"),
        ("1,2,3", "No number"),
        ("1.23456", "More than 4 decimals"),
        ("1e40", "More than 14 digits"),
        ("NaN", "No number"),
    ],
)
def test_a_value_that_is_none_or_could_be_two_is_refused_in_words(text, reason):
    with pytest.raises(BadValueError) as caught:
        parse_value(text, SALES, dot_is_decimal=False)
    assert reason in caught.value.reason


def test_a_dot_is_for_decimals_where_commas_separate_the_columns():
    assert parse_value("1.234", SALES, dot_is_decimal=True) == Decimal("1.234")


def test_a_percentage_is_taken_where_percent_is_the_unit():
    assert parse_value("85 %", SHARE, dot_is_decimal=False) == 85


def test_yes_and_no_are_numbers_or_words():
    found = [parse_value(text, LICENCE, dot_is_decimal=True) for text in ("1", "No", "yes", "0")]
    assert found == [1, 0, 1, 0]
    with pytest.raises(BadValueError):
        parse_value("7", LICENCE, dot_is_decimal=True)


@given(DECIMALS)
def test_every_value_that_can_be_stored_is_read_back_as_written(value):
    assert parse_value(f"{value.normalize():f}", SALES, dot_is_decimal=True) == value


@given(st.text())
def test_what_is_disarmed_never_begins_a_formula_and_comes_back_the_same(text):
    assert not disarm(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rearm(disarm(text)) == text
