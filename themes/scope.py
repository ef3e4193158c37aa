"""Which theme and question a page belongs to: the nearest above it, or what an upper app says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length, Substr

from discussions.models import Discussion
from discussions.statements import Slot, Statement

from .models import Question, Theme

# From the key of a page (a number, or `OuterRef`) to querysets of the key of its theme; of several,
# the first with a row counts. One rule then answers for a page and, inside a query, for many.
ThemeRule = Callable[[Any], Iterable["QuerySet[Any, Any]"]]
_theme_rules: list[ThemeRule] = []


class ScopeKeys(NamedTuple):
    """The numbers of a theme, and of its question if there is one."""

    theme: int
    question: int | None = None


@dataclass(frozen=True)
class Scope:
    """Where a contribution belongs."""

    theme: Theme
    question: Question | None = None

    @property
    def keys(self) -> ScopeKeys:
        return ScopeKeys(self.theme.pk, self.question.pk if self.question else None)


def register_theme_rule(rule: ThemeRule) -> None:
    """Let an app above name the theme of pages that lie elsewhere, such as an executive update."""
    if rule not in _theme_rules:
        _theme_rules.append(rule)


def theme_above(page: Any) -> Theme | None:
    """The theme whose page is `page` itself or its nearest ancestor that is a theme's."""
    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    paths = [page.path[:end] for end in steps]
    return (
        Theme.objects.filter(page__path__in=paths)
        .select_related("page")
        .order_by("-page__depth")
        .first()
    )


def scope_of(page: Any) -> Scope | None:
    """The theme, and the question if there is one, that a page belongs to; None outside all."""
    question = (
        Question.objects.filter(page_id=page.pk).select_related("theme__page", "page").first()
    )
    if question:
        return Scope(question.theme, question)
    if theme := theme_above(page):
        return Scope(theme)
    for rule in _theme_rules:
        for keys in rule(page.pk):
            if theme := Theme.objects.filter(pk__in=keys).select_related("page").first():
                return Scope(theme)
    return None


def scope_keys_of(discussion: Discussion) -> ScopeKeys | None:
    """The keys of `scope_of` the page of a discussion, in one query; None outside all themes."""
    for theme, question in _keys.rows(discussion=discussion.pk):
        return ScopeKeys(theme, question) if theme else None
    return None


@Statement
def _keys() -> Any:
    question = Question.objects.filter(page=OuterRef("page")).values("pk")
    this = Discussion.objects.filter(pk=Slot("discussion"))
    return this.values_list(theme_key_of_page(), Subquery(question[:1]))


def theme_key_of_page() -> Coalesce:
    """The theme of `scope_of` as SQL, for a query of rows that hang on a page."""
    question = Question.objects.filter(page=OuterRef("page")).values("theme")
    themes = Theme.objects.annotate(
        beginning=Substr(OuterRef("page__path"), 1, Length("page__path"))
    )
    above = themes.filter(page__path=F("beginning")).order_by("-page__depth").values("pk")
    by_rule = [keys for rule in _theme_rules for keys in rule(OuterRef("page"))]
    keys = [Subquery(keys[:1]) for keys in (question, above, *by_rule)]
    return Coalesce(*keys, output_field=BigIntegerField())
