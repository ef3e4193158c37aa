"""Attachments in the text: shown where they are the author's own, words where they are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussions.attachments.markup import reference_to
from discussions.markdown import attachments_named_in, plain_text, render_markdown
from discussions.models import Attachment

PICTURE = Attachment(
    pk=5, name="Line [three].png", content_type="image/png", size=10, width=800, height=600
)
PAPER = Attachment(pk=6, name='A "plan".pdf', content_type="application/pdf", size=2_500_000)
FOUND = {5: PICTURE, 6: PAPER}
ADDRESS = "/hub/discussions/attachments/5/"


def test_a_picture_is_shown_in_its_size_and_leads_to_the_whole_of_it() -> None:
    html = render_markdown("See ![the line at night](attachment:5)!", FOUND)
    assert f'<img src="{ADDRESS}"' in html
    for part in ('alt="the line at night"', 'width="800"', 'height="600"', 'loading="lazy"'):
        assert part in html
    assert f'<a href="{ADDRESS}"' in html


def test_a_document_is_saved_and_says_its_size() -> None:
    html = render_markdown("[the plan](attachment:6)", FOUND)
    assert 'download="A &quot;plan&quot;.pdf"' in html
    assert "the plan (2.4\xa0MB)" in html.replace("&nbsp;", "\xa0")
    assert "img" not in html


def test_a_picture_inside_a_link_leads_where_the_link_leads() -> None:
    html = render_markdown("[![x](attachment:5)](https://example.com/)", FOUND)
    assert html.count("<a ") == 1
    assert 'href="https://example.com/"' in html


@pytest.mark.parametrize(
    "text",
    ["![the words](attachment:7)", "[the words](attachment:7)", "![the words](attachment:5)"],
)
def test_what_is_not_the_authors_own_leaves_its_words(text: str) -> None:
    assert render_markdown(text) == "<p>the words</p>"


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.com/x.png)",
        "![x](/hub/discussions/attachments/5/)",
        '![x](attachment:5 "title")',
        "![x](attachment:5/../6)",
        "![x](<attachment:5>)",
        "![x][1]\n\n[1]: attachment:5",
        "`![x](attachment:5)`",
        "\\![x](attachment\\:5)",
        '<img src="/hub/discussions/attachments/5/">',
    ],
)
def test_nothing_else_becomes_a_picture(text: str) -> None:
    assert "<img" not in render_markdown(text, FOUND)
    assert attachments_named_in(text) == set()


def test_words_about_a_picture_cannot_leave_their_place() -> None:
    html = render_markdown('![" onerror="alert(1)><script>](attachment:5)', FOUND)
    assert "<script" not in html
    assert 'onerror="' not in html


@given(name=st.text(max_size=60))
def test_every_name_makes_a_reference_that_is_read_again(name: str) -> None:
    line = " ".join(name.split())
    for attachment in (
        Attachment(pk=5, name=f"{line}.png", content_type="image/png"),
        Attachment(pk=5, name=f"{line}.pdf", content_type="application/pdf"),
    ):
        if line.isprintable():
            assert attachments_named_in(reference_to(attachment)) == {5}


def test_numbers_are_found_wherever_they_stand() -> None:
    text = "> - **[a](attachment:1)** ![b](attachment:2)\n\n```\n![c](attachment:3)\n```"
    assert attachments_named_in(text) == {1, 2}


def test_an_excerpt_says_what_the_picture_shows() -> None:
    html = render_markdown("![the line at night](attachment:5)", FOUND)
    assert plain_text(html) == "the line at night"


@pytest.mark.parametrize("text", ["![" * 3_000, "![x](attachment:" * 600, "[\\" * 5_000])
def test_text_made_to_be_slow_comes_to_an_end(text: str) -> None:
    assert "<img" not in render_markdown(text, FOUND)


def test_sanitising_keeps_only_pictures_that_were_found(monkeypatch: Any) -> None:
    """The last gate, should the parser ever let something through."""
    from discussions import markdown

    html = markdown._sanitise_with('<img src="/elsewhere" alt="x"><img src="/a">', {"/a"})
    assert "/elsewhere" not in html
    assert 'src="/a"' in html
