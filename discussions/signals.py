"""The public events of `discussions`. Each is sent inside the transaction of the act it reports.

A receiver that raises undoes the act: use that for what must not be missing (routing, ledger), and
`transaction.on_commit` for what may follow.
"""

from django.dispatch import Signal

# post: Post, writer: user, in_bulk: bool, mentioned: frozenset[int]. Sent when a post is shown for
# the first time (on creation, or when it is approved). `writer`: who really wrote it, whom an
# anonymous post does not name; for what reaches this person alone, and for counting. `in_bulk`: one
# of many brought here together, which nobody wants to be told of one by one; whoever imports them
# tells of all at once. `mentioned`: the people whom it names; such an import names nobody.
post_published = Signal()
# post: Post, actor: user (the author, as the post names them), earlier: PostRevision, mentioned:
# frozenset[int]. `mentioned`: the people whom the post names for the first time.
post_edited = Signal()
# post: Post, actor: user, reason: str.
post_hidden = Signal()
# post: Post, actor: user.
post_restored = Signal()
# post: Post, actor: user. A post that waited for review is shown; `post_published` came before.
post_approved = Signal()
# post: Post, actor: user, reason: str. A post that waited for review is not shown.
post_refused = Signal()
# post: Post, reports: list[Report], actor: user. What has become of the reports of a post.
reports_settled = Signal()
# post_ids: list[int], page: Page, actor: user. These posts are about to go to a discussion on
# `page`. Sent before the discussions are locked: the place to lock what belongs to the posts, and
# to refuse the move with a ValidationError.
posts_leaving = Signal()
# post_ids: list[int], page: Page, actor: user, reason: str. They have arrived there.
posts_moved = Signal()
# post: Post, actor: user (the author, as the post names them).
post_deleted = Signal()
# post: Post, vote: Vote, actor: user.
post_supported = Signal()
# discussion: Discussion, votes: list[Vote], each with its post and person. Support given elsewhere
# and brought here, many at once; `post_supported` is not sent for it.
supports_imported = Signal()
# post: Post, actor: user.
support_withdrawn = Signal()
# post: Post, reaction: Reaction, actor: user.
post_reacted = Signal()
# post: Post, code: str, actor: user.
reaction_withdrawn = Signal()
# unsealing: Unsealing. Somebody asks who wrote an anonymous post, and a second person decides.
unsealing_requested = Signal()
# unsealing: Unsealing. A second person has decided, either way; after `post_unsealed`, if approved.
unsealing_decided = Signal()
# unsealing: Unsealing. Two people know now who wrote an anonymous post.
post_unsealed = Signal()
# page: Page, person: user, at: datetime. Somebody opened a page of the hub. Sent outside a
# transaction: most page views store nothing.
page_read = Signal()
