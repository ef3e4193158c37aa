"""Finders of what our templates must not hold: inline code, and words that nobody can translate."""

import re
from html.parser import HTMLParser

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}


def without_template_code(template: str) -> str:
    text = TRANSLATED.sub("", COMMENT.sub("", template))
    return TEMPLATE_CODE.sub("", text)


class _InlineCode(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            runs = (value or "").strip().lower().startswith("javascript:")
            if name == "style" or re.fullmatch(r"on[a-z]+", name) or runs:
                self.found.append(f"{name}=")


class _ReadText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ATTRIBUTES and WORD.search(value or ""):
                self.found.append(f'{name}="{value}"')

    def handle_data(self, data: str) -> None:
        if WORD.search(data):
            self.found.append(" ".join(data.split()))


def inline_code(template: str) -> list[str]:
    """Inline scripts, styles and handlers: the content security policy would block them."""
    parser = _InlineCode()
    parser.feed(without_template_code(template))
    return parser.found


def untranslated(template: str) -> list[str]:
    """Text and readable attributes with words that stand outside of any translation tag."""
    parser = _ReadText()
    parser.feed(without_template_code(template))
    return parser.found
