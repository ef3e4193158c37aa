"""Moderation on the record: every act is an entry in the history of the discussion's page.

The page, because whoever may look into its history may see what it is about; an entry of its own
for each post would show reasons from private discussions to everybody with a right on posts.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log, registry

from ..models import Discussion, Post

NAMESPACE = "strategy_discussions"

# What the history says: a name for the filter, and a sentence.
ACTS: dict[str, tuple[Promise, Promise]] = {
    "hide_post": (_("Hide a post"), _("Hid post %(number)s of “%(title)s”: %(reason)s")),
    "restore_post": (_("Show a hidden post"), _("Showed post %(number)s of “%(title)s” again")),
    "approve_post": (_("Approve a post"), _("Approved post %(number)s of “%(title)s”")),
    "refuse_post": (_("Refuse a post"), _("Refused post %(number)s of “%(title)s”: %(reason)s")),
    "dismiss_reports": (
        _("Dismiss reports"),
        _("Dismissed the reports of post %(number)s of “%(title)s”: %(reason)s"),
    ),
    "pin": (_("Pin a post"), _("Pinned post %(number)s of “%(title)s”")),
    "unpin": (_("Take a pin down"), _("Took down post %(number)s of “%(title)s”")),
    "split": (
        _("Split a conversation off"),
        _("Split %(posts)s posts off “%(title)s” into “%(target)s”: %(reason)s"),
    ),
    "merge": (
        _("Merge discussions"),
        _("Merged “%(title)s” with its %(posts)s posts into “%(target)s”: %(reason)s"),
    ),
    "move": (
        _("Move a discussion"),
        _("Moved “%(title)s” (%(posts)s posts) from “%(source)s” to “%(target)s”: %(reason)s"),
    ),
    "close": (_("Close a discussion"), _("Closed “%(title)s”")),
    "reopen": (_("Open a discussion again"), _("Opened “%(title)s” again")),
    "keep": (
        _("Change how a discussion is kept"),
        _("Keeps “%(title)s” with slow mode: %(slow_seconds)s s, review first: %(premoderated)s"),
    ),
    "allow_anonymous": (
        _("Allow anonymous posts"),
        _("Lets people write anonymously in “%(title)s”"),
    ),
    "ask_for_names": (
        _("End anonymous posts"),
        _("Asks for names in “%(title)s”; what was written anonymously stays so"),
    ),
    # Who wrote the post is no part of the history, whatever was decided.
    "request_unsealing": (
        _("Ask who wrote a post"),
        _("Asked who wrote the anonymous post %(number)s of “%(title)s”: %(reason)s"),
    ),
    "approve_unsealing": (
        _("Unseal a post"),
        _("Approved that %(asked_by)s learns who wrote post %(number)s of “%(title)s”: %(reason)s"),
    ),
    "refuse_unsealing": (
        _("Leave a post sealed"),
        _("Refused to tell %(asked_by)s who wrote post %(number)s of “%(title)s”: %(reason)s"),
    ),
}


def note_act(
    act: str,
    discussion: Discussion,
    *,
    actor: Any,
    post: Post | None = None,
    reason: str = "",
    **data: Any,
) -> None:
    """Add one act of `ACTS` to the history, in the transaction of the act."""
    data |= {"discussion": discussion.pk, "title": discussion.title, "reason": reason}
    if post is not None:
        data |= {"post": post.pk, "number": post.seq}
    page = discussion.page.specific_deferred
    log(instance=page, action=f"{NAMESPACE}.{act}", user=actor, data=data)


def _formatter(name: Promise, sentence: Promise) -> type[LogFormatter]:
    class ActFormatter(LogFormatter):
        label = name

        def format_message(self, log_entry: Any) -> str:
            data: dict[str, Any] = log_entry.data
            return str(sentence) % data

    return ActFormatter


for _act, _words in ACTS.items():
    registry.register_action(f"{NAMESPACE}.{_act}")(_formatter(*_words))
