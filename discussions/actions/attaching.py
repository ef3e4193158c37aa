from datetime import datetime, timedelta
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import access
from ..attachments.naming import display_name_of
from ..attachments.pictures import cleaned
from ..attachments.policy import IncomingFile, why_refused
from ..attachments.types import type_of
from ..conf import hub_settings
from ..markdown import attachments_named_in
from ..models import Attachment, Discussion, Post
from .limits import check_file_quota, lock_author
from .numbering import closed_error


def check_may_attach(discussion: Discussion, uploader: Any) -> None:
    """Everything that can be said before the file itself is looked at.

    Raises:
        PermissionDenied: `uploader` does not see the discussion.
        ValidationError: codes `closed`, `too_fast`.
    """
    if not access.may_see_discussion(uploader, discussion):
        raise PermissionDenied
    powers = access.powers_in(discussion, uploader)
    if powers.why_not:
        raise ValidationError(powers.why_not, code="closed")
    if not powers.post:
        raise closed_error()
    check_file_quota(uploader)


def attach_file(discussion: Discussion, *, uploader: Any, file: IO[bytes], name: str) -> Attachment:
    """Store a file for a post that `uploader` is writing. The text shows it by its number.

    Args:
        file: open for reading; of a size that `check_size` has passed.
        name: what the uploader calls it; only shown, and never believed.

    Raises:
        PermissionDenied, ValidationError: as `check_may_attach`; and codes `size`, `kind`,
            `picture`, `picture_size`, `policy`.
    """
    check_may_attach(discussion, uploader)
    check_size(_size_of(file))
    kind = type_of(file, name)
    picture = cleaned(file, kind) if kind.is_picture else None
    content: File[bytes] = picture.content if picture else File(file)
    attachment = Attachment(
        uploader=uploader,
        discussion=discussion,
        name=display_name_of(name, kind.extension),
        content_type=kind.content_type,
        size=_size_of(content),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        created_at=timezone.now(),
    )
    _ask_policies(attachment, content)
    with transaction.atomic():
        # Once more, now that no other upload of the same person can come in between.
        lock_author(uploader)
        check_file_quota(uploader)
        attachment.save(force_insert=True)
        # Stored last: without the row, nobody would ever remove it.
        attachment.file.save(attachment.name, content)
    return attachment


def check_size(size: int) -> None:
    """Raises ValidationError with code `size`: nothing is in the file, or too much."""
    if size > hub_settings.ATTACHMENT_MAX_BYTES:
        raise too_large_error()
    if size == 0:
        raise ValidationError(_("This file is empty."), code="size")


def too_large_error() -> ValidationError:
    limit = filesizeformat(hub_settings.ATTACHMENT_MAX_BYTES)
    message = _("This file is larger than %(limit)s. Make it smaller, or link to it.")
    return ValidationError(message % {"limit": limit}, code="size")


def find_attachments(
    text: str, *, author: Any, discussion: Discussion, post: Post | None = None
) -> dict[int, Attachment]:
    """The attachments that `text` refers to, by number.

    Asked with the discussion's row locked, so that no other post takes them meanwhile.

    Raises:
        ValidationError: code `attachment`, if one is not there for this text; `attachments`, if
            there are too many.
    """
    numbers = attachments_named_in(text)
    if not numbers:
        return {}
    limit = hub_settings.ATTACHMENTS_PER_POST
    if len(numbers) > limit:
        message = ngettext(
            "A post can show %(limit)d file. Put the others into further posts.",
            "A post can show %(limit)d files. Put the others into further posts.",
            limit,
        )
        raise ValidationError(message % {"limit": limit}, code="attachments")
    usable = Attachment.objects.usable_in(post, author=author, discussion=discussion)
    found = usable.in_bulk(numbers)
    if missing := numbers - set(found):
        raise _missing(min(missing))
    return found


def take_attachments(found: dict[int, Attachment], post: Post) -> None:
    """Make what a post shows its own: from here on, whoever sees the post sees them.

    Raises:
        ValidationError: code `attachment`, if one was removed at this very moment.
    """
    fresh = [number for number, attachment in found.items() if attachment.post_id is None]
    if fresh and Attachment.objects.filter(pk__in=fresh, post=None).update(post=post) < len(fresh):
        raise _missing(fresh[0])


def remove_unused_attachments(*, before: datetime | None = None) -> int:
    """Remove uploads that no post has taken, with their files. Returns how many."""
    seconds = hub_settings.ATTACHMENT_UNUSED_SECONDS
    before = before or timezone.now() - timedelta(seconds=seconds)
    removed = 0
    for number in list(Attachment.objects.unused_before(before).values_list("pk", flat=True)):
        with transaction.atomic():
            # Asked again, and held: a post may have taken it since, or be about to.
            unused = Attachment.objects.unused_before(before).select_for_update()
            if attachment := unused.filter(pk=number).first():
                attachment.delete()
                removed += 1
    return removed


def _missing(number: int) -> ValidationError:
    message = _(
        "A file in your text is no longer here: attach it again, or take “attachment:%(number)d”"
        " out of the text."
    )
    return ValidationError(message % {"number": number}, code="attachment")


def _size_of(file: IO[bytes]) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _ask_policies(attachment: Attachment, content: "File[bytes]") -> None:
    incoming = IncomingFile(
        discussion=attachment.discussion,
        uploader=attachment.uploader,
        file=content,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
    )
    if reason := why_refused(incoming):
        raise ValidationError(reason, code="policy")
    content.seek(0)
