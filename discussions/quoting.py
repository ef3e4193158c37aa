"""A post as a quotation in somebody else's text."""

import re

from django.utils.translation import gettext as _

from .attachments.markup import REFERENCE
from .markdown import attachments_named_in, plain_text
from .mentions.markup import without_references
from .models import Post
from .naming import display_name

# What Markdown would read as something else than the letter. The same in js/quote.js.
SPECIAL = re.compile(r"[\\`*_\[\]~<>&]")


def quote_of(post: Post) -> str:
    """The visible text of `post` as quoted lines of Markdown, under its author's name.

    Files stay where they are, as words: they belong to the post, not to whoever quotes it.
    So do the people whom it mentions.
    """
    text = without_references(REFERENCE.sub(r"\1", post.body))
    if attachments_named_in(text):
        text = plain_text(post.body_html)
    name = SPECIAL.sub(r"\\\g<0>", display_name(post.author))
    lines = [_("%(name)s wrote:") % {"name": name}, "", *text.split("\n")]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"
