from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel
from wagtailmedia.settings import wagtailmedia_settings

from discussions.models import DiscussionPageMixin, PrivateByDefaultMixin
from discussions.models.pages import BasePage, page_pointer
from themes.models import Theme
from themes.widgets import PersonChooser

from ..forms import UpdatePageForm
from ..storage import private_storage
from ..webvtt import validate_webvtt

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "h3"]


class UpdatePageMixin(DiscussionPageMixin):
    """An executive update: a video with captions and transcript, and a discussion below it."""

    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("executive"),
        help_text=_("Who speaks."),
    )
    published_on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("What it says, in two or three sentences.")
    )
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)
    video = models.ForeignKey(
        wagtailmedia_settings.MEDIA_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("video"),
    )
    captions = models.FileField(
        _("captions"),
        upload_to="captions",
        storage=private_storage,
        blank=True,
        validators=[validate_webvtt],
        help_text=_("A WebVTT file (.vtt). Required with a video: not everybody can listen."),
    )
    captions_language = models.CharField(
        _("language of the captions"),
        max_length=10,
        default="en",
        help_text=_("For example: en, de."),
    )
    transcript = RichTextField(_("transcript"), blank=True, features=TEXT_FEATURES)
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("theme"),
        help_text=_("What people say below the update goes to the owner of this theme."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.video_id and not self.captions:
            raise ValidationError({"captions": _("Add captions (WebVTT): a video needs them.")})


class UpdateIndexPage(PrivateByDefaultMixin, BasePage):
    page_ptr = page_pointer()
    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    template = "strategy_hub/update_index_page.html"
    parent_page_types = ["strategy_hub.HubHomePage"]
    subpage_types = ["strategy_hub.UpdatePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of updates")
        verbose_name_plural = _("lists of updates")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.pages import update_index_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | update_index_context(self, request)


class UpdatePage(UpdatePageMixin, BasePage):
    page_ptr = page_pointer()

    template = "strategy_hub/update_page.html"
    parent_page_types = ["strategy_hub.UpdateIndexPage"]
    subpage_types: list[str] = []
    base_form_class = UpdatePageForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("executive", widget=PersonChooser),
        FieldPanel("published_on"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                MediaChooserPanel("video", media_type="video"),
                FieldPanel("captions"),
                FieldPanel("captions_language"),
                FieldPanel("transcript"),
            ],
            heading=_("Video"),
        ),
        FieldPanel("body"),
        FieldPanel(
            "theme",
            help_text=_(
                "What people say below the update goes to the owner of this theme. Without a"
                " theme, nobody is asked to answer them."
            ),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("transcript"),
    ]

    class Meta:
        verbose_name = _("executive update")
        verbose_name_plural = _("executive updates")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.pages import update_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | update_context(self, request)
