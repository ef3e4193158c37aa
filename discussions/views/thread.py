"""One discussion on a page: what it shows, and what its viewer may do."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import access
from ..answer_fields import fields_asked_for
from ..conf import hub_settings
from ..forms import AnswerFieldsForm, Draft, PostForm
from ..kinds import Kind
from ..live.protocol import VERSION
from ..live.reading import read_changes
from ..models import Discussion, Post, Readership
from ..naming import display_name, is_anonymous_colleague
from ..quoting import quote_of
from ..remembering import know_access_number, remembered
from ..rendering import PostLook
from .lookups import find_discussion, find_visit
from .numbers import whole_number
from .orders import NEWEST, order_of, posts_before
from .places import links_from
from .readership import new_to, record_opening, seen_before, unread_in
from .sheets import Sheet, read_sheet
from .visits import Visit, visit_of


@dataclass(frozen=True)
class Viewer:
    """What belongs to one viewer and is laid on the posts, which are the same for everybody."""

    id: int | None
    may_post: bool = False
    may_moderate: bool = False
    why_not: str = ""
    asked_covenant: bool = False
    may_be_anonymous: bool = False
    may_ask_who: bool = False
    # What they wrote themselves, and of that what does not bear their name.
    own: frozenset[int] = field(default_factory=frozenset)
    sealed: frozenset[int] = field(default_factory=frozenset)
    supported: frozenset[int] = field(default_factory=frozenset)
    # Post and kind of reaction.
    reacted: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    # Posts of the page that are new since the viewer's last visit, in the page's order.
    new: tuple[int, ...] = ()
    # How many there are in the whole discussion.
    unread: int = 0
    level: str = Readership.Level.NORMAL

    @property
    def first_new(self) -> int | None:
        return self.new[0] if self.new else None

    @property
    def reads(self) -> bool:
        return self.id is not None

    def towards(self, post: PostLook) -> "Viewer":
        """The little of it that shows on one post: the fewer differences, the fewer renderings."""
        may_ask_who = self.may_ask_who and is_anonymous_colleague(post.author)
        if post.pk not in self._marked and not may_ask_who:
            return self._unmarked
        return replace(
            self._unmarked,
            may_ask_who=may_ask_who,
            own=self.own & {post.pk},
            supported=self.supported & {post.pk},
            reacted=frozenset(mark for mark in self.reacted if mark[0] == post.pk),
            new=self._new_towards(post),
        )

    @cached_property
    def _marked(self) -> frozenset[int]:
        """Posts on which something of this viewer shows."""
        return self.own.union(self.supported, self.new, (post for post, _code in self.reacted))

    @cached_property
    def _unmarked(self) -> "Viewer":
        """Towards every other post."""
        return Viewer(None, may_post=self.may_post, may_moderate=self.may_moderate, level="")

    def _new_towards(self, post: PostLook) -> tuple[int, ...]:
        if post.pk not in self.new:
            return ()
        # Only the first one bears the line; before any other stands a post that is none.
        return (post.pk,) if post.pk == self.first_new else (0, post.pk)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "may_post": self.may_post,
            "may_moderate": self.may_moderate,
            "may_ask_who": self.may_ask_who,
            "sealed": sorted(self.sealed),
            "supported": sorted(self.supported),
            "reacted": sorted(self.reacted),
            "new": self.new,
        }


def thread_context(
    discussion: Discussion, request: HttpRequest, *, form: PostForm | None = None
) -> dict[str, Any]:
    """Everything the discussion's template shows. The caller has checked that it may be seen."""
    return visit_context(visit_of(request.user, discussion), request, form=form)


def visit_context(
    visit: Visit, request: HttpRequest, *, form: PostForm | None = None
) -> dict[str, Any]:
    """The same for who has read the visit already."""
    know_access_number(request, visit.access_number)
    discussion = visit.discussion
    order = order_of(request.GET.get("order"))
    sheet = read_sheet(discussion, order, whole_number(request.GET.get("from")), request.user)
    posts = sheet.posts
    since = seen_before(request, visit.readership)
    viewer = _viewer(visit, request, sheet, since)
    reply_to = _reply_target(discussion, request)
    is_newest = sheet.start is None and order == NEWEST
    if is_newest:
        record_opening(request, discussion, visit.readership)
    return {
        "discussion": discussion,
        "discussion_url": discussion_address(discussion, request),
        "data_id": f"discussion-{discussion.pk}-data",
        "posts": posts,
        "create_url": reverse("strategy_discussions:create", args=[discussion.pk]),
        "viewer": viewer,
        "draft": Draft.of(form) if form else _begun(discussion, request, reply_to),
        "answer_form": form or _fields_of(discussion),
        "answered": display_name(reply_to.author) if reply_to else "",
        "next_post": sheet.next,
        "previous_post": sheet.previous,
        "order": order,
        "links": links_from(
            order=order,
            previous_post=sheet.previous,
            next_post=sheet.next,
            since=since if viewer.unread or viewer.new else None,
        ),
        "is_first_page": sheet.start is None,
        "is_newest": is_newest,
        "data": {
            "discussion": discussion.pk,
            "protocol": VERSION,
            "head": discussion.last_seq,
            "changes": reverse("strategy_discussions:changes", args=[discussion.pk]),
            "order": order.code,
            "first_page": sheet.start is None,
            "last_page": sheet.next is None,
            "viewer": viewer.as_json(),
        },
    }


