import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..answer_fields import compose_answer, compose_beginning
from ..conf import hub_settings
from ..kinds import check_kind
from ..markdown import clean_body, render_post
from ..mentions.markup import NOBODY
from ..models import Covenant, Discussion, Post, PostRevision, Report, SealedAuthor
from ..naming import is_anonymous_colleague
from ..signals import post_deleted, post_edited, post_published
from ..statements import AnyMember, Slot, Statement
from .anonymity import anonymous_colleague, check_anonymity, refuse_files, seal_post
from .attaching import find_attachments, take_attachments
from .covenant import check_covenant
from .keeping import admit_post, check_edit
from .limits import check_post_rate, lock_author
from .mentioning import find_people, note_mentions
from .numbering import closed_error, lock_post, mark_changed, next_number
from .reporting import settle_reports

# Printable and without blanks; as long as the column.
KEY = re.compile(r"[!-~]{1,80}")


def create_post(
    discussion: Discussion,
    *,
    author: Any,
    body: str,
    kind: str = Post.Kind.COMMENT,
    parent: Post | None = None,
    submission_key: str | None = None,
    anonymous: bool = False,
    covenant: int | None = None,
    answer_values: Mapping[str, str] | None = None,
) -> Post:
    """Store what `author` says and announce it. A repeated `submission_key` returns the first post.

    Args:
        anonymous: leave the name of `author` away, and seal it.
        covenant: number of the version that `author` accepts with an anonymous post; on the record
            under its seal. With a post that bears their name, `accept_covenant` comes before.
        answer_values: of an answer to the page, what stands in the fields besides `body`, by code.

    Raises:
        PermissionDenied: the author may not write here.
        ValidationError: codes of `compose_beginning`, `render_post`, `find_attachments`,
            `note_mentions`, `check_anonymity` and `check_covenant`, and `closed`, `foreign_parent`,
            `kind`, `too_fast`, `submission_key`.
    """
    beginning = _look_first(discussion, author, submission_key)
    if beginning is None:
        raise PermissionDenied
    check_key(submission_key)
    if beginning.is_repeated and (earlier := _first_submission(author, submission_key)):
        return earlier
    try:
        accepted = None
        if beginning.meets_covenant:
            accepting = covenant if anonymous else None
            accepted = check_covenant(author, anonymous=anonymous, accepting=accepting)
        body, values = compose_beginning(
            discussion,
            kind=kind,
            is_reply=parent is not None,
            text=body,
            values=answer_values or {},
        )
        if closed := access.why_closed(discussion):
            raise ValidationError(closed, code="closed")
        check_kind(kind, discussion, parent)
        check_parent(discussion, parent)
        if anonymous:
            check_anonymity(discussion, writer=author, body=body)
        with transaction.atomic():
            lock_author(author)
            # The keys of anonymous posts stand elsewhere, so no constraint covers both kinds.
            if discussion.allows_anonymous and (earlier := already_stored(author, submission_key)):
                return earlier
            check_post_rate(author)
            return store_post(
                discussion,
                author=author,
                body=body,
                kind=kind,
                parent=parent,
                submission_key=submission_key,
                written_at=timezone.now(),
                state=admit_post(discussion, author),
                anonymous=anonymous,
                covenant=accepted,
                answer_values=values,
            )
    except (IntegrityError, ValidationError):
        # Two submissions of one form at the same moment: the other one has just been stored.
        if earlier := _first_submission(author, submission_key):
            return earlier
        raise


class _Beginning(NamedTuple):
    """What has to be known of an author before anything else about a new post."""

    meets_covenant: bool
    is_repeated: bool


def _look_first(
    discussion: Discussion, author: Any, submission_key: str | None
) -> _Beginning | None:
    """None where `author` may not see the discussion. One query."""
    if not author.is_active:
        return None
    # What no form of ours has sent is refused before it is looked up.
    key = submission_key if submission_key and KEY.fullmatch(submission_key) else ""
    rows = _beginnings(passes_groups=bool(author.is_superuser)).rows(
        person=author.pk, discussion=discussion.pk, key=key
    )
    return _Beginning(*rows[0]) if rows else None


