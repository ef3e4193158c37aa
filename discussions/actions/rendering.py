"""Rendering again what was written before, such as by another renderer than then."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from ..markdown import attachments_named_in, render_post
from ..mentions.markup import people_shown_in
from ..models import Attachment, Post, PostRevision
from .numbering import lock_post, mark_changed


@dataclass
class RenderedAgain:
    """How many posts and earlier versions look different now, stayed the same, or were left as
    they were, because nothing of them would be shown."""

    changed: int = 0
    same: int = 0
    left: int = 0


def render_posts_again() -> RenderedAgain:
    """Render every post and every earlier version from its source, with the files and the people
    that it shows already. Nobody is mentioned or told anew.

    Each post by itself, so it can be stopped and run again. Open pages show what has changed.
    """
    outcome = RenderedAgain()
    for number in Post.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            post = Post.objects.select_related("discussion").get(pk=number)
            lock_post(post, "body", "body_html")
            if _render(post, post, outcome):
                _store(post)
            for version in post.revisions.all():
                if _render(version, post, outcome):
                    version.save(update_fields=["body_html"])
    return outcome


def _render(version: Post | PostRevision, post: Post, outcome: RenderedAgain) -> bool:
    """Whether it looks different now."""
    named = attachments_named_in(version.body)
    found = Attachment.objects.filter(post=post, pk__in=named) if named else ()
    people = people_shown_in(version.body_html)
    try:
        html = render_post(version.body, {one.pk: one for one in found}, people)
    except ValidationError:
        outcome.left += 1
        return False
    if html == version.body_html:
        outcome.same += 1
        return False
    version.body_html = html
    outcome.changed += 1
    return True


def _store(post: Post) -> None:
    if post.published_at is None:
        post.save(update_fields=["body_html"])
    else:
        mark_changed(post, "body_html")
