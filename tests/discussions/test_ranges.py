"""Byte ranges by RFC 9110, section 14."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussions.files.ranges import ByteRange, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-3", 0, 3),
        ("bytes=4-", 4, 9),
        ("bytes=0-", 0, 9),
        ("bytes=9-9", 9, 9),
        ("bytes=0-999", 0, 9),
        ("bytes=-3", 7, 9),
        ("bytes=-999", 0, 9),
        ("BYTES=1-2", 1, 2),
        ("bytes= 1-2 ", 1, 2),
    ],
)
def test_one_range_is_served(header, first, last):
    assert parse_range(header, 10) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    [
        "bytes=5-3",
        "bytes=-",
        "bytes=",
        "bytes",
        "",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=1.0-2",
        "bytes=+1-2",
        "bytes=٣-٤",
        "seconds=0-3",
        "bytes=0-1,4-5",
        "bytes=0-1, 4-5",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_malformed_or_multiple_is_ignored(header):
    assert parse_range(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=999-", "bytes=-0"])
def test_what_lies_outside_is_unsatisfiable(header):
    with pytest.raises(Unsatisfiable):
        parse_range(header, 10)


def test_an_empty_file_has_no_range():
    assert parse_range("bytes=-5", 0) is None
    with pytest.raises(Unsatisfiable):
        parse_range("bytes=0-", 0)


@given(header=st.text(max_size=40) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True))
def test_no_header_leads_outside_the_file(header):
    try:
        part = parse_range(header, 1000)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.first <= part.last < 1000