@lru_cache
def _beginnings(passes_groups: bool) -> Statement:
    author = AnyMember(passes_groups)
    here = Discussion.objects.visible_to(author).filter(pk=Slot("discussion"))
    covenant = Covenant.objects.unrecorded(author)
    earlier = _stored_by(author.pk, Slot("key"))
    return Statement(lambda: here.values_list(Exists(covenant), Exists(earlier)))


def edit_post(
    post: Post, *, actor: Any, body: str, answer_values: Mapping[str, str] | None = None
) -> Post:
    """Replace the text; the earlier version stays readable by all who see the post.

    Args:
        body: of an answer with fields, what stands in it besides them.
        answer_values: what stands in its fields, by code; None leaves them as they are.

    Raises:
        PermissionDenied: not the author, or the post or discussion is no longer open to edits.
        ValidationError: codes of `compose_answer`, `refuse_files`, `find_attachments` and
            `note_mentions`, and `closed` if that happened at this very moment.
    """
    if not access.may_edit_post(actor, post):
        raise PermissionDenied
    values: dict[str, str] = {}
    if post.answer_values:
        fields = post.answer_values if answer_values is None else answer_values
        body, values = compose_answer(body, fields, asked=True)
    else:
        body = clean_body(body)
    check_edit(post, actor)
    now = timezone.now()
    with transaction.atomic():
        lock_post(post, "body", "body_html", "edited_at")
        if not (post.is_visible and post.discussion.is_open):
            raise closed_error()
        if body == post.body:
            return post
        if is_anonymous_colleague(post.author):
            refuse_files(body)
        shown = find_attachments(body, author=actor, discussion=post.discussion, post=post)
        people = find_people(body, discussion=post.discussion)
        body_html = render_post(body, shown, people)
        earlier = PostRevision.objects.create(
            post=post,
            body=post.body,
            body_html=post.body_html,
            written_at=post.edited_at or post.created_at,
            replaced_at=now,
            replaced_by=post.author,
        )
        post.body, post.body_html, post.edited_at = body, body_html, now
        post.answer_values = values
        take_attachments(shown, post)
        mentioned = note_mentions(post, writer=actor)
        mark_changed(post, "body", "body_html", "answer_values", "edited_at")
        post_edited.send(Post, post=post, actor=post.author, earlier=earlier, mentioned=mentioned)
    return post


def delete_post(post: Post, *, actor: Any) -> Post:
    """Withdraw one's own post. A tombstone stays in its place, so that replies keep their sense."""
    if not access.may_edit_post(actor, post):
        raise PermissionDenied
    with transaction.atomic():
        lock_post(post)
        if post.state == Post.State.DELETED:
            return post
        if not (post.is_visible and post.discussion.is_open):
            raise PermissionDenied
        post.state = Post.State.DELETED
        mark_changed(post, "state")
        post.mentions.all().delete()
        settle_reports(post, outcome=Report.Outcome.MOOT, actor=post.author)
        post_deleted.send(Post, post=post, actor=post.author)
    return post


def check_key(submission_key: str | None) -> None:
    """Keys are made by our forms and imports, so a strange one is somebody's experiment.

    Raises:
        ValidationError: code `submission_key`.
    """
    if submission_key and not KEY.fullmatch(submission_key):
        raise _out_of_order()


def _out_of_order() -> ValidationError:
    return ValidationError(
        _("This form is out of order. Copy your text, load the page again and send it anew."),
        code="submission_key",
    )


def _first_submission(author: Any, submission_key: str | None) -> Post | None:
    """The post that a repeated form has stored already, wherever it is now.

    Raises:
        ValidationError: code `submission_key`, when that is where the author no longer sees it.
    """
    earlier = already_stored(author, submission_key)
    if earlier and not access.may_see_discussion(author, earlier.discussion):
        raise _out_of_order()
    return earlier


