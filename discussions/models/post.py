from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import kinds
from ..querysets import PostQuerySet
from .discussion import Discussion

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .mention import Mention
    from .revision import PostRevision
    from .vote import Vote


class Post(models.Model):
    """Something one person said in a discussion.

    `seq` is the number the post was stored under and never changes; `changed_seq` is the number of
    its latest change (they are equal at first). "Which posts changed after n?" is the whole of
    catch-up.

    `root_seq` and `path` give the place in the tree: newest conversation first (`-root_seq`), and
    inside one conversation by `path`, six hexadecimal digits of `seq` per level.
    """

    Kind = kinds.Kind

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for review")
        VISIBLE = "visible", _("Visible")
        HIDDEN = "hidden", _("Hidden")
        DELETED = "deleted", _("Deleted by its author")

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="posts", verbose_name=_("discussion")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_posts",
        verbose_name=_("author"),
        help_text=_("Of an anonymous post, the one account that stands for all who write so."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    # No choices: a host may add kinds, and take them away again.
    kind = models.CharField(_("kind"), max_length=kinds.LONGEST, default=Kind.COMMENT)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.VISIBLE
    )
    state_reason = models.TextField(_("reason for the state"), blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown, as written."))
    body_html = models.TextField(_("text as HTML"), editable=False)
    answer_values = models.JSONField(
        _("fields of an answer"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the text was made of, by field; empty for text alone."),
    )

    seq = models.PositiveBigIntegerField(_("number"), editable=False)
    changed_seq = models.PositiveBigIntegerField(_("number of the latest change"), editable=False)
    root_seq = models.PositiveBigIntegerField(_("number of the conversation"), editable=False)
    path = models.CharField(_("place in the tree"), max_length=255, editable=False)
    depth = models.PositiveSmallIntegerField(_("depth"), default=0, editable=False)

    support_count = models.PositiveIntegerField(_("supporters"), default=0, editable=False)
    pass_count = models.PositiveIntegerField(_("passes"), default=0, editable=False)
    disagree_count = models.PositiveIntegerField(_("disagreements"), default=0, editable=False)

    reaction_counts = models.CharField(
        _("reactions"),
        max_length=255,
        blank=True,
        default="",
        editable=False,
        help_text=_("How many of which kind, written by discussions.reactions."),
    )

    badge = models.CharField(
        _("badge"),
        max_length=40,
        blank=True,
        editable=False,
        help_text=_("Code of a registered badge, such as a decision."),
    )
    badge_note = models.TextField(_("note of the badge"), blank=True, editable=False)
    badge_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("badge given by"),
    )

    pinned_at = models.DateTimeField(_("pinned"), null=True, editable=False)
    # Kept on the first post of a conversation, so that conversations can be sorted by them.
    replied_at = models.DateTimeField(
        _("first reply"),
        null=True,
        editable=False,
        help_text=_("When somebody else than its author first replied in the conversation."),
    )
    answered_at = models.DateTimeField(
        _("answered"),
        null=True,
        editable=False,
        help_text=_(
            "When somebody who answers for the page first replied, or laid a badge on it. On a"
            " reply: that it is such an answer."
        ),
    )

    created_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(
        _("first shown"),
        null=True,
        help_text=_("Empty until the post was visible to its audience for the first time."),
    )
    edited_at = models.DateTimeField(_("edited"), null=True)
    # NULL is "no key": many posts have none, and the keys of one author are unique.
    submission_key = models.CharField(  # noqa: DJ001
        _("submission key"),
        max_length=80,
        null=True,
        editable=False,
        help_text=_("Made by the form or the import; the same key from one author is one post."),
    )

    if TYPE_CHECKING:
        revisions: RelatedManager[PostRevision]
        votes: RelatedManager[Vote]
        mentions: RelatedManager[Mention]
        discussion_id: int
        author_id: int
        parent_id: int | None
        badge_by_id: int | None

    objects = PostQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("request_unsealing", _("Can ask who wrote an anonymous post")),
            ("approve_unsealing", _("Can decide with who asked whether the two are told")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["author", "submission_key"], name="post_stored_once"),
        ]
        indexes = [
            models.Index(fields=["discussion", "changed_seq"], name="post_catch_up"),
            models.Index(fields=["discussion", "-root_seq", "path"], name="post_tree"),
            models.Index(fields=["author", "created_at"], name="post_author_time"),
            models.Index(
                fields=["discussion", "created_at"],
                condition=models.Q(state="pending"),
                name="post_waiting",
            ),
            models.Index(
                fields=["discussion", "-support_count", "-root_seq"],
                condition=models.Q(depth=0),
                name="post_most_supported",
            ),
            models.Index(
                fields=["discussion", "-root_seq"],
                condition=models.Q(depth=0, replied_at=None, answered_at=None),
                name="post_unanswered",
            ),
            models.Index(
                fields=["discussion", "-answered_at", "-root_seq"],
                condition=models.Q(depth=0, answered_at__isnull=False),
                name="post_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.seq}"

    def get_kind_display(self) -> str:
        return str(kinds.get_kind(self.kind).label)

    @property
    def is_visible(self) -> bool:
        return self.state == self.State.VISIBLE

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None
