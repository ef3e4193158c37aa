"""How much one person may write and attach in a while, counted where nobody can overtake it."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Count, Func, IntegerField, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from ..conf import hub_settings
from ..models import Attachment, Post
from ..statements import AnyMember, Slot, Statement


def lock_author(author: Any) -> None:
    """Hold the author's own row until the transaction ends, so that their acts are counted in turn.

    Taken before the lock of a discussion, by the acts that begin something of the author's own; who
    holds a discussion never waits for a person. SQLite has one writer at a time anyway.
    """
    _lock.rows(person=author.pk)


@Statement
def _lock() -> Any:
    people = get_user_model()._default_manager.filter(pk=Slot("person")).order_by()
    return people.select_for_update(no_key=True).values_list("pk")


def check_post_rate(author: Any) -> None:
    """Raises ValidationError with code `too_fast`: so many posts in so short a time."""
    posts, seconds = hub_settings.POST_RATE
    since = timezone.now() - timedelta(seconds=seconds)
    ((written,),) = _written_since.rows(person=author.pk, since=since)
    if written >= posts:
        message = _(
            "You have written %(posts)d posts in %(minutes)d minutes. Wait a little; your text is"
            " kept as a draft."
        )
        raise ValidationError(message % {"posts": posts, "minutes": seconds // 60}, code="too_fast")


@Statement
def _written_since() -> Any:
    since: Any = Slot("since")
    theirs = Post.objects.written_by(AnyMember(is_superuser=False))
    recent = theirs.filter(created_at__gte=since).order_by()
    # Not `Count`, for which Django would group.
    return recent.values_list(Func("pk", function="COUNT", output_field=IntegerField()))


def check_file_quota(uploader: Any) -> None:
    """Raises ValidationError with code `too_fast`: so many files, or bytes, in so short a time."""
    files, seconds = hub_settings.ATTACHMENT_RATE
    if _uploaded(uploader, seconds)[0] >= files:
        message = _("You have attached %(files)d files in %(minutes)d minutes. Wait a little.")
        raise ValidationError(message % {"files": files, "minutes": seconds // 60}, code="too_fast")
    size, seconds = hub_settings.ATTACHMENT_QUOTA
    if _uploaded(uploader, seconds)[1] >= size:
        message = _("You have attached %(size)s in %(hours)d hours. Attach the rest later.")
        values = {"size": filesizeformat(size), "hours": seconds // 3600}
        raise ValidationError(message % values, code="too_fast")


def _uploaded(uploader: Any, seconds: int) -> tuple[int, int]:
    """How many files, and bytes, in the last `seconds`."""
    since = timezone.now() - timedelta(seconds=seconds)
    recent = Attachment.objects.uploaded_since(since, uploader=uploader)
    totals = recent.aggregate(files=Count("pk"), size=Sum("size"))
    return totals["files"], totals["size"] or 0
