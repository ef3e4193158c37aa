from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Post, Reaction
from ..reactions import is_offered, read_counts, write_counts
from ..signals import post_reacted, reaction_withdrawn
from .numbering import mark_changed
from .voting import check_may_vote, lock_for_vote


def react_to_post(post: Post, *, code: str, actor: Any) -> Post:
    """Give a post a sign. Once of each kind is enough: asking again changes nothing.

    Raises:
        PermissionDenied: the post is out of sight, or its discussion closed, to `actor`.
        ValidationError: code `reaction`, for a kind that is not offered.
    """
    check_may_vote(post, actor)
    if not is_offered(code):
        raise ValidationError(_("Choose one of the reactions offered."), code="reaction")
    with transaction.atomic():
        lock_for_vote(post, "reaction_counts")
        reaction, is_new = Reaction.objects.get_or_create(
            post=post, person=actor, code=code, defaults={"given_at": timezone.now()}
        )
        if is_new:
            _count(post, code, +1)
            post_reacted.send(Post, post=post, reaction=reaction, actor=actor)
    return post


def withdraw_reaction(post: Post, *, code: str, actor: Any) -> Post:
    """Take a sign back. Where there is none, nothing happens.

    Raises:
        PermissionDenied: the post is out of sight, or its discussion closed, to `actor`.
    """
    check_may_vote(post, actor)
    with transaction.atomic():
        lock_for_vote(post, "reaction_counts")
        deleted, _rows = post.reactions.filter(person=actor, code=code).delete()
        if deleted:
            _count(post, code, -1)
            reaction_withdrawn.send(Post, post=post, code=code, actor=actor)
    return post


def _count(post: Post, code: str, by: int) -> None:
    """The discussion is locked, so what was read is still true."""
    counts = read_counts(post.reaction_counts)
    post.reaction_counts = write_counts({**counts, code: counts.get(code, 0) + by})
    mark_changed(post, "reaction_counts")
