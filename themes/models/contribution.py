from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.models import Post

from ..naming import name_of_theme
from ..querysets import ContributionQuerySet
from .question import Question
from .theme import Theme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .event import ContributionEvent


HANDLE_UNROUTED = "strategy_themes.handle_unrouted"


class Contribution(models.Model):
    """A post that asks for an answer: routed to an owner, and followed to its end.

    The fields tell where it stands now; the events, which nothing edits, tell how it came there.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        THANKED = "thanked", _("Thanked")
        IN_REVIEW = "in_review", _("In review")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        PARKED = "parked", _("Parked")
        MERGED = "merged", _("Merged")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")

    class Escalation(models.IntegerChoices):
        NONE = 0, _("Not escalated")
        DEPUTY = 1, _("Escalated to the deputy")
        OFFICE = 2, _("Escalated to the strategy office")

    post = models.OneToOneField(
        Post, on_delete=models.CASCADE, related_name="contribution", verbose_name=_("post")
    )
    contributor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strategy_contributions",
        verbose_name=_("contributor"),
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("theme")
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("question"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="strategy_desk",
        verbose_name=_("owner"),
        help_text=_("Empty: in the unrouted queue of the strategy office."),
    )
    routing_rule = models.CharField(_("routing rule"), max_length=40)
    routing_reason = models.CharField(_("reason for the routing"), max_length=500)

    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.RECEIVED
    )
    received_at = models.DateTimeField(_("received"))
    # The clocks: see `deadlines`, which computes what the actions store here.
    holidays_of = models.CharField(_("place of the holidays"), max_length=20, blank=True)
    thanks_due_at = models.DateTimeField(_("thanks due"), null=True, blank=True)
    decision_due_at = models.DateTimeField(_("decision due"), null=True, blank=True)
    due_at = models.DateTimeField(
        _("due"),
        null=True,
        blank=True,
        help_text=_("The earlier of the two that is still awaited; empty while the clock rests."),
    )
    paused_at = models.DateTimeField(_("clock paused"), null=True, blank=True)
    # How far the wait for the next answer has been escalated; it counts while that is overdue.
    escalation = models.PositiveSmallIntegerField(
        _("escalation"), choices=Escalation.choices, default=Escalation.NONE
    )
    escalates_at = models.DateTimeField(
        _("escalates"),
        null=True,
        blank=True,
        help_text=_("When the next level is asked, unless there is an answer or a pause by then."),
    )
    thanked_at = models.DateTimeField(_("first thanked"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.TextField(_("reason for the decision"), blank=True)
    parked_until = models.DateField(_("parked until"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    if TYPE_CHECKING:
        events: RelatedManager[ContributionEvent]
        contributor_id: int
        merged_into_id: int | None
        owner_id: int | None
        post_id: int
        question_id: int | None
        theme_id: int

    objects = ContributionQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        permissions = [
            (
                "handle_unrouted",
                _("Can route and decide contributions without an owner, or escalated"),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "received_at"], name="contribution_desk"),
            models.Index(fields=["theme", "state", "received_at"], name="contribution_theme"),
            models.Index(fields=["contributor", "-received_at"], name="contribution_mine"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="contribution_due",
            ),
            models.Index(
                fields=["escalates_at"],
                condition=models.Q(escalates_at__isnull=False),
                name="contribution_escalates",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["accepted", "declined", "parked", "merged"])
                | (models.Q(decided_at__isnull=False) & ~models.Q(decision_reason="")),
                name="contribution_decision_has_reason",
            )
        ]

    def __str__(self) -> str:
        return _("Contribution %(number)s") % {"number": self.pk}

    @property
    def theme_title(self) -> str:
        """As whoever `for_display` was asked for may read it; without that, as nobody may."""
        return name_of_theme(self.theme if getattr(self, "theme_is_seen", False) else None)
