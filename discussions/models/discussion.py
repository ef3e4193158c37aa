import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import DiscussionQuerySet


class Discussion(models.Model):
    """A conversation on a page. Whoever may see the page may see the discussion, nobody else."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="discussions",
        verbose_name=_("page"),
    )
    title = models.CharField(_("title"), max_length=255)
    is_primary = models.BooleanField(_("primary discussion of its page"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    slow_seconds = models.PositiveIntegerField(
        _("slow mode"),
        default=0,
        help_text=_("Seconds between two posts of one person; 0 switches it off."),
    )
    premoderated = models.BooleanField(
        _("posts wait for a facilitator"),
        default=False,
        help_text=_("A post is shown when a facilitator has approved it."),
    )
    allows_anonymous = models.BooleanField(
        _("posts may be anonymous"),
        default=False,
        help_text=_("Who writes may keep their name sealed, facilitators included."),
    )
    last_seq = models.PositiveBigIntegerField(
        _("head number"),
        default=0,
        editable=False,
        help_text=_("Number of the newest change. Every post and every change takes one."),
    )
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    pending_count = models.PositiveIntegerField(_("posts waiting"), default=0, editable=False)
    reported_count = models.PositiveIntegerField(_("posts reported"), default=0, editable=False)
    pinned_count = models.PositiveSmallIntegerField(_("pinned"), default=0, editable=False)
    departed_seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Number of the latest departure of posts.")
    )
    reload_seq = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text=_("Open pages that have seen less than this load anew: the discussion moved."),
    )
    has_siblings = models.BooleanField(
        default=False, editable=False, help_text=_("There are further discussions on its page.")
    )
    continued_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("merged into"),
    )
    last_post_at = models.DateTimeField(_("last post"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        permissions = [("moderate_discussion", _("Can moderate this discussion"))]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(is_primary=True),
                name="discussion_one_primary_per_page",
            )
        ]
        indexes = [
            models.Index(
                fields=["page"],
                condition=models.Q(pending_count__gt=0) | models.Q(reported_count__gt=0),
                name="discussion_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
