from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction

from ..models import Discussion
from ..signals import page_read


def require_login(page: Any) -> None:
    """Make a page's section private to signed-in people, unless a restriction covers it already."""
    if not page.get_view_restrictions().exists():
        PageViewRestriction.objects.create(
            page_id=page.pk, restriction_type=PageViewRestriction.LOGIN
        )


def open_discussion(page: Any, *, actor: Any = None) -> Discussion:
    """The primary discussion of a page, opened if there is none."""
    discussion, _is_new = Discussion.objects.get_or_create(
        page_id=page.pk, is_primary=True, defaults={"title": page.title, "created_by": actor}
    )
    return discussion


def name_discussion(page: Any) -> Discussion:
    """Open the primary discussion of a stored page, and let it carry the title of the live page."""
    discussion = open_discussion(page)
    if discussion.title != page.title and page.live:
        discussion.title = page.title
        discussion.save(update_fields=["title"])
    return discussion


def record_reading(page: Any, *, person: Any, at: datetime | None = None) -> None:
    """Announce that `person` opened `page`. Who counts it, and whether at all, is decided above."""
    # No transaction around it: most readings store nothing, and SQLite would take its write lock.
    if person.is_authenticated:
        page_read.send(type(page), page=page, person=person, at=at or timezone.now())
