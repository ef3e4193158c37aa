from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..markdown import plain_text
from ..searching import excerpt_of, posts_saying, words_of
from .lookups import find_discussion
from .numbers import whole_number
from .thread import discussion_address

RESULTS = 20
QUESTION_LONGEST = 200


@login_required
@require_safe
def search(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """Posts of one discussion that have all the words, the newest first, page by page."""
    discussion = find_discussion(request.user, discussion_id)
    question = request.GET.get("q", "")[:QUESTION_LONGEST]
    words = words_of(question)
    found = []
    if words:
        posts = posts_saying(discussion.posts.published(), words).select_related("author")
        before = whole_number(request.GET.get("before"))
        if before is not None:
            posts = posts.filter(seq__lt=before)
        found = list(posts.order_by("-seq")[: RESULTS + 1])
    has_more = len(found) > RESULTS
    shown = found[:RESULTS]
    context = {
        "discussion": discussion,
        "discussion_url": discussion_address(discussion, request),
        "page": discussion.page,
        "question": question,
        "words": words,
        "results": [(post, excerpt_of(plain_text(post.body_html), words)) for post in shown],
        "before": shown[-1].seq if has_more else None,
    }
    return render(request, "strategy_discussions/search_page.html", context)
