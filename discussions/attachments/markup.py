"""Attachments in the text: `![what it shows](attachment:5)`, `[its name](attachment:5)`.

A rule of its own for these two forms alone, so that pictures from elsewhere stay switched off. The
parser marks them; what is shown depends on the attachments that the caller has found usable.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.html import escape, format_html
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

if TYPE_CHECKING:
    from ..models import Attachment

SCHEME = "attachment:"
REFERENCE = re.compile(r"!?\[((?:\\.|[^\[\]\\\n]){0,500})\]\(attachment:(\d{1,18})\)")
# What would end a description early, or be read as something else inside it.
SPECIAL = re.compile(r"[\\\[\]&]")
KIND = "attachment"
TAGS = {"img"}
ATTRIBUTES = {"img": {"src", "alt", "width", "height", "loading"}, "a": {"download"}}

Found = Mapping[int, "Attachment"]


def add_attachments(parser: MarkdownIt) -> None:
    """Teach `parser` the references; `render(text, {KIND: found})` shows those of `found`."""
    parser.inline.ruler.before("link", KIND, _read)
    parser.add_render_rule(KIND, _render)


def reference_to(attachment: "Attachment") -> str:
    """The words that show `attachment`. A picture's name stands in for a better description."""
    name = PurePath(attachment.name).stem if attachment.is_picture else attachment.name
    mark = "!" if attachment.is_picture else ""
    description = SPECIAL.sub(r"\\\g<0>", name)
    return f"{mark}[{description}]({SCHEME}{attachment.pk})"


def numbers_in(tokens: Sequence[Token]) -> set[int]:
    """The attachments that a parsed text refers to; not those inside code."""
    inline = [child for token in tokens for child in token.children or ()]
    return {token.meta["number"] for token in inline if token.type == KIND}


def addresses_of(found: Found) -> set[str]:
    return {attachment.get_absolute_url() for attachment in found.values()}


def _read(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    match = REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push(KIND, "", 0)
        token.content = unescapeAll(match[1])
        token.meta = {"number": int(match[2]), "in_link": state.linkLevel > 0}
    state.pos = match.end()
    return True


def _render(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    attachment = env.get(KIND, {}).get(token.meta["number"])
    if attachment is None:
        return escape(token.content)
    if attachment.is_picture:
        picture = _picture(attachment, token.content)
        return picture if token.meta["in_link"] else _link(attachment, picture)
    label = escape(f"{token.content or attachment.name} ({_size(attachment.size)})")
    return label if token.meta["in_link"] else _link(attachment, label)


def _picture(attachment: "Attachment", alternative: str) -> str:
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        attachment.get_absolute_url(),
        alternative,
        attachment.width,
        attachment.height,
    )


def _link(attachment: "Attachment", content: str) -> str:
    """To the whole picture, which the page shows smaller, or to the document."""
    saved = "" if attachment.is_picture else format_html(' download="{}"', attachment.name)
    return f'<a href="{escape(attachment.get_absolute_url())}"{saved}>{content}</a>'


def _size(size: int) -> str:
    """In the site's language: what is rendered here is stored for everybody."""
    with translation.override(settings.LANGUAGE_CODE):
        return filesizeformat(size)
