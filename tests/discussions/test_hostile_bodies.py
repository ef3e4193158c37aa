"""Hostile text: whatever is written, what is shown can't run, load or leave its box."""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import nh3
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from discussions.markdown import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_SCHEMES,
    ALLOWED_TAGS,
    clean_body,
    render_markdown,
)

SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&Tab;:alert(1)",
    "javascript%3Aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "view-source:javascript:1",
    "//evil.example/x",
    "\\\\evil.example\\x",
    'https://example.com/" onmouseover="alert(1)',
    "https://example.com/' onmouseover='alert(1)",
    "https://example.com/><script>alert(1)</script>",
]
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    '[x]({} "title")',
    "<{}>",
    "[x]: {}\n\n[x]",
    "[![x]({})]({})",
    "<a href='{}'>x</a>",
]
ELEMENTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,x'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<a id=post-1 class=button name=body>x</a>",
    "<b/onclick=alert(1)>x",
    "</p></div></article><h1>Out of the box</h1>",
    "{% load static %}{{ request.user.password }}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
PLACES = ["{}", "> {}", "- {}", "# {}", "`{}`", "```\n{}\n```", "| a |\n|---|\n| {} |", "**{}**"]


def hostile_bodies() -> Iterator[str]:
    for link, scheme in itertools.product(LINKS, SCHEMES):
        yield link.replace("{}", scheme)
    for place, element in itertools.product(PLACES, ELEMENTS):
        yield place.replace("{}", element)


BODIES = list(hostile_bodies())


class Inspector(HTMLParser):
    """Reads HTML as a browser would and notes whatever is not plain formatting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.offences: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.offences.append(f"<{tag}>")
        if tag not in {"br", "hr"}:
            self.open.append(tag)
        for name, value in attrs:
            self._check_attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.offences.append(f"</{tag}> closes what is not its own")

    def handle_comment(self, data: str) -> None:
        self.offences.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.offences.append("a declaration")

    def unknown_decl(self, data: str) -> None:
        self.offences.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.offences.append("a processing instruction")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        allowed = ALLOWED_ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if name not in allowed:
            self.offences.append(f"{tag} {name}")
        if name == "href":
            # Browsers drop blanks and control characters before they look for a scheme.
            address = re.sub(r"[\x00-\x20]", "", value)
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
            if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
                self.offences.append(f"href {value}")


def offences_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.offences + [f"<{tag}> stays open" for tag in inspector.open]


def test_there_are_enough_hostile_bodies() -> None:
    assert len(set(BODIES)) >= 200


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<p onclick="x">y</p>',
        '<a href="java\tscript:1">y</a>',
        "<p>y",
        "</div>",
        "<!-- y -->",
        '<a id="x">y</a>',
    ],
)
def test_the_inspector_finds_what_it_looks_for(html: str) -> None:
    assert offences_in(html)


def test_nothing_hostile_survives() -> None:
    survivors = {body: offences_in(render_markdown(clean_body(body))) for body in BODIES}
    assert {body: offences for body, offences in survivors.items() if offences} == {}


def test_what_is_not_formatting_stays_readable_text() -> None:
    """Hostile or not, it is somebody's text: nothing of it is dropped in silence."""
    scripts = [place.replace("{}", "<script>alert(1)</script>") for place in PLACES]
    assert [body for body in scripts if "alert(1)" not in render_markdown(body)] == []


def test_sanitising_again_changes_nothing() -> None:
    rendered = [render_markdown(body) for body in BODIES]
    assert [html for html in rendered if _sanitised_again(html) != html] == []


@given(st.text())
@settings(max_examples=300)
def test_any_text_is_either_refused_with_a_code_or_shown_without_offence(text: str) -> None:
    try:
        body = clean_body(text)
    except ValidationError as error:
        assert error.code in {"empty", "too_long", "characters"}
        assert error.messages[0]
    else:
        html = render_markdown(body)
        assert offences_in(html) == []
        assert _sanitised_again(html) == html


PIECES = st.sampled_from(
    [*ELEMENTS, *SCHEMES, *"[]()<>!`*_~|\\#>-+\"'&;:=\n\t ", "](", "<a href=", "x"]
)


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
@settings(max_examples=500)
def test_hostile_pieces_in_any_order_are_harmless(text: str) -> None:
    html = render_markdown(text)
    assert offences_in(html) == []
    assert _sanitised_again(html) == html


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        body = clean_body(text)
    except ValidationError:
        return
    assert clean_body(body) == body


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\r\n \t\n", "empty"),
        ("\u2003\u00a0", "empty"),
        ("x" * 10_001, "too_long"),
        ("a\x00b", "characters"),
        ("a\x1bb", "characters"),
        ("a\x85b", "characters"),
        ("a\ud800b", "characters"),
        ("a\udfffb", "characters"),
        ("a\ufffeb", "characters"),
        ("a\U0010ffffb", "characters"),
    ],
)
def test_unusable_text_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        clean_body(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200b\u200d\u2060", "\ufeff", "\u202e", "\u3164", "\u2800"]
)
def test_text_that_shows_nothing_is_empty(text: str) -> None:
    with pytest.raises(ValidationError) as error:
        clean_body(text)
    assert error.value.code == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "🙂",
        "👨\u200d👩\u200d👧",
        "नमस्ते",
        "\u0633\u0644\u0627\u0645\u200c\u0647\u0627",
        "a\tb\nc",
    ],
)
def test_honest_text_passes_unchanged(text: str) -> None:
    assert clean_body(text) == text


@pytest.mark.parametrize(
    "body",
    [
        "[" * 10_000,
        "> " * 5_000,
        "- " * 5_000,
        "*" * 10_000,
        "`" * 9_999 + "x",
        "![" * 5_000,
        "<" * 10_000,
        "a**b" * 2_500,
        "[x](" * 2_500,
        "|" * 5_000 + "\n" + "|-" * 2_499,
        "&" * 10_000,
        "\\" * 10_000,
        "[a]: <b\n" * 1_250,
    ],
    ids=lambda body: body[:4],
)
def test_text_made_to_be_slow_comes_to_an_end(body: str) -> None:
    assert offences_in(render_markdown(clean_body(body))) == []


def _sanitised_again(html: str) -> Any:
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ).strip()
