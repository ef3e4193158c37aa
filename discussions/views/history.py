"""The versions of a post, newest first, each with what changed in it."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..differences import Passage, passages_between
from ..models import Post
from .lookups import find_post
from .numbers import whole_number

PER_PAGE = 10


@dataclass
class Version:
    body: str
    body_html: str
    written_at: datetime
    # None: this is how it reads now.
    replaced_at: datetime | None = None
    # What its writer changed; empty for the first version, which changed nothing.
    changes: list[Passage] = field(default_factory=list)


@login_required
@require_safe
def history(request: HttpRequest, post_id: int) -> HttpResponse:
    post = find_post(request.user, post_id)
    if not post.is_visible:
        raise Http404
    number = max(1, whole_number(request.GET.get("page")) or 1)
    versions = _versions(post, start=(number - 1) * PER_PAGE, limit=PER_PAGE + 1)
    shown = versions[:PER_PAGE]
    if not shown:
        raise Http404
    for version, earlier in zip_longest(shown, versions[1:]):
        if earlier:
            version.changes = passages_between(earlier.body, version.body)
    context = {
        "post": post,
        "versions": shown,
        "previous_page": number - 1,
        "next_page": number + 1 if len(versions) > PER_PAGE else None,
        "page": post.discussion.page,
    }
    return render(request, "strategy_discussions/history_page.html", context)


def _versions(post: Post, *, start: int, limit: int) -> list[Version]:
    """The present version is the one at 0, the earlier ones follow."""
    now = Version(post.body, post.body_html, post.edited_at or post.created_at)
    earlier = [
        Version(revision.body, revision.body_html, revision.written_at, revision.replaced_at)
        for revision in post.revisions.order_by("-replaced_at", "-pk")[
            max(start - 1, 0) : start + limit - 1
        ]
    ]
    return earlier if start else [now, *earlier]
