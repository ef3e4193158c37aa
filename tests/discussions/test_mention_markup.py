"""Mentions in the text: whom they mean, where they count, and nothing hostile comes of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discussions.markdown import people_named_in, plain_text, render_markdown
from discussions.mentions.markup import (
    People,
    beginnings_of,
    mentioned_in,
    reference_to,
    with_names,
    without_references,
)
from discussions.mentions.names import keys_of, plain_name, range_of

PEOPLE = People(
    names={17: "Emma Employee", 3: "Carl", 5: "Zoë O'Brien-Lütt", 8: 'A <b> "c" & [d]'},
    called={
        "emma employee": 17,
        "emma": 3,
        "carl": 3,
        "zoe obrien lutt": 5,
        "two namesakes": None,
        "two": 3,
    },
)


def mentioned(text: str) -> set[int]:
    return mentioned_in(render_markdown(text, people=PEOPLE))


def read(text: str) -> str:
    return plain_text(render_markdown(text, people=PEOPLE))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@[Emma Employee](person:17)", {17}),
        ("Thanks, @[Emma](person:17)!", {17}),
        ("(@[Emma](person:17)), **@Carl**, _@Zoë O'Brien-Lütt_", {17, 3, 5}),
        ("- @Carl\n- @carl", {3}),
        ("# @Carl", {3}),
        ("a|b\n-|-\n@Carl|@[x](person:17)", {3, 17}),
        ("@Emma Employee", {17}),
        ("@emma   employee", {3}),  # the longest name that stands there
        ("@EMMA EMPLOYEE. So what?", {17}),
        ("“@Emma Employee”, she said", {17}),
        ("@Emma Employeeson", {3}),
        ("@Zoe OBrien Lutt", {5}),
        ("@Emma\nEmployee", {3}),
        ("@Two Namesakes", set()),  # one of several: nobody can say whom
        ("@[x](person:99)", set()),
        ("@[x](person:0)", set()),
        ("@[x](person:-17)", set()),
        ("@[x](person:" + "9" * 18 + ")", set()),
        ("@[x](person:" + "9" * 400 + ")", set()),
        ("@[](person:17)", set()),
        ("[Emma](person:17)", set()),
        ("@[Emma] (person:17)", set()),
        ("@[a [b] c](person:17)", set()),
        (r"@[a \[b\] c](person:17)", {17}),
        ("@[[[[[[x](person:17)", set()),
        (r"\@[Emma](person:17) \@Carl", set()),
        ("mail@carl me/@carl a.@carl x@@carl +@carl", set()),
        ("`@Carl @[x](person:17)`", set()),
        ("```\n@Carl\n```", set()),
        ("    @Carl", set()),
        ("[see @Carl and @[x](person:17)](https://example.org/)", set()),
        ("<https://example.org/@carl>", set()),
        ("> @Carl", set()),
        ("> > - @[x](person:17)\n\nNo, @Carl", {3}),
        ("@ Carl", set()),
        ("@", set()),
        ("@@@@", set()),
    ],
)
def test_who_is_mentioned(text: str, people: set[int]) -> None:
    assert mentioned(text) == people


def test_a_mention_shows_the_persons_name_whatever_was_written() -> None:
    assert read("Ask @[the boss](person:17), @emma employee") == (
        "Ask @Emma Employee, @Emma Employee"
    )


def test_who_cannot_be_mentioned_stays_the_words_that_were_written() -> None:
    html = render_markdown("Ask @[the *boss*](person:99) or @Otto Outsider.", people=PEOPLE)
    assert html == "<p>Ask @the *boss* or @Otto Outsider.</p>"


def test_words_around_a_typed_name_keep_their_marks() -> None:
    html = render_markdown("@Emma Employee **said** @Carl's plan", people=PEOPLE)
    assert html == (
        '<p><span data-mention="17">@Emma Employee</span> <strong>said</strong> @Carl\'s plan</p>'
    )


def test_names_cannot_leave_their_place() -> None:
    html = render_markdown("@[x](person:8)", people=PEOPLE)
    assert html == '<p><span data-mention="8">@A &lt;b&gt; "c" &amp; [d]</span></p>'
    shown = with_names(html, {8: '<i title="x">'})
    assert "<i" not in shown
    assert 'class="mention"' in shown


def test_only_people_who_were_found_pass_the_sanitiser() -> None:
    from discussions import markdown

    html = '<span data-mention="5" class="x">a</span><span data-mention="6">b</span>'
    assert markdown._sanitise_with(html, set(), {5}) == (
        '<span data-mention="5">a</span><span>b</span>'
    )


def test_present_names_are_laid_on_and_who_is_gone_is_a_word() -> None:
    html = render_markdown("@[x](person:17) and @Carl", people=PEOPLE)
    assert with_names(html, {17: "Emma Married"}) == (
        '<p><span class="mention" data-mention="17">@Emma Married</span> and @Carl</p>'
    )


def test_a_text_about_the_markup_is_no_mention() -> None:
    text = '<span data-mention="17">@No</span> [x](/ \'<span data-mention="17">@x</span>\')'
    html = render_markdown(text, people=PEOPLE)
    assert mentioned_in(html) == set()
    assert 'class="mention"' not in with_names(html, PEOPLE.names)


def test_a_quotation_names_people_without_their_numbers() -> None:
    assert without_references("Ask @[Emma Employee](person:17)!") == "Ask @Emma Employee!"


# Like the bodies of posts: nothing that cannot be shown.
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=60)


@given(name=NAMES)
def test_every_name_makes_a_reference_that_is_read_again(name: str) -> None:
    line = " ".join(name.split())
    people = People(names={7: line})
    html = render_markdown(f"Well, {reference_to(7, line)} said", people=people)
    assert mentioned_in(html) == ({7} if line else set())


PIECES = st.sampled_from(["@", "[", "](person:17)", "Carl", "\\", "`", ">", "\n", " ", "*"])


@given(st.lists(PIECES))
@settings(max_examples=300)
def test_pieces_in_any_order_mention_only_whom_they_may(pieces: list[str]) -> None:
    html = render_markdown("".join(pieces), people=PEOPLE)
    assert mentioned_in(html) <= {3, 17}
    assert html.count("<span") == html.count("</span>")


@pytest.mark.parametrize(
    "text",
    ["@[" * 5_000, "@a " * 3_333, "@[x](person:17)" * 650, "@" * 10_000, "@a.b-" * 2_000],
    ids=lambda text: text[:6],
)
def test_text_made_to_be_slow_comes_to_an_end(text: str) -> None:
    assert mentioned(text) <= {17}
    assert people_named_in(text).numbers <= {17}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Zoë O'Brien-Lütt", "zoe obrien lutt"),
        ("Zoë O\u2019Brien", "zoe obrien"),
        ("STRAẞE", "strasse"),
        ("  Dr.  J. Smith ", "dr j smith"),
        ("नमस्ते जी", plain_name("नमस्ते  जी")),
        ("王小明", "王小明"),
        ("***", ""),
    ],
)
def test_names_are_compared_by_their_letters_alone(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_name_is_found_by_each_of_its_words() -> None:
    assert keys_of("Emma van Employee") == [
        b"emma van employee",
        b"van employee emma",
        b"employee emma van",
    ]
    assert keys_of("Emma Emma") == [b"emma emma"]
    assert keys_of("***") == []


@given(NAMES, st.integers(1, 20))
def test_every_beginning_of_a_name_finds_it(name: str, length: int) -> None:
    whole = plain_name(name)
    keys = range_of(whole[:length])
    assert (keys is None) == (not whole)
    if keys:
        assert keys[0] <= keys_of(name)[0] < keys[1]


def test_a_phrase_may_begin_with_several_names() -> None:
    assert beginnings_of("Emma B. said") == [
        ("Emma B. said", "emma b said"),
        ("Emma B", "emma b"),
        ("Emma", "emma"),
    ]
