from typing import TYPE_CHECKING, Any

import swapper
from django.db import models
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

if TYPE_CHECKING:
    from wagtail.models import Page as BasePage

    from .discussion import Discussion
else:
    # The host's own base page where it has one (WAGTAIL_PAGE_MODEL), Wagtail's otherwise.
    BasePage = swapper.load_model("wagtailcore", "Page", require_ready=False)


__all__ = ["BasePage", "DiscussionPageMixin", "PrivateByDefaultMixin", "page_pointer"]


def page_pointer() -> "models.OneToOneField[Any, Any]":
    """The parent link of a concrete page type, to whichever base page the host uses."""
    return models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        # Not the bare class name, which a page type of the host may have too.
        related_name="%(app_label)s_%(class)s",
    )


class PrivateByDefaultMixin(models.Model):
    """A page whose section is for signed-in people unless an editor decides otherwise.

    Pages made in the admin take Wagtail's own default privacy; pages made by code get the same
    restriction when they are stored. Inside a section that is private already, nothing is added.
    """

    if TYPE_CHECKING:
        # What Wagtail's page, which this is mixed into, brings.
        depth: int | None
        get_view_restrictions: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self.pk is None
        super().save(*args, **kwargs)
        if is_new:
            from ..actions.pages import require_login

            require_login(self)

    def get_default_privacy_setting(self, request: HttpRequest) -> dict[str, str]:
        parent_is_private = self.depth and self.get_view_restrictions().exists()
        kind = PageViewRestriction.NONE if parent_is_private else PageViewRestriction.LOGIN
        return {"type": kind}


class DiscussionPageMixin(PrivateByDefaultMixin):
    """A page with a discussion of its own, opened when the page is first stored."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        from ..actions.pages import name_discussion

        # Saving a draft stores few fields, and its title is not yet for anybody's eyes.
        fields = kwargs.get("update_fields")
        if fields is None or "title" in fields:
            name_discussion(self)

    @property
    def primary_discussion(self) -> "Discussion":
        from ..actions.pages import open_discussion

        return open_discussion(self)
