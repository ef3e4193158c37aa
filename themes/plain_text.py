"""Rich text as plain paragraphs, for editing it in a plain field."""

import re
from html import unescape

from django.utils.html import escape

PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>\s*", re.DOTALL)
BREAK = re.compile(r"<br\s*/?>")
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def as_rich_text(text: str) -> str:
    """Paragraphs, separated by blank lines, as HTML."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = [part for part in BLANK_LINES.split(tidy) if part.strip()]
    return "".join(f"<p>{'<br/>'.join(map(escape, part.splitlines()))}</p>" for part in parts)


def as_plain_text(html: str) -> str | None:
    """The paragraphs of `html`; None if it holds links, lists or emphasis, which would be lost."""
    paragraphs = PARAGRAPH.findall(html)
    if PARAGRAPH.sub("", html).strip():
        return None
    lines = [BREAK.sub("\n", paragraph) for paragraph in paragraphs]
    if any("<" in line for line in lines):
        return None
    return "\n\n".join(unescape(line).strip() for line in lines if line.strip())
