"""What a client sends is taken apart strictly."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussions.live.requests import parse_request

from .frames import validate

WHOLE = st.integers(0, 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.dictionaries(st.sampled_from(["type", "discussion", "after", "x"]), JSON)
NAMED: st.SearchStrategy[Any] = st.builds(
    dict, FIELDS, type=st.sampled_from(["subscribe", "unsubscribe", "typing", "hello"])
)


@given(discussion=WHOLE, after=WHOLE)
def test_a_declared_request_comes_through_as_it_is(discussion: int, after: int) -> None:
    request = {"type": "subscribe", "discussion": discussion, "after": after}
    assert parse_request(json.dumps(request)) == request


@given(st.text() | JSON.map(json.dumps) | NAMED.map(json.dumps))
def test_whatever_else_comes_is_a_request_or_an_error_and_never_an_exception(text: str) -> None:
    answer = parse_request(text)
    if answer["type"] == "error":
        validate(answer)
    else:
        assert answer == json.loads(text)
        assert all(type(value) is int for name, value in answer.items() if name != "type")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[1]",
        "null",
        "[" * 9000,
        '{"a":' * 3000,
        '{"type":"subscribe"}',
        '{"type":"subscribe","discussion":"1","after":0}',
        '{"type":"subscribe","discussion":true,"after":0}',
        '{"type":"subscribe","discussion":1.0,"after":0}',
        '{"type":"subscribe","discussion":1,"after":-1}',
        '{"type":"subscribe","discussion":1,"after":NaN}',
        '{"type":"subscribe","discussion":1,"after":1e999}',
        '{"type":"subscribe","discussion":99999999999999999999,"after":0}',
        '{"type":"subscribe","discussion":' + "9" * 9000 + ',"after":0}',
        '{"type":"subscribe","discussion":1,"after":0,"more":1}',
        '{"type":"subscribe","discussion":1,"discussion":2,"after":0}',
        '{"type":"unsubscribe","discussion":-1}',
        '{"type":"unsubscribe","discussion":1}  x',
    ],
)
def test_what_is_not_a_strict_request_is_malformed(text: str) -> None:
    answer = parse_request(text)
    assert answer["type"] == "error"
    assert answer["code"] == "malformed"


@pytest.mark.parametrize(
    "text",
    ['{"type":"shout"}', "{}", '{"type":["subscribe"]}', '{"type":null}', '{"type":"\\ud800"}'],
)
def test_a_type_that_is_not_declared_is_unknown(text: str) -> None:
    answer = parse_request(text)
    assert answer["type"] == "error"
    assert answer["code"] == "unknown_type"
