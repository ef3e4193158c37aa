"""People in the text: `@[Emma Employee](person:17)`, or `@Emma Employee` as one types it.

A rule of its own for these two forms. The parser marks them; whom they mean depends on the people
that the caller has found, and everybody else stays a word. What is shown of a person is kept apart
in the HTML, so that it can follow their name (`with_names`). In a quotation, a link or code, nobody
is mentioned.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.html import escape, format_html
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .names import is_of_word, plain_name

KIND = "mention"
TAG, ATTRIBUTE = "span", "data-mention"
REFERENCE = re.compile(r"@\[((?:\\.|[^\[\]\\\n]){1,300})\]\(person:(\d{1,18})\)")
# Up to four words, as they stand: all but blanks and the signs that Markdown or a sentence uses.
TYPED = re.compile(r"@([^\s!-&(-,/:-@\[-`{-~]+(?: [^\s!-&(-,/:-@\[-`{-~]+){0,3})")
# What would end a name early, or be read as something else inside it.
SPECIAL = re.compile(r"[\\\[\]&]")
# Before the sign, these make it part of an address.
ADDRESS_SIGNS = "/.@+"
SHOWN = re.compile(rf'<{TAG} {ATTRIBUTE}="(\d+)">@([^<]*)</{TAG}>')


@dataclass(frozen=True)
class Named:
    """What a text names: people by their number, and words that may begin with a full name."""

    numbers: frozenset[int] = frozenset()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Whom a text may mention: their names by number, and whom a plain full name means.

    A name that several have means None of them.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    called: Mapping[str, int | None] = field(default_factory=dict)


NOBODY = People()


def add_mentions(parser: MarkdownIt) -> None:
    """Teach `parser` the forms; `render(text, {KIND: people})` shows those of `people`."""
    parser.inline.ruler.before("link", KIND, _read)
    parser.core.ruler.push(KIND, _leave_quotations_alone)
    parser.add_render_rule(KIND, _render)


def reference_to(number: int, name: str) -> str:
    """The words that mention somebody."""
    words = SPECIAL.sub(r"\\\g<0>", name)
    return f"@[{words}](person:{number})"


def without_references(text: str) -> str:
    """The text with names alone where it mentions people by number."""
    return REFERENCE.sub(r"@\1", text)


def named_in(tokens: Sequence[Token]) -> Named:
    """Whom a parsed text names; not those in quotations, links and code."""
    found = [
        child.meta
        for token in tokens
        for child in token.children or ()
        if child.type == KIND and child.meta["counts"]
    ]
    numbers = {meta["number"] for meta in found} - {None}
    phrases = (meta["words"] for meta in found if meta["number"] is None)
    return Named(frozenset(numbers), tuple(dict.fromkeys(phrases)))


def beginnings_of(phrase: str) -> list[tuple[str, str]]:
    """What a full name at the beginning of `phrase` could be, longest first.

    Each as it stands there, without a sign that follows, and as it is looked up.
    """
    ends = [match.end() for match in re.finditer(r"\S+", phrase)]
    beginnings = []
    for end in reversed(ends):
        while end and not is_of_word(phrase[end - 1]):
            end -= 1
        if name := plain_name(phrase[:end]):
            beginnings.append((phrase[:end], name))
    return beginnings


def mentioned_in(body_html: str) -> set[int]:
    """The numbers of those whom a rendered text mentions."""
    return {int(number) for number, _name in SHOWN.findall(body_html)}


def people_shown_in(body_html: str) -> People:
    """Those whom a rendered text mentions, as it names them, to render it again."""
    shown = {int(number): unescape(name) for number, name in SHOWN.findall(body_html)}
    return People(names=shown, called={plain_name(name): key for key, name in shown.items()})


def with_names(body_html: str, names: Mapping[int, str]) -> str:
    """A rendered text with present names on those of `names`; others stay plain words."""

    def show(match: re.Match[str]) -> str:
        name = names.get(int(match[1]))
        if name is None:
            return f"@{match[2]}"
        return format_html('<span class="mention" data-mention="{}">@{}</span>', match[1], name)

    return SHOWN.sub(show, body_html)


def _read(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or _is_in_address(state.src, state.pos):
        return False
    reference = REFERENCE.match(state.src, state.pos, state.posMax)
    match = reference or TYPED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push(KIND, "", 0)
        words = unescapeAll(match[1]) if reference else match[1]
        number = int(match[2]) if reference else None
        token.content = f"@{words}"
        token.meta = {"words": words, "number": number, "counts": state.linkLevel == 0}
    state.pos = match.end()
    return True


def _is_in_address(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    return is_of_word(before) or before in ADDRESS_SIGNS


def _leave_quotations_alone(state: StateCore) -> None:
    depth = 0
    for token in state.tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        for child in (token.children or ()) if depth else ():
            if child.type == KIND:
                child.meta["counts"] = False


def _render(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token, people = tokens[index], env.get(KIND, NOBODY)
    if token.meta["counts"]:
        number, words = _meant(token.meta, people)
        if number is not None and number in people.names:
            rest = token.content[1 + len(words) :]
            return f"{_shown(number, people.names[number])}{escape(rest)}"
    return escape(token.content)


def _meant(meta: Mapping[str, Any], people: People) -> tuple[int | None, str]:
    """Whom the words mean, and which of them are the name."""
    if meta["number"] is not None:
        return meta["number"], meta["words"]
    for words, name in beginnings_of(meta["words"]):
        if name in people.called:
            return people.called[name], words
    return None, ""


def _shown(number: int, name: str) -> str:
    return format_html('<span data-mention="{}">@{}</span>', number, name)
