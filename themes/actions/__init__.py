"""Every change of state in `themes`. Nothing else writes its tables or sends its signals.

Each action runs in one transaction and takes `at`, the time of the act, which is now by default.
"""

from .asking import ask_question, change_question, end_question, reopen_question
from .bulk import choose_many, send_many, take_portion
from .deciding import (
    accept_contribution,
    decline_contribution,
    merge_contribution,
    park_contribution,
)
from .escalating import escalate_contribution, escalate_overdue
from .handing_over import reassign_contribution
from .invitations import (
    accept_invitation,
    invite_person,
    refuse_invitation,
    withdraw_invitation,
)
from .moving import follow_posts, hold_contributions
from .pages import ensure_question, ensure_team, ensure_theme, remove_group
from .pausing import pause_clock, resume_clock
from .people import set_theme_people
from .receiving import announce_import, receive_contribution, route_again
from .registers import add_entry, change_entry, remind_overdue, reopen_entry, settle_entry
from .reopening import reopen_contribution
from .steps import complete_contribution, start_review, start_work, thank_contribution
from .teams import archive_team, delete_team, leave_team, make_team, remove_member, reopen_team
from .triaging import (
    choose_cluster,
    cluster_answers,
    dissolve_cluster,
    move_members,
    name_cluster,
)
from .undoing import undo_step

__all__ = [
    "accept_contribution",
    "accept_invitation",
    "add_entry",
    "announce_import",
    "archive_team",
    "ask_question",
    "change_entry",
    "change_question",
    "choose_cluster",
    "choose_many",
    "cluster_answers",
    "complete_contribution",
    "decline_contribution",
    "delete_team",
    "dissolve_cluster",
    "end_question",
    "ensure_question",
    "ensure_team",
    "ensure_theme",
    "escalate_contribution",
    "escalate_overdue",
    "follow_posts",
    "hold_contributions",
    "invite_person",
    "leave_team",
    "make_team",
    "merge_contribution",
    "move_members",
    "name_cluster",
    "park_contribution",
    "pause_clock",
    "reassign_contribution",
    "receive_contribution",
    "refuse_invitation",
    "remind_overdue",
    "remove_group",
    "remove_member",
    "reopen_contribution",
    "reopen_entry",
    "reopen_question",
    "reopen_team",
    "resume_clock",
    "route_again",
    "send_many",
    "set_theme_people",
    "settle_entry",
    "start_review",
    "start_work",
    "take_portion",
    "thank_contribution",
    "undo_step",
    "withdraw_invitation",
]
