from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from discussions.actions import keep_discussion

from ..models import Question, Team, Theme
from ..scope import theme_above

# No team's group bears its name: lists of groups are read by more people than the team.
GROUP_NAME = "strategy-team-%s"


def ensure_theme(page: Any) -> Theme:
    """The theme that a theme page stands for, made when the page is first stored."""
    theme, _is_new = Theme.objects.get_or_create(page_id=page.pk)
    return theme


def ensure_question(page: Any) -> Question | None:
    """The question that a question page stands for, filed under the theme above it.

    None while no theme is above the page, which the page rules of `QuestionPage` prevent.
    """
    theme = theme_above(page)
    if theme is None:
        return None
    question, is_new = Question.objects.get_or_create(page_id=page.pk, defaults={"theme": theme})
    if not is_new and question.theme_id != theme.pk:
        question.theme = theme
        question.save(update_fields=["theme"])
    return question


def keep_answers(page: Any, **rules: bool) -> None:
    """Let answers to a question wait for a facilitator, or be anonymous, as its page says.

    Args:
        rules: those of `keep_discussion` that have changed.
    """
    keep_discussion(page.primary_discussion, actor=None, **rules)


def ensure_team(page: Any) -> Team:
    """The team that a team's page stands for, made with its group and its lock where there is none.

    A new team has no members.

    Raises:
        ValidationError: code `theme`, when there is no theme above the page.
    """
    if team := Team.objects.filter(page_id=page.pk).first():
        return team
    theme = theme_above(page)
    if theme is None:
        raise ValidationError(_("A team stands below its theme."), code="theme")
    with transaction.atomic():
        group = Group.objects.create(name=GROUP_NAME % uuid4().hex)
        lock = PageViewRestriction(page_id=page.pk, restriction_type=PageViewRestriction.GROUPS)
        lock.save()
        lock.groups.set([group])
        return Team.objects.create(page_id=page.pk, theme=theme, group=group)


def remove_group(group_id: int) -> None:
    """After a team has gone with its page: its group let people into nothing else."""
    Group.objects.filter(pk=group_id).delete()
