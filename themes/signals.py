"""The public events of `themes`, each sent inside the transaction of the act it reports."""

from django.dispatch import Signal

# contribution: Contribution, in_bulk: bool. It has just been received and routed (or queued as
# unrouted). `in_bulk`: one of many; `contributions_imported` follows, for all of them.
contribution_received = Signal()
# discussion: Discussion, contributions: list[Contribution]. Brought here from elsewhere together,
# and received one by one before.
contributions_imported = Signal()
# contribution: Contribution, event: ContributionEvent, bulk: BulkStep or None. Any later step;
# `event.kind` says which. `bulk`: the step on many contributions that it is part of.
contribution_advanced = Signal()
# contribution: Contribution, event: ContributionEvent, people: list of users. It is overdue, and
# these are asked to help; `contribution_advanced` was sent before.
contribution_escalated = Signal()
# theme: Theme, actor: user or None. The people of a theme have changed.
theme_people_changed = Signal()
# invitation: Invitation, actor: user or None. It has just been sent, answered or withdrawn;
# `invitation.state` says which.
invitation_changed = Signal()
# entry: RegisterEntry, event: RegisterEvent. Written down, changed, ended or opened again.
register_changed = Signal()
# entry: RegisterEntry. Its day is over, and it is still open.
entry_overdue = Signal()
# team: Team, person: user, actor: user or None, reason: str. The person is in the team no longer:
# they left, somebody removed them, or a rule did.
member_left = Signal()
