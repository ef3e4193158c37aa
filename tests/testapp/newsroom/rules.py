from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from discussions.attachments.policy import IncomingFile

from .models import NewsPage


def story_of(page: Any) -> NewsPage | None:
    return NewsPage.objects.filter(pk=page.pk).first()


def theme_of_news(page: Any) -> "list[QuerySet[NewsPage, Any]]":
    return [NewsPage.objects.filter(pk=page, theme__isnull=False).values("theme")]


def edited_by(person: Any) -> Q:
    return Q(page__in=NewsPage.objects.filter(editor=person.pk))


def is_on_the_news_desk(person: Any) -> bool:
    return bool(person.username == "news-desk")


def keeps_embargo(incoming: IncomingFile) -> str | None:
    """Nothing that is marked as under embargo goes into the discussion of a story."""
    if not story_of(incoming.discussion.page) or b"EMBARGO" not in incoming.file.read():
        return None
    return "This file is under embargo. Ask the news desk."


def news_desk_line(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    page = context.get("page")
    return {"editor": page.editor} if isinstance(page, NewsPage) else None