def _begun(discussion: Discussion, request: HttpRequest, reply_to: Post | None) -> Draft:
    """Empty but for what the address asks for, such as a quotation for those without scripts."""
    if reply_to is None:
        kind = Kind.ANSWER if fields_asked_for(discussion) else Kind.COMMENT
        return Draft(kind=kind.value)
    is_quoted = "quote" in request.GET and reply_to.is_visible
    body = quote_of(reply_to) if is_quoted else ""
    return Draft(parent=reply_to.pk, body=body)


def _fields_of(discussion: Discussion) -> AnswerFieldsForm:
    """The empty fields of an answer, as far as the discussion asks for any."""
    fields = fields_asked_for(discussion)
    return AnswerFieldsForm(fields=fields, auto_id=f"discussion-{discussion.pk}-%s")


def discussion_address(discussion: Discussion, request: HttpRequest) -> str:
    """Where a discussion is read: on its page, or, if it is a further one, at its own address."""
    address = discussion.page.get_url(request) if discussion.is_primary else None
    return address or reverse("strategy_discussions:discussion", args=[discussion.pk])


def start_of_page_with(post: Post) -> Post | None:
    """Where the page begins that shows `post`, newest first; None for the first page.

    With as much of its conversation above it as has room: from the first post, or else from what
    it answers, as far up as the page reaches.
    """
    size: int = hub_settings.POSTS_PER_PAGE
    above = posts_before(post.discussion, NEWEST, post, limit=size).only(
        "discussion", "root_seq", "path"
    )
    nearest = list(above)
    if len(nearest) < size:
        return None
    answered = [
        other
        for other in nearest[: size - 1]
        if other.root_seq == post.root_seq and post.path.startswith(other.path)
    ]
    return answered[-1] if answered else post


@login_required
@require_safe
def show_discussion(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """A discussion's own address leads to the page that it hangs on."""
    visit = find_visit(request.user, discussion_id)
    discussion = visit.discussion
    address = discussion_address(discussion, request)
    if address != request.path:
        return redirect(f"{address}#discussion-{discussion.pk}")
    context = visit_context(visit, request)
    return render(request, "strategy_discussions/discussion_page.html", context)


@login_required
@require_safe
def changes(request: HttpRequest, discussion_id: int) -> HttpResponse:
    """Catch-up: the same frame that a socket would have brought."""
    discussion = find_discussion(request.user, discussion_id)
    after = whole_number(request.GET.get("after"))
    if after is None:
        return HttpResponseBadRequest("after: a number is needed")
    return JsonResponse(read_changes(discussion.pk, after))


def _viewer(visit: Visit, request: HttpRequest, sheet: Sheet, since: int | None) -> Viewer:
    person: Any = request.user
    if not person.is_authenticated:
        return Viewer(None)
    discussion, readership, posts, marks = (
        visit.discussion,
        visit.readership,
        sheet.posts,
        sheet.marks,
    )
    unnamed = any(is_anonymous_colleague(post.author) for post in posts)
    own = marks.sealed | {post.pk for post in posts if post.author_id == person.pk}
    powers = access.powers_in(
        discussion,
        person,
        moderate=_moderates(request, discussion.pk),
        asked=visit.asked_covenant,
    )
    return Viewer(
        person.pk,
        may_post=powers.post,
        may_moderate=powers.moderate,
        why_not=powers.why_not,
        asked_covenant=powers.asked_covenant,
        may_be_anonymous=powers.be_anonymous,
        may_ask_who=(unnamed or discussion.allows_anonymous) and _may_ask_who(request),
        own=own,
        sealed=marks.sealed,
        supported=marks.supported,
        reacted=marks.reacted,
        new=tuple(new_to(posts, since, own=own)),
        unread=unread_in(discussion, readership),
        level=readership.level if readership else Readership.Level.NORMAL,
    )


@remembered
def _moderates(request: Any, discussion_id: int) -> bool:
    return access.moderates(request.user, Discussion(pk=discussion_id))


@remembered
def _may_ask_who(request: Any) -> bool:
    return access.may_request_unsealing(request.user)


def _reply_target(discussion: Discussion, request: HttpRequest) -> Post | None:
    key = whole_number(request.GET.get("reply_to"))
    if key is None:
        return None
    return discussion.posts.published().select_related("author").filter(pk=key).first()
