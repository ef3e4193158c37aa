"""What a cell says: a period, or a value. What could mean two things is refused in words."""

import calendar
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from themes.importing.rejections import BadValueError, shorten

from .. import periods
from ..models import Measure

MONTH_NAMES = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
EXAMPLES = {
    Measure.Frequency.MONTH.value: "2026-05",
    Measure.Frequency.QUARTER.value: "2026-Q2",
    Measure.Frequency.YEAR.value: "2026",
}
MOST_DIGITS, MOST_DECIMALS = 18, 4
SPACES = re.compile("[\\s\u00a0\u2009\u202f']")
YES, NO = {"1", "yes", "true"}, {"0", "no", "false"}


def parse_period(text: str, frequency: str) -> date:
    """First day of the period of a measure with `frequency` that the text names.

    A day names the period it lies in. A longer period than the measure's names none.

    Raises:
        BadValueError: no period, one that could be two, or one that is too long.
    """
    text = text.strip()
    for pattern, read in _PATTERNS:
        if match := re.fullmatch(pattern, text, re.IGNORECASE):
            try:
                return read(match, frequency)
            except ValueError:
                break
    raise _bad(_("“%(text)s” is no period. Write %(example)s.") % _words(text, frequency))


def _year_month_day(match: re.Match[str], frequency: str) -> date:
    return periods.start_of(frequency, date(*(int(part) for part in match.groups())))


def _year_month(match: re.Match[str], frequency: str) -> date:
    return _span(match, frequency, "month", int(match["year"]), int(match["month"]))


def _named_month(match: re.Match[str], frequency: str) -> date:
    month = MONTH_NAMES.get(match["name"].lower())
    if month is None:
        raise ValueError
    return _span(match, frequency, "month", int(match["year"]), month)


def _quarter(match: re.Match[str], frequency: str) -> date:
    return _span(match, frequency, "quarter", int(match["year"]), int(match["quarter"]) * 3 - 2)


def _year(match: re.Match[str], frequency: str) -> date:
    return _span(match, frequency, "year", int(match["year"]), 1)


def _day_month_year(match: re.Match[str], frequency: str) -> date:
    return periods.start_of(frequency, date(int(match[3]), int(match[2]), int(match[1])))


def _either_order(match: re.Match[str], frequency: str) -> date:
    """5/6/2026 is 5 June here and May 6 there; fine as long as both lie in one period."""
    first, second, year = (int(part) for part in match.groups())
    days = {
        date(year, month, day)
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    }
    starts = {periods.start_of(frequency, day) for day in days}
    if len(starts) == 1:
        return starts.pop()
    if not days:
        raise ValueError
    meanings = [date_format(day, "j F Y") for day in sorted(days)]
    raise _bad(
        _("“%(text)s” may be %(first)s or %(second)s. Write %(example)s.")
        % {**_words(match[0], frequency), "first": meanings[0], "second": meanings[1]}
    )


def _two_digits(match: re.Match[str], frequency: str) -> date:
    raise _bad(
        _("“%(text)s” leaves open which year or day is meant. Write the year in full: %(example)s.")
        % _words(match[0], frequency)
    )


