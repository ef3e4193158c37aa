from typing import Any

from django.db import transaction

from ..models import Post
from .conversations import recount_answers
from .numbering import lock_post, mark_changed


def set_badge(post: Post, *, code: str, note: str = "", actor: Any) -> Post:
    """Lay a registered badge on a post, or take it off with an empty code. Readers see it live."""
    with transaction.atomic():
        lock_post(post)
        post.badge, post.badge_note, post.badge_by = code, note, actor
        mark_changed(post, "badge", "badge_note", "badge_by")
        recount_answers(post)
    return post
