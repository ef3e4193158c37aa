from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from discussions.models import PrivateByDefaultMixin
from discussions.models.pages import BasePage, page_pointer


class HubHomePage(PrivateByDefaultMixin, BasePage):
    """The front door: what is new, what is asked, what became of mine."""

    page_ptr = page_pointer()
    vision = models.CharField(
        _("vision"),
        max_length=300,
        blank=True,
        help_text=_("The place for …; you benefit from … and …; best when you can …"),
    )

    template = "strategy_hub/home_page.html"
    max_count_per_parent = 1
    subpage_types = ["strategy_hub.UpdateIndexPage", "strategy_themes.ThemeIndexPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("vision")]

    class Meta:
        verbose_name = _("hub home")
        verbose_name_plural = _("hub homes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.pages import home_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | home_context(self, request)
