"""A post costs no more than its length, in calls to render it and in HTML to send.

Counted, not timed: twice the text may take a little over twice the calls.
"""

import sys
from collections.abc import Callable
from math import isqrt
from typing import Any

import pytest

from discussions.expansion import FREE_CELLS, MOST_REPEATED
from discussions.markdown import plain_text, render_markdown

SHORT, LONG = 1_500, 3_000


def rows_of(columns: int, length: int) -> str:
    head = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n"
    return head + "x\n" * ((length - len(head)) // 2)


# Each gives a text of about so many characters.
FAMILIES: dict[str, Callable[[int], str]] = {
    "pictures": lambda n: "![" * (n // 2),
    "brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "links that stay open": lambda n: "[x](" * (n // 4),
    "addresses that stay open": lambda n: "[a](<b" * (n // 6),
    "titles that stay open": lambda n: "[a](b '" * (n // 7),
    "links": lambda n: "[a](b)" * (n // 6),
    "emphasis that stays open": lambda n: "*a " * (n // 3),
    "emphasis inside words": lambda n: "a**b" * (n // 4),
    "emphasis of three kinds": lambda n: "*a _b ~~c " * (n // 10),
    "nested emphasis": lambda n: "*a **b " * (n // 14) + "b** a* " * (n // 14),
    "code marks of every length": lambda n: "".join("`" * k + "a" for k in range(isqrt(2 * n))),
    "code and brackets": lambda n: "[`" * (n // 2),
    "angles": lambda n: "<" * n,
    "addresses in angles": lambda n: "<http:" * (n // 6),
    "entities": lambda n: "&" * n,
    "numbers of characters": lambda n: "&#x" * (n // 3),
    "escapes": lambda n: "\\" * n,
    "nested quotes": lambda n: ">" * n,
    "quotes of every depth": lambda n: "\n".join(">" * k + "a" for k in range(isqrt(2 * n))),
    "lazy lines of a quote": lambda n: "> " * 20 + "a\n" * (n // 2),
    "nested lists": lambda n: "- " * (n // 2),
    "lists of every depth": lambda n: "\n".join("  " * k + "- a" for k in range(isqrt(n))),
    "long lists": lambda n: "- a\n" * (n // 4),
    "loose lists": lambda n: "-\n\n" * (n // 3),
    "lines": lambda n: "a\n" * (n // 2),
    "headings": lambda n: "# a\n" * (n // 4),
    "fences": lambda n: "```\n" * (n // 4),
    "definitions": lambda n: "[a]: b\n" * (n // 7),
    "definitions that stay open": lambda n: "[a]: <b\n" * (n // 8),
    "a title over many lines": lambda n: "[a]: b '" + "\n a" * (n // 3),
    "a long address, often": lambda n: f"[a]: {'b' * (n // 2)}\n\n" + "[a] " * (n // 8),
    "long tables": lambda n: "|a|\n|-|\n" + "|a|\n" * (n // 4),
    "square tables": lambda n: rows_of(isqrt(n // 2), n),
    "wide tables": lambda n: rows_of(n // 8, n),
    "narrow tables": lambda n: rows_of(3, n),
    "many tables": lambda n: (rows_of(12, 300) + "\n") * (n // 300),
    "heads of tables": lambda n: "a|b\n-|-\n" * (n // 8),
}


def calls_of(function: Callable[[str], Any], text: str) -> int:
    """How many functions, of Python and of C, are called."""
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        function(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_text_costs_about_twice_as_much(family: str) -> None:
    write = FAMILIES[family]
    render_markdown(write(SHORT))  # what is remembered between renderings is remembered now
    short, long = calls_of(render_markdown, write(SHORT)), calls_of(render_markdown, write(LONG))
    assert long <= 2.5 * short + 2_000


@pytest.mark.parametrize("family", FAMILIES)
def test_the_longest_text_stays_of_a_size(family: str) -> None:
    body = FAMILIES[family](10_000)[:10_000]
    assert len(render_markdown(body)) <= 16 * len(body) + MOST_REPEATED


def test_a_way_of_writing_that_costs_more_and_more_would_be_noticed() -> None:
    def square(text: str) -> None:
        for _first in text:
            for _second in text:
                text.isspace()

    short, long = calls_of(square, "x" * 100), calls_of(square, "x" * 200)
    assert long > 2.5 * short + 2_000


def test_a_table_may_leave_cells_out() -> None:
    html = render_markdown("a|b|c|d\n-|-|-|-\n" + "1\n" * 200)
    assert html.count("<tr>") == 201
    assert html.count("<td>") == 800


def test_rows_beyond_the_cells_of_a_text_stay_text() -> None:
    html = render_markdown(rows_of(50, 900))
    assert html.count("<td>") == FREE_CELLS
    assert html.count("x") == rows_of(50, 900).count("x")
    assert html.endswith("x</p>")


def test_all_tables_of_a_text_share_its_cells() -> None:
    body = "\n\n".join([rows_of(50, 240)] * 6)
    html = render_markdown(body)
    assert html.count("<table>") == 6
    assert FREE_CELLS <= html.count("<td>") <= len(body)


def test_a_table_whose_cells_are_all_written_is_never_cut() -> None:
    body = "a|" * 49 + "a\n" + "-|" * 49 + "-\n" + ("|" * 51 + "\n") * 180
    assert render_markdown(body).count("<td>") == 180 * 50


def test_a_definition_may_stand_for_its_address_many_times() -> None:
    address = "https://example.com/" + "x" * 100
    html = render_markdown(f"[rules]: {address} 'All of them'\n\n" + "See the [rules]. " * 100)
    assert html.count(f'href="{address}"') == 100


def test_references_that_repeat_far_too_much_stay_text_and_so_does_their_definition() -> None:
    body = "[a]: https://example.com/" + "x" * 5_000 + "\n\n" + "[a] " * 1_200
    html = render_markdown(body)
    assert "<a " not in html
    assert plain_text(html) == " ".join(body.split())


def test_links_written_out_are_no_repetition() -> None:
    body = f"[a](https://example.com/{'x' * 1_000}) " * 9 + "\n\n[b]: /c\n[b]"
    assert render_markdown(body).count("<a ") == 10
