from django.conf import settings
from django.db import models
from wagtail.models import Page

from discussions.models import DiscussionPageMixin


class NewsPage(DiscussionPageMixin, Page):
    """A page type of the host's, with a discussion; a story may belong to a strategic theme."""

    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    theme = models.ForeignKey(
        "strategy_themes.Theme", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    template = "newsroom/news_page.html"


class Clipping(models.Model):
    """What the newsroom keeps of contributions to its stories."""

    contribution = models.OneToOneField("strategy_themes.Contribution", on_delete=models.CASCADE)
    story = models.ForeignKey(NewsPage, on_delete=models.CASCADE, related_name="clippings")
