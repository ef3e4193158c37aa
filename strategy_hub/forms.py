from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from themes.forms.choices import offer_seen_themes


class UpdatePageForm(WagtailAdminPageForm):
    """The page form of an update. An executive who begins one speaks in it.

    It offers the themes that the editor may see: titles of the others are for their audience.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .actions.setup import EXECUTIVES

        super().__init__(*args, **kwargs)
        if "theme" in self.fields:
            offer_seen_themes(self.fields["theme"], self.for_user, chosen=[self.instance.theme_id])
        is_new = self.instance.pk is None and self.instance.executive_id is None
        if is_new and self.for_user and self.for_user.groups.filter(name=EXECUTIVES).exists():
            self.initial["executive"] = self.for_user.pk
