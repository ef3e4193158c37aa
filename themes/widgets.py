"""Choosing people in the Wagtail admin, where a select of everybody would never end."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser

from .naming import name_of

# Also the namespace of the chooser's views.
PEOPLE_CHOOSER = "strategy_people_chooser"


class PersonChooser(BaseChooser):
    """One person, chosen in a dialog that searches by name."""

    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    model = settings.AUTH_USER_MODEL
    chooser_modal_url_name = f"{PEOPLE_CHOOSER}:choose"
    icon = "user"
    show_edit_link = False

    def get_display_title(self, instance: Any) -> str:
        return name_of(instance)


class PeopleChooser(forms.Widget):
    """Several people: a chooser for each, and a few empty ones. The hidden count says how many."""

    template_name = "strategy_themes/admin/people_chooser.html"
    empty_places = 2
    # More than any theme has; bounds what a forged count can ask for.
    most = 200

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.chooser = PersonChooser()
        self.chooser.is_required = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = [*(value or []), *[None] * self.empty_places]
        base = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["count_name"] = f"{name}-count"
        context["widget"]["choosers"] = [
            self.chooser.render(f"{name}-{n}", person, {"id": f"{base}-{n}"})
            for n, person in enumerate(chosen)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        count = data.get(f"{name}-count", "")
        places = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
        values = (data.get(f"{name}-{n}") for n in range(min(places, self.most)))
        return [value for value in values if value]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-count" not in data

    def id_for_label(self, id_: str) -> str:
        return ""

    @property
    def media(self) -> forms.Media:
        media: forms.Media = self.chooser.media
        return media
