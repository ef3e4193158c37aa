from typing import TYPE_CHECKING

import swapper
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import InvitationQuerySet, TeamQuerySet
from .contribution import Contribution
from .theme import Theme


class Team(models.Model):
    """A theme team, as the rest of the product refers to it: a page, and the group that sees it.

    Being in the group is being in the team; there is no second list of members. What the team is
    for stands on its page.
    """

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="strategy_team",
        verbose_name=_("page"),
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="teams", verbose_name=_("theme")
    )
    group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="strategy_team", verbose_name=_("group")
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    if TYPE_CHECKING:
        group_id: int
        page_id: int
        theme_id: int

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme team")
        verbose_name_plural = _("theme teams")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page.title)

    @property
    def is_open(self) -> bool:
        return self.archived_at is None


class Invitation(models.Model):
    """Somebody is asked to join a team. One at a time is open for each person and team."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("team")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="strategy_invitations",
        verbose_name=_("person"),
    )
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
        help_text=_("Empty where a rule asks, such as when the last keeper has left."),
    )
    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("because of"),
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    if TYPE_CHECKING:
        contribution_id: int | None
        inviter_id: int | None
        person_id: int
        team_id: int

    objects = InvitationQuerySet.as_manager()

    # Stored at every act: Wagtail's index of references would cost four more queries each time.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        ordering = ["-invited_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=models.Q(state="open"),
                name="invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
