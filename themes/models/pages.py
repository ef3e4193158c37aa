from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from discussions.models import DiscussionPageMixin, PrivateByDefaultMixin
from discussions.models.pages import BasePage, page_pointer

from ..forms import QuestionPageForm, ThemePageForm

if TYPE_CHECKING:
    from .question import Question
    from .theme import Theme

# How the answers to a question are kept, as far as its editor says so.
KEPT = ("premoderated", "allows_anonymous")
TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "h3"]


class ThemePageMixin(DiscussionPageMixin):
    """What makes a page a strategic theme: its statement, its reasons, the people, a discussion."""

    statement = models.CharField(
        _("statement"),
        max_length=300,
        help_text=_("The theme in one sentence that everybody can repeat."),
    )
    why = RichTextField(
        _("why it matters"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Two or three paragraphs."),
    )

    base_form_class = ThemePageForm

    class Meta:
        abstract = True

    @property
    def theme(self) -> "Theme":
        from ..actions.pages import ensure_theme

        return ensure_theme(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        from ..actions.pages import ensure_theme

        ensure_theme(self)


class QuestionPageMixin(DiscussionPageMixin):
    """What makes a page a question campaign: one specific question, asked for a stated time."""

    prompt = models.TextField(
        _("question"),
        max_length=500,
        help_text=_("One specific question. Specific questions bring specific answers."),
    )
    background = RichTextField(
        _("background"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What people need to know first."),
    )
    example_answer = models.TextField(_("example of a good answer"), blank=True, max_length=1000)
    answer_fields = models.JSONField(
        _("answer form"),
        default=list,
        blank=True,
        help_text=_(
            "What to ask for beside the answer itself. With nothing chosen, answers are text alone."
        ),
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: open until an editor closes it.")
    )
    target_voices = models.PositiveIntegerField(
        _("voices hoped for"), null=True, blank=True, help_text=_("How many people should answer.")
    )
    target_units = models.PositiveIntegerField(
        _("units to be heard"),
        null=True,
        blank=True,
        help_text=_("From how many units of the organisation somebody should answer."),
    )
    premoderated = models.BooleanField(
        _("answers wait for a facilitator"),
        default=False,
        help_text=_("An answer is shown when a facilitator has approved it."),
    )
    allows_anonymous = models.BooleanField(
        _("answers may be anonymous"),
        default=False,
        help_text=_("Who answers may keep their name sealed, you and facilitators included."),
    )

    base_form_class = QuestionPageForm

    class Meta:
        abstract = True

    @property
    def question(self) -> "Question | None":
        from ..actions.pages import ensure_question

        return ensure_question(self)

    @property
    def is_open(self) -> bool:
        now = timezone.now()
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    def clean(self) -> None:
        super().clean()
        if self.closes_at and self.opens_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The question closes before it opens.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        from ..actions.pages import ensure_question, keep_answers

        stored = type(self)._default_manager.filter(pk=self.pk)
        before = stored.values(*KEPT).first() or dict.fromkeys(KEPT, False)
        super().save(*args, **kwargs)
        ensure_question(self)
        # Only what an editor changes here counts: facilitators may have decided otherwise since.
        now = {name: getattr(self, name) for name in KEPT}
        if changed := {name: rule for name, rule in now.items() if rule != before[name]}:
            keep_answers(self, **changed)


class ThemeIndexPage(PrivateByDefaultMixin, BasePage):
    page_ptr = page_pointer()
    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    template = "strategy_themes/theme_index_page.html"
    subpage_types = ["strategy_themes.ThemePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of themes")
        verbose_name_plural = _("lists of themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.pages import theme_index_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | theme_index_context(self, request)


class ThemePage(ThemePageMixin, BasePage):
    page_ptr = page_pointer()

    template = "strategy_themes/theme_page.html"
    parent_page_types = ["strategy_themes.ThemeIndexPage"]
    subpage_types = ["strategy_themes.QuestionPage", "strategy_themes.ThemeTeamPage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("statement"),
        FieldPanel("why"),
        MultiFieldPanel(
            [FieldPanel("owners"), FieldPanel("deputies"), FieldPanel("facilitators")],
            heading=_("People"),
            help_text=_("Changes here count at once, also while the page is a draft."),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("statement"),
        index.SearchField("why"),
    ]

    class Meta:
        verbose_name = _("strategic theme")
        verbose_name_plural = _("strategic themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.pages import theme_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | theme_context(self, request)


class QuestionPage(QuestionPageMixin, BasePage):
    page_ptr = page_pointer()

    template = "strategy_themes/question_page.html"
    parent_page_types = ["strategy_themes.ThemePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("prompt"),
        FieldPanel("background"),
        FieldPanel("answer_fields"),
        FieldPanel("example_answer"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")], heading=_("Window")),
        FieldRowPanel(
            [FieldPanel("target_voices"), FieldPanel("target_units")], heading=_("Hoped for")
        ),
        FieldPanel("premoderated"),
        FieldPanel("allows_anonymous"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("prompt"),
        index.SearchField("background"),
    ]

    class Meta:
        verbose_name = _("question campaign")
        verbose_name_plural = _("question campaigns")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..views.question import question_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | question_context(self, request)