_PATTERNS = (
    (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+Z?)?", _year_month_day),
    (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", _year_month),
    (r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", _year_month),
    (r"(?P<year>\d{4})[ -]?Q(?P<quarter>[1-4])", _quarter),
    (r"Q(?P<quarter>[1-4])[ -/]?(?P<year>\d{4})", _quarter),
    (r"(?P<name>[a-z]+)\.?[ -](?P<year>\d{4})", _named_month),
    (r"(?P<year>[12]\d{3})", _year),
    (r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", _day_month_year),
    (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", _either_order),
    (r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|(\d{1,2}[ -])?[a-z]+\.?[ -]\d{2}", _two_digits),
)  # fmt: skip


def _span(match: re.Match[str], frequency: str, span: str, year: int, month: int) -> date:
    first = date(year, month, 1)
    if periods.MONTHS[span] > periods.MONTHS[frequency]:
        raise _bad(
            _("“%(text)s” is longer than the periods of this measure. Write %(example)s.")
            % _words(match[0], frequency)
        )
    return periods.start_of(frequency, first)


def parse_value(text: str, measure: Measure, *, dot_is_decimal: bool) -> Decimal:
    """A number with a decimal dot or comma, thousands grouped or not, the measure's unit or none.

    Args:
        dot_is_decimal: 1.234 can't be 1234 in this file.

    Raises:
        BadValueError: a formula, no number, another unit, too long, or one that could be two.
    """
    text = text.strip()
    if text.startswith("="):
        raise BadValueError("value", _("A formula. Put its result into the cell, as a value."))
    if measure.type == Measure.Type.YES_NO:
        return _yes_or_no(text)
    number = text
    if measure.unit and text.lower().endswith(measure.unit.lower()):
        number = text[: -len(measure.unit)]
    number = SPACES.sub("", number).replace("\u2212", "-")
    if number.endswith("%"):
        raise BadValueError(
            "value",
            _("A percentage, but %(measure)s is not measured in %%. Write the plain number.")
            % {"measure": measure.code},
        )
    number = _with_decimal_dot(number, dot_is_decimal)
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", number, re.IGNORECASE):
        raise BadValueError("value", _("No number. Write digits alone, such as 1234.5."))
    return _fitting(number)


def _yes_or_no(text: str) -> Decimal:
    if text.lower() in YES | {_("yes")}:
        return Decimal(1)
    if text.lower() in NO | {_("no")}:
        return Decimal(0)
    raise BadValueError("value", _("This measure is yes or no: write 1 or 0."))


def _with_decimal_dot(number: str, dot_is_decimal: bool) -> str:
    """1,234.5 and 1.234,5 alike as 1234.5."""
    if "," in number and "." in number:
        decimal = max(",.", key=number.rfind)
        grouping = "." if decimal == "," else ","
        whole, _mark, rest = number.rpartition(decimal)
        if not _is_grouped(whole, grouping):
            return ""
        return f"{whole.replace(grouping, '')}.{rest}"
    for mark in ",.":
        if number.count(mark) > 1:
            return number.replace(mark, "") if _is_grouped(number, mark) else ""
    is_ambiguous = re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", number)
    if is_ambiguous and ("," in number or not dot_is_decimal):
        plain, fraction = re.sub("[.,]", "", number), re.sub("[.,]", ".", number)
        raise BadValueError(
            "value",
            _("“%(text)s” may be %(one)s or %(other)s. Write %(one)s or %(other)s0.")
            % {"text": shorten(number, 40), "one": plain, "other": fraction},
        )
    return number.replace(",", ".")


def _is_grouped(number: str, mark: str) -> bool:
    return bool(re.fullmatch(rf"[+-]?\d{{1,3}}(\{mark}\d{{3}})+", number))


def _fitting(number: str) -> Decimal:
    try:
        value = Decimal(number).normalize()
    except InvalidOperation as error:
        raise BadValueError("value", _("No number. Write digits alone.")) from error
    _sign, digits, exponent = value.as_tuple()
    decimals = max(-int(exponent), 0)
    if decimals > MOST_DECIMALS:
        raise BadValueError(
            "value", _("More than %(count)d decimals. Round it.") % {"count": MOST_DECIMALS}
        )
    if len(digits) + int(exponent) > MOST_DIGITS - MOST_DECIMALS:
        raise BadValueError(
            "value",
            _("More than %(count)d digits before the decimals.")
            % {"count": MOST_DIGITS - MOST_DECIMALS},
        )
    return value


def _words(text: str, frequency: str) -> dict[str, str]:
    return {"text": shorten(text, 40), "example": EXAMPLES[frequency]}


def _bad(reason: str) -> BadValueError:
    return BadValueError("period", reason)