def already_stored(author: Any, submission_key: str | None) -> Post | None:
    """What `author` has stored under the key, with their name or without."""
    if not submission_key:
        return None
    return _stored_by(author.pk, submission_key).first()


def _stored_by(person_id: Any, submission_key: Any) -> QuerySet[Post]:
    of_form = {"submission_key": submission_key}
    sealed = SealedAuthor.objects.filter(person=person_id, **of_form).values("post")[:1]
    return Post.objects.filter(Q(author=person_id, **of_form) | Q(pk=Subquery(sealed)))


def check_parent(discussion: Discussion, parent: Post | None) -> None:
    if parent is None:
        return
    if parent.discussion_id != discussion.pk or parent.published_at is None:
        raise ValidationError(
            _("The post you are answering is not part of this discussion."), code="foreign_parent"
        )


def store_post(
    discussion: Discussion,
    *,
    author: Any,
    body: str,
    kind: str,
    parent: Post | None,
    submission_key: str | None,
    written_at: datetime,
    state: str,
    state_reason: str = "",
    must_be_open: bool = True,
    in_bulk: bool = False,
    anonymous: bool = False,
    covenant: Covenant | None = None,
    answer_values: Mapping[str, str] | None = None,
) -> Post:
    """Number, store and announce a post whose text has been checked. Used by the actions alone.

    In a transaction of the caller's, which a failure undoes.
    """
    is_published = state == Post.State.VISIBLE
    seq = next_number(
        discussion,
        new_posts=int(is_published),
        must_be_open=must_be_open,
        said_at=written_at if is_published else None,
    )
    if parent is not None:
        # It may have been moved since it was read; now that the number is taken, it stays.
        _read_place(parent)
        check_parent(discussion, parent)
    branch = _branch_for(parent)
    shown = find_attachments(body, author=author, discussion=discussion)
    people = NOBODY if in_bulk else find_people(body, discussion=discussion)
    post = Post(
        discussion=discussion,
        author=anonymous_colleague() if anonymous else author,
        parent=parent,
        kind=kind,
        state=state,
        state_reason=state_reason,
        body=body,
        body_html=render_post(body, shown, people),
        answer_values=answer_values or {},
        seq=seq,
        changed_seq=seq,
        root_seq=branch.root_seq if branch else seq,
        path=(branch.path if branch else "") + f"{seq:06x}",
        depth=branch.depth + 1 if branch else 0,
        created_at=written_at,
        # Hidden imports were seen and judged elsewhere; here they were never shown.
        published_at=written_at if is_published else None,
        submission_key=None if anonymous else submission_key or None,
    )
    post.save(force_insert=True)
    if anonymous:
        seal_post(post, writer=author, submission_key=submission_key, covenant=covenant)
    take_attachments(shown, post)
    mentioned = note_mentions(post, writer=author)
    if is_published:
        post_published.send(Post, post=post, writer=author, in_bulk=in_bulk, mentioned=mentioned)
    elif state == Post.State.PENDING:
        waiting = Discussion.objects.filter(pk=discussion.pk)
        waiting.update(pending_count=F("pending_count") + 1)
    return post


def _read_place(post: Post) -> None:
    (place,) = _place.rows(post=post.pk)
    post.discussion_id, post.root_seq, post.path, post.depth = place


@Statement
def _place() -> Any:
    this = Post.objects.filter(pk=Slot("post")).order_by()
    return this.values_list("discussion", "root_seq", "path", "depth")


def _branch_for(parent: Post | None) -> Post | None:
    """The post below which a reply hangs: its parent, or the deepest ancestor that has room."""
    branch = parent
    while branch is not None and branch.depth >= hub_settings.DEPTH_MAX:
        branch = branch.parent
    return branch
