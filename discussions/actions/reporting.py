from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..markdown import refuse_unreadable
from ..models import Post, Report
from ..signals import reports_settled
from .journal import note_act
from .numbering import lock_post
from .waiting import recount_waiting

REASON_MAX = 500


def report_post(post: Post, *, actor: Any, reason: str) -> tuple[Report, bool]:
    """Ask the moderators to look at a post. Once per person: later ones return the first report.

    Returns:
        The report, and whether it is new.

    Raises:
        PermissionDenied: `actor` does not see the post, or wrote it.
        ValidationError: code `reason`, when none is given or it is too long.
    """
    if not access.may_report(actor, post):
        raise PermissionDenied
    reason = clean_reason(reason, if_empty=_("Say what is wrong with this post."))
    with transaction.atomic():
        lock_post(post)
        if not post.is_visible:
            raise PermissionDenied
        report, is_new = Report.objects.get_or_create(
            post=post,
            reporter=actor,
            defaults={"reason": reason, "reported_at": timezone.now()},
        )
        if is_new:
            recount_waiting(post.discussion)
    return report, is_new


def dismiss_reports(post: Post, *, actor: Any, note: str) -> Post:
    """The post stays as it is; each reporter reads why.

    Raises:
        PermissionDenied: `actor` does not moderate there, or wrote the post.
        ValidationError: code `reason`, when the note is missing or too long.
    """
    if not access.may_moderate(actor, post.discussion) or access.wrote(actor, post):
        raise PermissionDenied
    note = clean_reason(note, if_empty=_("Say why the post stays; who reported it will read it."))
    with transaction.atomic():
        lock_post(post)
        if settle_reports(post, outcome=Report.Outcome.DISMISSED, actor=actor, note=note):
            note_act("dismiss_reports", post.discussion, actor=actor, post=post, reason=note)
    return post


def settle_reports(post: Post, *, outcome: str, actor: Any, note: str = "") -> list[Report]:
    """Settle the open reports of a locked post in one way. Used by the actions alone."""
    reports = list(
        post.reports.filter(outcome=Report.Outcome.OPEN).select_related(
            "reporter__wagtail_userprofile"
        )
    )
    now = timezone.now()
    for report in reports:
        report.outcome, report.note = outcome, note
        report.settled_by, report.settled_at = actor, now
    Report.objects.bulk_update(reports, ["outcome", "note", "settled_by", "settled_at"])
    recount_waiting(post.discussion)
    if reports:
        reports_settled.send(Report, post=post, reports=reports, actor=actor)
    return reports


def clean_reason(reason: str, *, if_empty: str) -> str:
    """A reason that others will read: one is required, and it is short.

    Raises:
        ValidationError: code `reason`.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError(if_empty, code="reason")
    refuse_unreadable(reason, code="reason")
    if len(reason) > REASON_MAX:
        message = _("Keep it under %(limit)d characters.") % {"limit": REASON_MAX}
        raise ValidationError(message, code="reason")
    return reason
