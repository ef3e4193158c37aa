"""The page types of the installation, the host's own ones included, found by their mixins."""

from typing import Any

from django.apps import apps

from themes.models import QuestionPageMixin

from .models import UpdatePageMixin


def update_page_types() -> list[Any]:
    """Every concrete page type with an update's video."""
    return _types_with(UpdatePageMixin)


def question_page_types() -> list[Any]:
    """Every concrete page type that asks a question for a stated time."""
    return _types_with(QuestionPageMixin)


def _types_with(mixin: type[Any]) -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, mixin)]
