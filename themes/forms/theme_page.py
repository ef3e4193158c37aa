from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from .people import ROLES, ThemePeopleForm, offer_active_people


class ThemePageForm(WagtailAdminPageForm):
    """The page form of a theme, with its people: object permissions, shown as three lists.

    The form checks them and the page stores without them; `wagtail_hooks` sets them once the page
    is stored. A preview goes through this form too, and changes nobody's permissions.
    """

    owners = ThemePeopleForm.base_fields["owners"]
    deputies = ThemePeopleForm.base_fields["deputies"]
    facilitators = ThemePeopleForm.base_fields["facilitators"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.add_prefix("owners-count") not in self.data:
            # A page type of the host whose panels leave the people out: set them in code.
            for role in ROLES:
                del self.fields[role]
            return
        offer_active_people(self)
        for role, people in self._present_people().items():
            self.initial[role] = [person.pk for person in people]

    def _present_people(self) -> dict[str, list[Any]]:
        from ..models import Theme
        from ..people import named_people

        theme = Theme.objects.filter(page_id=self.instance.pk).first() if self.instance.pk else None
        if theme is None:
            return {}
        people = named_people(theme)
        return {role: getattr(people, role) for role in ROLES}
