from typing import TYPE_CHECKING

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import QuestionQuerySet
from .theme import Theme


class Question(models.Model):
    """A question campaign, as the rest of the product refers to it; its page says what is asked."""

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="strategy_question",
        verbose_name=_("page"),
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="questions", verbose_name=_("theme")
    )

    if TYPE_CHECKING:
        page_id: int
        theme_id: int

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question campaign")
        verbose_name_plural = _("question campaigns")

    def __str__(self) -> str:
        return str(self.page.title)
