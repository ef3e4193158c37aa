"""What moderation lays on a discussion: its rules, and the viewer's own posts that are held."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import Truncator

from ..actions.keeping import in_words
from ..forms import Draft
from ..markdown import plain_text
from ..models import Covenant, Discussion, Post
from ..naming import display_name

register = template.Library()

PIN_LENGTH = 160

register.filter("pause_in_words", in_words)


@register.inclusion_tag("strategy_discussions/includes/waiting.html")
def waiting_posts(discussion: Discussion, viewer: Any) -> dict[str, Any]:
    """The viewer's own posts that a facilitator has not read yet; asked for only if any wait."""
    waiting: list[Post] = []
    if viewer.is_authenticated and discussion.pending_count:
        held = Post.objects.filter(discussion=discussion, state=Post.State.PENDING)
        waiting = list(held.written_by(viewer).select_related("author").order_by("seq"))
    return {"pk": discussion.pk, "shown": bool(waiting), "waiting": waiting}


@register.inclusion_tag("strategy_discussions/includes/pins.html")
def pinned_posts(discussion: Discussion) -> dict[str, Any]:
    """What moderators keep in sight above the posts; asked for only if anything is pinned."""
    pinned: list[Post] = []
    if discussion.pinned_count:
        visible = discussion.posts.filter(state=Post.State.VISIBLE, pinned_at__isnull=False)
        pinned = list(visible.select_related("author").order_by("pinned_at"))
    return {
        "pk": discussion.pk,
        "shown": bool(pinned),
        "pinned": pinned,
        "posts_base": reverse("strategy_discussions:posts") if pinned else "",
    }


@register.filter
def pin_words(post: Post) -> str:
    """The beginning of a pinned post, in plain words."""
    return str(Truncator(plain_text(post.body_html)).chars(PIN_LENGTH))


@register.filter
def named_for_moderators(one: Post | Discussion) -> str:
    """How a list in the admin names something: a discussion by its title, a post by its words."""
    if isinstance(one, Discussion):
        return one.title
    words = Truncator(plain_text(one.body_html)).chars(PIN_LENGTH)
    return f"{display_name(one.author)}: {words}"


@register.inclusion_tag("strategy_discussions/includes/covenant.html")
def covenant(draft: Draft) -> dict[str, Any]:
    """The version in force with the box that accepts it, as part of the form of a first post."""
    newest = Covenant.objects.first()
    is_ticked = newest is not None and str(draft.covenant) == str(newest.number)
    return {"covenant": newest, "is_ticked": is_ticked}


@register.inclusion_tag("strategy_discussions/includes/beside.html")
def discussions_beside(discussion: Discussion, person: Any) -> dict[str, Any]:
    """Where a merged discussion goes on, if the viewer may go there, and the others on its page.

    Each is asked for only if the discussion knows that there is something.
    """
    onward, others = None, []
    if discussion.continued_in_id:
        onward = Discussion.objects.visible_to(person).filter(pk=discussion.continued_in_id).first()
    if discussion.has_siblings:
        here = Discussion.objects.filter(page=discussion.page_id, continued_in=None)
        others = list(here.exclude(pk=discussion.pk).order_by("-is_primary", "pk"))
    return {"discussion": discussion, "onward": onward, "others": others}
