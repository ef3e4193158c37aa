"""Parts of the form that posts are written in."""

from typing import Any

from django import template
from django.forms import Form

from ..kinds import kinds_offered

register = template.Library()


@register.inclusion_tag("strategy_discussions/includes/kinds.html")
def choose_kind(form: Form, discussion: Any) -> dict[str, Any]:
    """The kinds of post to choose from, with the words that tell what each is for.

    Those for a reply and those for a beginning, so that a script can change between them.
    """
    for_reply = kinds_offered(discussion, is_reply=True)
    for_start = kinds_offered(discussion, is_reply=False)
    return {
        "discussion": discussion,
        "chosen": form["kind"].value(),
        "kinds": for_reply if form["parent"].value() else for_start,
        "for_reply": for_reply,
        "for_start": for_start,
    }
