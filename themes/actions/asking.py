"""A question campaign from the front end: asked, changed, ended and asked again.

Each leaves what Wagtail's own editor would: a revision, and entries in the history of the page.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from discussions.actions import keep_discussion

from .. import access
from ..models import Question, QuestionPage, Theme
from ..models.pages import KEPT

GROUPS = PageViewRestriction.GROUPS


def ask_question(
    theme: Theme, *, actor: Any, groups: Iterable[Any] = (), **content: Any
) -> QuestionPage:
    """Publish a new question below a theme. Before its window it is shown, and takes no answers.

    Args:
        groups: who of the theme's audience is asked; everybody of it, without any. What covers the
            theme covers the question, so no group makes its audience wider.
        content: fields of `QuestionPage`.

    Raises:
        PermissionDenied: the actor does nothing on the theme, or is in none of the groups.
        ValidationError: as the page's own checks.
    """
    if not access.may_ask(actor, theme):
        raise PermissionDenied
    groups = list(groups)
    _check_groups(actor, groups)
    with transaction.atomic():
        page = QuestionPage(owner=actor, **content)
        theme.page.specific.add_child(instance=page)
        _ask_groups(page, groups, actor)
        _publish_revision(page.save_revision(user=actor), actor)
    return page


def change_question(
    question: Question, *, actor: Any, seen: int | None, groups: Iterable[Any], **content: Any
) -> Any:
    """Change a question and publish the change. Its rules for answers count from then on.

    Args:
        seen: the number of the revision that the actor had before them.

    Raises:
        PermissionDenied: the actor may not keep the question, or is in none of new groups.
        ValidationError: codes `moved` (somebody else changed it), `draft` and `locked` (it is
            worked on in the admin); and as the page's own checks.
    """
    groups = list(groups)
    with transaction.atomic():
        page = _hold(question, actor)
        if page.latest_revision_id != seen:
            raise ValidationError(
                _(
                    "Somebody else has changed this question since you opened it. What you wrote is"
                    " below; look at theirs in another window before you save yours."
                ),
                code="moved",
            )
        _publish(page, actor, content)
        if {group.pk for group in access.groups_asked(page)} != {group.pk for group in groups}:
            _check_groups(actor, groups, page)
            _ask_groups(page, groups, actor)
        rules = {name: content[name] for name in KEPT if name in content}
        keep_discussion(page.primary_discussion, actor=actor, **rules)
    return page


def end_question(question: Question, *, actor: Any, at: datetime | None = None) -> Any:
    """Close a question before its time; one that has not opened yet never does.

    Raises:
        PermissionDenied: the actor may not keep the question.
        ValidationError: code `state`, when it is closed already; codes `draft` and `locked`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        page = _hold(question, actor)
        if page.closes_at and page.closes_at <= at:
            raise ValidationError(_("This question is closed already."), code="state")
        content: dict[str, Any] = {"closes_at": at}
        if page.opens_at >= at:
            content["opens_at"] = at - timedelta(minutes=1)
        _publish(page, actor, content)
    return page


def reopen_question(
    question: Question, *, actor: Any, until: datetime | None, at: datetime | None = None
) -> Any:
    """Ask a closed question again.

    Args:
        until: when it closes; None leaves it open until somebody ends it.

    Raises:
        PermissionDenied: the actor may not keep the question.
        ValidationError: code `until`, for a time that is past; `state`, when it is not closed;
            codes `draft` and `locked`.
    """
    at = at or timezone.now()
    if until is not None and until <= at:
        raise ValidationError(_("Choose a time that lies ahead."), code="until")
    with transaction.atomic():
        page = _hold(question, actor)
        if page.closes_at is None or page.closes_at > at:
            raise ValidationError(_("This question is not closed."), code="state")
        _publish(page, actor, {"closes_at": until})
    return page


def _hold(question: Question, actor: Any) -> Any:
    """The page of the question, its row locked, if the actor may change it here.

    Raises:
        PermissionDenied, ValidationError: as the actions say.
    """
    if not access.may_keep_question(actor, question):
        raise PermissionDenied
    pages = type(question.page)._default_manager
    page = pages.select_for_update(of=("self",), no_key=True).get(pk=question.page_id).specific
    if page.has_unpublished_changes:
        raise ValidationError(
            _("A draft of this question waits in the admin. Publish or discard it there first."),
            code="draft",
        )
    lock = page.get_lock()
    if lock and lock.for_user(actor):
        raise ValidationError(
            _("This question is locked in the admin. Ask who locked it to release it first."),
            code="locked",
        )
    return page


def _publish(page: Any, actor: Any, content: dict[str, Any]) -> None:
    for name, value in content.items():
        setattr(page, name, value)
    page.full_clean()
    _publish_revision(page.save_revision(user=actor, log_action=True), actor)
    page.refresh_from_db()


def _publish_revision(revision: Any, actor: Any) -> None:
    """The actor's right comes from the theme, and not from Wagtail's page permissions."""
    revision.publish(user=actor, skip_permission_checks=True)


def _check_groups(actor: Any, groups: list[Any], page: Any = None) -> None:
    """Nobody narrows a question to a group that they are not in."""
    offered = {group.pk for group in access.groups_to_ask(actor, page)}
    if not {group.pk for group in groups} <= offered:
        raise PermissionDenied


def _ask_groups(page: Any, groups: list[Any], actor: Any) -> None:
    """Make `groups` the page's own restriction. One of another kind stays where none is chosen."""
    own = page.view_restrictions.first()
    if groups:
        restriction = own or PageViewRestriction(page_id=page.pk)
        restriction.restriction_type = GROUPS
        restriction.save(user=actor)
        restriction.groups.set(groups)
    elif own and own.restriction_type == GROUPS:
        own.delete(user=actor)
