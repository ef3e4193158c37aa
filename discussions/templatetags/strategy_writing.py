"""Parts of the form that posts are written in."""

from typing import Any

from django import template

from ..forms import Draft
from ..kinds import Kind, kinds_offered

register = template.Library()


@register.inclusion_tag("strategy_discussions/includes/kinds.html")
def choose_kind(draft: Draft, discussion: Any, has_fields: bool = False) -> dict[str, Any]:
    """The kinds of post to choose from, with the words that tell what each is for.

    Those for a reply and those for a beginning, so that a script can change between them.
    """
    for_reply = kinds_offered(discussion, is_reply=True)
    for_start = kinds_offered(discussion, is_reply=False)
    return {
        "discussion": discussion,
        # Of what begins a conversation.
        "usual": (Kind.ANSWER if has_fields else Kind.COMMENT).value,
        "chosen": draft.kind,
        "kinds": for_reply if draft.parent else for_start,
        "for_reply": for_reply,
        "for_start": for_start,
    }
