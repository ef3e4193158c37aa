"""Markdown in, safe HTML out. The source is stored beside it and stays the truth."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from html import unescape
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .attachments import markup
from .bodies import Shown, body_renderer
from .conf import hub_settings
from .expansion import bound_expansion, repeats_too_much
from .mentions import markup as mentions

ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
# Letters, by their class, that every font leaves blank.
BLANK_LETTERS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
# In a post: below the headings of the page and of the posts themselves.
HEADING = re.compile(r"(</?h)([1-6])>")
PICTURE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')


@cache
def _parser(*, references: bool = True) -> MarkdownIt:
    # Raw HTML stays text; pictures are attachments, never links to somebody else's server.
    parser = (
        MarkdownIt("commonmark", {"html": False, "breaks": True})
        .enable(["table", "strikethrough"])
        .disable(["image", "html_block", "html_inline"])
        .use(bound_expansion)
        .use(markup.add_attachments)
        .use(mentions.add_mentions)
    )
    return parser if references else parser.disable("reference")


def _parse(text: str) -> list[Token]:
    tokens = _parser().parse(text)
    if repeats_too_much(tokens):
        return _parser(references=False).parse(text)
    return tokens


def clean_body(text: str) -> str:
    """Check what a person wrote and return it with tidy line ends.

    Raises:
        ValidationError: with code `empty`, `too_long` or `characters`, and a message that says what
            to do. The text itself is never shortened or repaired.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    limit = hub_settings.POST_MAX_LENGTH
    if not any(map(_is_visible, text)):
        raise ValidationError(_("Write something first."), code="empty")
    if len(text) > limit:
        over = len(text) - limit
        message = ngettext(
            "Your text is %(over)d character over the limit of %(limit)d. Shorten it or split it.",
            "Your text is %(over)d characters over the limit of %(limit)d. Shorten it or split it.",
            over,
        ) % {"over": over, "limit": limit}
        raise ValidationError(message, code="too_long")
    refuse_unreadable(text, code="characters")
    return text


def _is_visible(character: str) -> bool:
    """Whether a reader sees something: not of blanks, joiners and marks of direction."""
    is_format = unicodedata.category(character) == "Cf"
    return not (character.isspace() or is_format or character in BLANK_LETTERS)


def refuse_unreadable(text: str, *, code: str) -> None:
    """No text that others read holds what cannot be shown, or what PostgreSQL cannot store.

    Raises:
        ValidationError: with `code`.
    """
    if any(map(_is_unreadable, text)):
        raise ValidationError(
            _("Your text contains characters that cannot be shown. Retype or remove them."),
            code=code,
        )


def _is_unreadable(character: str) -> bool:
    """Control characters (but tab and line feed), halves of surrogate pairs, noncharacters."""
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return character not in "\t\n"
    return 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE


def attachments_named_in(text: str) -> set[int]:
    """The numbers of the attachments that `text` shows or links to."""
    return markup.numbers_in(_parse(text)) if markup.SCHEME in text else set()


def people_named_in(text: str) -> mentions.Named:
    """Whom `text` names, by number or with words that may be a name."""
    return mentions.named_in(_parse(text)) if "@" in text else mentions.Named()


def render_markdown(
    text: str,
    attachments: markup.Found | None = None,
    people: mentions.People = mentions.NOBODY,
) -> str:
    """HTML of `text`, sanitised: what it returns may be shown to anybody, and stays the same if
    it is sanitised again.

    Args:
        attachments: those that the text may show, by number. Others leave their words alone.
        people: those whom the text may mention. Others leave their words alone, too.
    """
    shown = Shown(attachments or {}, people)
    return _safe(to_html(text, shown), shown)


def to_html(text: str, shown: Shown) -> str:
    """The renderer of posts where a host chooses no other: Markdown as HTML, not yet sanitised."""
    parser = _parser()
    named = {markup.KIND: shown.attachments, mentions.KIND: shown.people}
    html = parser.renderer.render(_parse(text), parser.options, named)
    return HEADING.sub(lambda match: f"{match[1]}{'5' if match[2] == '1' else '6'}>", html)


def render_post(
    body: str,
    attachments: markup.Found | None = None,
    people: mentions.People = mentions.NOBODY,
) -> str:
    """As `render_markdown`, for the checked text of a post, of which something has to be seen, and
    by the renderer that the host has chosen.

    Raises:
        ValidationError: code `empty`, such as for a link definition without anything else; and
            what the host's renderer refuses with.
    """
    shown = Shown(attachments or {}, people)
    html = _safe(body_renderer()(body, shown), shown)
    if "<img" not in html and not any(map(_is_visible, plain_text(html))):
        raise ValidationError(
            _("Of this text nothing would be shown: it holds marks of Markdown alone. Add words."),
            code="empty",
        )
    return html


def _safe(html: str, shown: Shown) -> str:
    if shown.attachments or shown.people.names:
        addresses = markup.addresses_of(shown.attachments)
        return _sanitise_with(html, addresses, shown.people.names.keys())
    return _sanitise(html)


def _sanitise(html: str, **also: Any) -> str:
    rules: dict[str, Any] = {"tags": ALLOWED_TAGS, "attributes": ALLOWED_ATTRIBUTES} | also
    return str(
        nh3.clean(
            html, url_schemes=ALLOWED_SCHEMES, link_rel="noopener noreferrer nofollow", **rules
        )
    ).strip()


def _sanitise_with(html: str, addresses: set[str], people: Collection[int] = ()) -> str:
    """Pictures and downloads too, but only from these addresses; and mentions of these people."""
    attributes = {
        tag: ALLOWED_ATTRIBUTES.get(tag, set()) | markup.ATTRIBUTES.get(tag, set())
        for tag in ALLOWED_ATTRIBUTES.keys() | markup.ATTRIBUTES.keys()
    }
    attributes[mentions.TAG] = {mentions.ATTRIBUTE}
    allowed = {"src": addresses, mentions.ATTRIBUTE: set(map(str, people))}

    def only_these(tag: str, attribute: str, value: str) -> str | None:
        return value if value in allowed.get(attribute, {value}) else None

    tags = ALLOWED_TAGS | markup.TAGS | {mentions.TAG}
    return _sanitise(html, tags=tags, attributes=attributes, attribute_filter=only_these)


def plain_text(body_html: str) -> str:
    """What a rendered text says, on one line and without its markup, for excerpts.

    A picture says what was written about it.
    """
    return " ".join(unescape(strip_tags(PICTURE.sub(r" \1 ", body_html))).split())
