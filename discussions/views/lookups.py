"""Finding what a request is about. What the person may not see looks like what is not there."""

from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from .. import access
from ..models import Discussion, Post
from ..statements import AnyMember, Finder, Slot
from .visits import Visit, visit_to

M = TypeVar("M", bound=Model)
# No column holds such a number, and a database may take the question for an error.
_BEYOND = 2**63


def find_discussion(person: Any, discussion_id: int) -> Discussion:
    if person.is_active and discussion_id < _BEYOND:
        one = _visible(passes_groups=bool(person.is_superuser)).first(
            person=person.pk, discussion=discussion_id
        )
    else:
        found = Discussion.objects.visible_to(person).select_related("page")
        one = _one_or_404(found, discussion_id)
    if one is None:
        raise Http404
    discussion: Discussion = one
    return discussion


@lru_cache
def _visible(passes_groups: bool) -> Finder:
    seen = Discussion.objects.visible_to(AnyMember(passes_groups))
    return Finder(lambda: seen.filter(pk=Slot("discussion")), "page")


def find_published_post(discussion: Discussion, post_id: int) -> Post | None:
    """One of a discussion that its reader sees; its author comes along."""
    post: Post | None = _published.first(discussion=discussion.pk, post=post_id)
    return post


def _of_discussion() -> Any:
    return Post.objects.published().filter(discussion=Slot("discussion"), pk=Slot("post"))


_published = Finder(_of_discussion, "author")


def find_visit(person: Any, discussion_id: int) -> Visit:
    visit = visit_to(person, discussion_id) if discussion_id < _BEYOND else None
    if visit is None:
        raise Http404
    return visit


def find_post(person: Any, post_id: int) -> Post:
    found = Post.objects.visible_to(person).select_related("discussion__page", "author")
    return _one_or_404(found, post_id)


def find_moderated_discussion(person: Any, discussion_id: int) -> Discussion:
    discussion = find_discussion(person, discussion_id)
    if not access.moderates(person, discussion):
        raise Http404
    return discussion


def find_moderated_post(person: Any, post_id: int) -> Post:
    post = find_post(person, post_id)
    if not access.moderates(person, post.discussion):
        raise Http404
    return post


def _one_or_404(found: QuerySet[M], number: int) -> M:
    one = found.filter(pk=number).first() if number < _BEYOND else None
    if one is None:
        raise Http404
    return one
