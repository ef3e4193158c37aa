from typing import TYPE_CHECKING

import swapper
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..querysets import NotificationQuerySet

# Stands in a text where the title of the discussion, page or team goes.
PLACE = "\ue000"


def address_of(notification_id: int) -> str:
    return reverse("strategy_hub:notification", args=[notification_id])


def sentence_of(text: str, title: str | None) -> str:
    """The text of a notification with the `title` of what it is about, if that has one."""
    return text.replace(PLACE, title or "")


class Notification(models.Model):
    """Something one person should know: shown in the hub, live, until they have read it."""

    class Kind(models.TextChoices):
        CONTRIBUTION_ASSIGNED = "assigned", _("A contribution reached your desk")
        CONTRIBUTIONS_IMPORTED = "imported", _("Contributions were imported to your desk")
        CONTRIBUTION_ESCALATED = "escalated", _("You are asked to help with what is overdue")
        CONTRIBUTION_THANKED = "thanked", _("Your contribution was thanked")
        CONTRIBUTION_REVIEWED = "in_review", _("Your contribution is in review")
        CONTRIBUTION_DECIDED = "decided", _("Your contribution was decided")
        CONTRIBUTION_MOVED = "progress", _("News about your contribution")
        SUPPORTED_DECIDED = "supported_decided", _("A contribution you supported was decided")
        REPLY = "reply", _("Somebody answered you")
        MENTION = "mention", _("Somebody mentioned you")
        FOLLOWED = "followed", _("New posts where you follow")
        POST_HIDDEN = "hidden", _("Your post was hidden")
        POST_RESTORED = "restored", _("Your post is shown again")
        POST_APPROVED = "approved", _("Your post was approved")
        POST_REFUSED = "refused", _("Your post is not shown")
        POST_UNSEALED = "unsealed", _("Two people learnt who wrote your anonymous post")
        UNSEALING_ASKED = "unseal_asked", _("Somebody asks you to unseal a post with them")
        UNSEALING_DECIDED = "unseal_decided", _("A request of yours to unseal was decided")
        REPORT_SETTLED = "report_settled", _("A post that you reported was looked at")
        TEAM_INVITED = "team_invited", _("You are invited to a team")
        TEAM_NEWS = "team_news", _("News of a team that you are in")
        TEAM_LEFT = "team_left", _("You are no longer in a team")
        QUESTION_OPEN = "question_open", _("A question that you have not seen is open")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="strategy_notifications",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=300)
    excerpt = models.TextField(_("excerpt"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from"),
    )
    post = models.ForeignKey(
        "strategy_discussions.Post",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about"),
        help_text=_("Who may no longer see the post no longer sees the notification."),
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about the page"),
        help_text=_("Who may no longer see the page no longer sees the notification."),
    )
    invitation = models.ForeignKey(
        "strategy_themes.Invitation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invitation"),
        help_text=_("The notification is seen while it is open."),
    )
    key = models.CharField(
        _("key"), max_length=120, help_text=_("One notification per person and key.")
    )
    number = models.PositiveIntegerField(
        _("number"), default=1, help_text=_("How many acts of the same kind it stands for.")
    )
    created_at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    if TYPE_CHECKING:
        invitation_id: int | None
        page_id: int | None
        person_id: int
        post_id: int | None

    objects = NotificationQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["person", "read_at", "-created_at"], name="notification_mine")
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        """Where it is opened: marks it as read and leads on to what it is about."""
        return address_of(self.pk)

    @property
    def sentence(self) -> str:
        """The text, with the title that the discussion has where the post stands now; or the page.

        Put in when it is read: who may read it sees that page. A title that was written down could
        be that of a page that they never saw, or see no longer.
        """
        return sentence_of(self.text, self._title)

    @property
    def _title(self) -> str | None:
        if self.post:
            return self.post.discussion.title
        page = self.invitation.team.page if self.invitation else self.page
        return str(page.title) if page else None

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
