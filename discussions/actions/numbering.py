"""Sequence numbers: gapless, in commit order, taken inside the transaction of the change."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ..live.poke import poke_discussion
from ..models import Discussion, Post


def lock_discussion(discussion: Discussion) -> None:
    """Hold the discussion's row until the transaction ends, and bring `discussion` up to date.

    Whatever changes a discussion or one of its posts begins here or with `next_number`. One order
    for all of them means that no two wait for each other, and that what is read afterwards (a
    post's state, who supports it) is still true when it is written.
    """
    fresh = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    discussion.status, discussion.page_id = fresh.status, fresh.page_id
    discussion.is_primary, discussion.continued_in_id = fresh.is_primary, fresh.continued_in_id
    discussion.last_seq, discussion.post_count = fresh.last_seq, fresh.post_count


def lock_post(post: Post, *fields: str) -> None:
    """Hold the post's discussion and read `fields` of the post again; its state always.

    It may have been moved to another discussion since it was read: then that one is held too.
    """
    while True:
        discussion = post.discussion
        lock_discussion(discussion)
        post.refresh_from_db(
            fields=["discussion", "state", "state_reason", "published_at", *fields]
        )
        if post.discussion_id == discussion.pk:
            post.discussion = discussion
            return


def next_number(
    discussion: Discussion,
    *,
    new_posts: int = 0,
    numbers: int = 1,
    must_be_open: bool = False,
    said_at: datetime | None = None,
) -> int:
    """Take the discussion's next number and lock its row until the transaction ends.

    Several `numbers` are taken at once for posts that arrive together; the last one is returned.
    Posts that leave are a negative number of `new_posts`. `said_at`: when the new post was written;
    an import may bring posts that are older than the newest.

    The poke to open browsers goes out when the transaction commits.

    Raises:
        ValidationError: code `closed`, when it must be open and is not.
    """
    table = connection.ops.quote_name(Discussion._meta.db_table)
    guard = " AND status = 'open'" if must_be_open else ""
    latest, times = "", []
    if said_at is not None:
        # In Python's words: max(last_post_at or said_at, said_at).
        latest = ", last_post_at = CASE WHEN last_post_at > %s THEN last_post_at ELSE %s END"
        times = [connection.ops.adapt_datetimefield_value(said_at)] * 2
    with connection.cursor() as cursor:
        cursor.execute(
            # Only the table's own name is put in; values travel as parameters.
            f"UPDATE {table} SET last_seq = last_seq + %s, post_count = post_count + %s"  # noqa: S608
            f"{latest} WHERE id = %s{guard} RETURNING last_seq, post_count",
            [numbers, new_posts, *times, discussion.pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise closed_error()
    discussion.last_seq, discussion.post_count = row
    number = discussion.last_seq
    transaction.on_commit(lambda: poke_discussion(discussion.pk, number), robust=True)
    return number


def closed_error() -> ValidationError:
    return ValidationError(
        _("This discussion is closed, so nothing can be added. Your text is kept as a draft."),
        code="closed",
    )


def mark_changed(post: Post, *fields: str) -> None:
    """Save `fields` of a post under the discussion's next number, so that every reader hears."""
    post.changed_seq = next_number(post.discussion)
    post.save(update_fields=[*fields, "changed_seq"])
