"""Finding what a request is about. What the person may not see looks like what is not there."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from .. import access
from ..models import Discussion, Post
from .visits import Visit, visit_to

M = TypeVar("M", bound=Model)


def find_discussion(person: Any, discussion_id: int) -> Discussion:
    found = Discussion.objects.visible_to(person).select_related("page")
    return _one_or_404(found, discussion_id)


def find_visit(person: Any, discussion_id: int) -> Visit:
    visit = visit_to(person, discussion_id) if discussion_id < 2**63 else None
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
    # No column holds a greater number, and a database may take the question for an error.
    one = found.filter(pk=number).first() if number < 2**63 else None
    if one is None:
        raise Http404
    return one
