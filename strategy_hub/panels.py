from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from themes.models import Contribution
from themes.models.contribution import HANDLE_UNROUTED


class WaitingPanel(Component):
    """On the admin's first page: how many contributions wait for this person, and where."""

    name = "strategy_waiting"
    template_name = "strategy_hub/admin/waiting_panel.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        person = parent_context["request"].user
        waiting = Contribution.objects.visible_to(person).awaiting_decision()
        unrouted = person.has_perm(HANDLE_UNROUTED)
        return {
            "mine": waiting.filter(owner=person).count(),
            "unrouted": waiting.unrouted().count() if unrouted else 0,
            "desk": reverse("strategy_themes:desk"),
        }
