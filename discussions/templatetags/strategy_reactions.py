"""The signs on a post, and those that can be given."""

from dataclasses import dataclass
from typing import Any

from django import template

from ..reactions import ReactionKind, reaction_kinds, read_counts

register = template.Library()


@dataclass(frozen=True)
class Sign:
    kind: ReactionKind
    count: int
    is_own: bool


@register.inclusion_tag("strategy_discussions/includes/reactions.html", takes_context=True)
def reactions(context: Any, post: Any) -> dict[str, Any]:
    """For a post or its look; `viewer` of the context says which of them are the reader's own."""
    counts = read_counts(post.reaction_counts)
    viewer = context.get("viewer")
    own: frozenset[tuple[int, str]] = getattr(viewer, "reacted", frozenset())
    return {
        "post": post,
        "posts_base": context["posts_base"],
        "may_react": getattr(viewer, "may_post", False),
        "signs": [
            Sign(kind, counts.get(kind.code, 0), (post.pk, kind.code) in own)
            for kind in reaction_kinds()
        ],
    }
