from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from discussions.models import DiscussionPageMixin
from discussions.models.pages import BasePage, page_pointer

from ..permissions import TeamPermissionTester

if TYPE_CHECKING:
    from .team import Team


class ThemeTeamPageMixin(DiscussionPageMixin):
    """What makes a page a theme team: what it is for, and a lock that opens to its group alone.

    However the page is stored, by the action, a copy or a host's own code, its group and its lock
    are stored with it, so there is no moment in which it has none.
    """

    purpose = models.TextField(
        gettext_lazy("purpose"),
        max_length=500,
        help_text=gettext_lazy("What the team is to bring about, in a sentence or two."),
    )

    if TYPE_CHECKING:
        pk: Any

    class Meta:
        abstract = True

    @property
    def team(self) -> "Team":
        from ..actions.pages import ensure_team

        return ensure_team(self)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        from ..actions.pages import ensure_team

        ensure_team(self)

    def get_admin_display_title(self) -> str:
        """In Wagtail's admin a team goes by its number: some of its screens ask no permission."""
        return _("Theme team %(number)s") % {"number": self.pk}

    def permissions_for_user(self, user: Any) -> TeamPermissionTester:
        """To editors outside of the team, the page is one that they have no rights on."""
        from .team import Team

        is_closed = Team.objects.closed_to(user).filter(page_id=self.pk).exists()
        return TeamPermissionTester(AnonymousUser() if is_closed else user, self)


class ThemeTeamPage(ThemeTeamPageMixin, BasePage):
    page_ptr = page_pointer()

    template = "strategy_themes/team_page.html"
    # Made from the theme's page or the desk, together with its group.
    is_creatable = False
    parent_page_types = ["strategy_themes.ThemePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("purpose")]

    class Meta:
        verbose_name = gettext_lazy("theme team")
        verbose_name_plural = gettext_lazy("theme teams")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.team_page import team_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | team_context(self, request)
