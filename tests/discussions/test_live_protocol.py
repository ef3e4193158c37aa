"""docs/live-protocol.md and the code say the same, frame by frame and field by field."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from discussions.conf import hub_settings
from discussions.live import protocol, requests

from .frames import DECLARED

DOCUMENT = (Path(__file__).parents[2] / "docs" / "live-protocol.md").read_text()
SECTIONS = dict(re.findall(r"^###? `?([^`\n]+)`?\n(.*?)(?=^##|\Z)", DOCUMENT, re.M | re.S))
CODES = {value for name, value in vars(protocol).items() if name.startswith("CLOSE_")}
# What servers and lines end sockets with by themselves.
NOT_OURS = {1001, 1002, 1006, 1007}


def rows(text: str) -> list[str]:
    """What stands in the first column of the tables, without code marks."""
    return re.findall(r"^\| `([^`]+)`", text, re.M)


def test_every_frame_and_no_other_has_a_section() -> None:
    sent = SECTIONS.keys() & {name for name in SECTIONS if re.fullmatch(r"[a-z]+", name)}
    assert sent == DECLARED.keys()


@pytest.mark.parametrize("kind", DECLARED)
def test_a_frame_has_exactly_the_fields_of_its_section(kind: str) -> None:
    described, _, rest = SECTIONS[kind].partition("\n\nA post:")
    described = described.partition("| code |")[0]
    assert set(rows(described)) == set(DECLARED[kind].__required_keys__) - {"type"}
    assert bool(rest) == (kind == "changes")


def test_a_post_has_exactly_the_fields_that_are_described() -> None:
    described = SECTIONS["changes"].partition("\n\nA post:")[2]
    assert set(rows(described)) == set(protocol.PostFrame.__required_keys__)


def test_every_error_is_described() -> None:
    described = SECTIONS["error"].partition("| code |")[2]
    assert set(rows(described)) == set(get_args(protocol.ErrorCode))


def test_every_goodbye_is_described() -> None:
    for reason in get_args(protocol.GoodbyeReason):
        assert f"`{reason}`:" in SECTIONS["goodbye"]


def test_every_request_is_described_with_its_fields() -> None:
    table = re.findall(
        r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|", SECTIONS["What a client sends"], re.M
    )
    described = {name: set(re.findall(r"\w+", fields)) for name, fields in table}
    kinds: dict[str, Any] = requests.KINDS
    assert described == {name: set(kinds[name].__required_keys__) - {"type"} for name in kinds}


def test_every_close_code_is_described() -> None:
    table = re.findall(r"^\| ([\d, ]+)", SECTIONS["When the socket ends"], re.M)
    assert {int(code) for row in table for code in re.findall(r"\d+", row)} == CODES | NOT_OURS


def test_the_limits_are_those_of_the_settings() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", SECTIONS["Limits"], re.M)
    for name, words in table:
        default = getattr(hub_settings, name)
        numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)]
        expected = list(default) if isinstance(default, tuple) else [default]
        assert numbers[: len(expected)] == expected, name


def test_the_version_is_the_one_that_hello_announces() -> None:
    assert f"Version {protocol.VERSION}." in DOCUMENT
