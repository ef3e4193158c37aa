"""Every change of state in `discussions`. Nothing else writes its tables or sends its signals."""

from .access import announce_access_change
from .attaching import (
    attach_file,
    check_may_attach,
    find_attachments,
    remove_unused_attachments,
    too_large_error,
)
from .badges import set_badge
from .conversations import note_reply, recount_answers
from .covenant import accept_covenant, publish_covenant
from .importing import ImportedVote, VotesImported, import_post, import_vote, import_votes
from .indexing import index_all_names, index_names
from .keeping import keep_discussion
from .mentioning import find_people
from .moderation import (
    approve_post,
    close_discussion,
    hide_post,
    refuse_post,
    reopen_discussion,
    restore_post,
)
from .pages import open_discussion, record_reading, require_login
from .pinning import pin_post, unpin_post
from .posting import create_post, delete_post, edit_post
from .reacting import react_to_post, withdraw_reaction
from .reading import choose_level, record_own_post, record_seen, record_seen_live
from .rearranging import merge_discussion, move_discussion, split_conversation
from .rendering import RenderedAgain, render_posts_again
from .reporting import dismiss_reports, report_post
from .unsealing import approve_unsealing, refuse_unsealing, request_unsealing
from .voting import support_post, withdraw_support

__all__ = [
    "ImportedVote",
    "RenderedAgain",
    "VotesImported",
    "accept_covenant",
    "announce_access_change",
    "approve_post",
    "approve_unsealing",
    "attach_file",
    "check_may_attach",
    "choose_level",
    "close_discussion",
    "create_post",
    "delete_post",
    "dismiss_reports",
    "edit_post",
    "find_attachments",
    "find_people",
    "hide_post",
    "import_post",
    "import_vote",
    "import_votes",
    "index_all_names",
    "index_names",
    "keep_discussion",
    "merge_discussion",
    "move_discussion",
    "note_reply",
    "open_discussion",
    "pin_post",
    "publish_covenant",
    "react_to_post",
    "record_own_post",
    "record_reading",
    "record_seen",
    "record_seen_live",
    "recount_answers",
    "refuse_post",
    "refuse_unsealing",
    "remove_unused_attachments",
    "render_posts_again",
    "reopen_discussion",
    "report_post",
    "request_unsealing",
    "require_login",
    "restore_post",
    "set_badge",
    "split_conversation",
    "support_post",
    "too_large_error",
    "unpin_post",
    "withdraw_reaction",
    "withdraw_support",
]
