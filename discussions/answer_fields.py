"""What an answer may be made of besides its text: a few short fields, where a page asks for them.

An app above registers fields, and says by a rule which of them a discussion asks for. The values
are stored with the post as they were written. Its text is made of them, so that everything that
reads posts (pages, search, mail, history) reads answers with fields without knowing of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .kinds import Kind
from .markdown import clean_body

if TYPE_CHECKING:
    from .models import Discussion

# The key of the text itself among the values of an answer with fields.
TEXT = "text"


@dataclass(frozen=True)
class AnswerField:
    """One field beside the text of an answer.

    Args:
        code: its key among the stored values; letters and underscores.
        label: stands before the value in the post.
        help_text: what to write, in a plain sentence.
        choices: stored code and words of each, where one chooses instead of writing.
    """

    code: str
    label: str | Promise
    help_text: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()

    def in_words(self, value: str) -> str:
        return str(dict(self.choices).get(value, value))


# The codes of the fields that an answer in a discussion is asked for; none for text alone.
FieldsRule = Callable[["Discussion"], Iterable[str]]
_rules: list[FieldsRule] = []
_fields: dict[str, AnswerField] = {}


def register_answer_field(field: AnswerField) -> None:
    """Make `field` known, after those before it; one with the same code takes its place."""
    _fields[field.code] = field


def register_fields_rule(rule: FieldsRule) -> None:
    """Let an app above say which fields a discussion asks for, such as below its questions."""
    if rule not in _rules:
        _rules.append(rule)


def known_fields(codes: Iterable[str]) -> list[AnswerField]:
    """Those of `codes` that are registered, in the order of registration."""
    wanted = set(codes)
    return [field for code, field in _fields.items() if code in wanted]


def all_fields() -> list[AnswerField]:
    return list(_fields.values())


def fields_asked_for(discussion: "Discussion") -> list[AnswerField]:
    return known_fields(code for rule in _rules for code in rule(discussion))


def compose_answer(
    text: str, values: Mapping[str, str], *, asked: bool
) -> tuple[str, dict[str, str]]:
    """The body of an answer, and the values to store with it: none for text alone.

    Labels are part of what is on the record, so they are in the site's language.

    Args:
        values: by the codes of fields; whatever is blank is left out.
        asked: whether the place asks for fields; then a text alone is kept as a value, too.

    Raises:
        ValidationError: codes of `clean_body`, and `answer_fields` for a value that is no choice.
    """
    text = clean_body(text)
    written = {code: _tidy(values.get(code, "")) for code in _fields}
    filled = {code: value for code, value in written.items() if value}
    if not asked and not filled:
        return text, {}
    fields = known_fields(filled)
    for field in fields:
        if field.choices and filled[field.code] not in dict(field.choices):
            raise ValidationError(
                _("Choose one of those offered for “%(label)s”.") % {"label": field.label},
                code="answer_fields",
            )
    with translation.override(settings.LANGUAGE_CODE):
        parts = [f"**{field.label}:**\n\n{field.in_words(filled[field.code])}" for field in fields]
    return clean_body("\n\n".join([text, *parts])), {TEXT: text, **filled}


def _tidy(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def compose_beginning(
    discussion: "Discussion", *, kind: str, is_reply: bool, text: str, values: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """As `compose_answer`, for what somebody writes in `discussion`: replies and other kinds than
    answers have no fields.

    Fields that were filled while the page asked for them are taken, even if it no longer does.

    Raises:
        ValidationError: as there; code `answer_fields`, for fields of what is no answer.
    """
    if kind == Kind.ANSWER and not is_reply:
        return compose_answer(text, values, asked=bool(fields_asked_for(discussion)))
    if any(value.strip() for value in values.values()):
        raise ValidationError(
            _(
                "Only answers to the page have these fields. Choose “%(answer)s” as the kind, or"
                " move what you wrote in them into the text."
            )
            % {"answer": Kind.ANSWER.label},
            code="answer_fields",
        )
    return clean_body(text), {}
