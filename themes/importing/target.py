"""Which question campaign an import goes to."""

from django.utils.translation import gettext as _

from ..models import Question

SHOWN = 10


class NoSuchQuestionError(Exception):
    """No single question campaign is meant. The message names those there are."""


def find_question(id_or_slug: str) -> Question:
    """The question campaign whose page has this id, or else this slug.

    Raises:
        NoSuchQuestionError: none has, or several have the slug.
    """
    questions = Question.objects.select_related("page", "theme__page").order_by("page_id")
    if id_or_slug.isdecimal() and len(id_or_slug) < 10:
        by_id = questions.filter(page_id=int(id_or_slug)).first()
        if by_id:
            return by_id
    found = list(questions.filter(page__slug=id_or_slug)[:SHOWN])
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchQuestionError(
            _("Several question campaigns have the slug “%(slug)s”; use an id: %(list)s.")
            % {"slug": id_or_slug, "list": _listed(found)}
        )
    there = _listed(list(questions[:SHOWN])) or _("none")
    raise NoSuchQuestionError(
        _("No question campaign has the id or slug “%(value)s”. There are: %(list)s.")
        % {"value": id_or_slug, "list": there}
    )


def _listed(questions: list[Question]) -> str:
    return ", ".join(f"{question.page_id} {question.page.slug}" for question in questions)
