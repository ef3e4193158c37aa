from typing import Any

from discussions.actions import keep_discussion

from ..models import Question, Theme
from ..scope import theme_above


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
