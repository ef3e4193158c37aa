"""The kinds of post: a word and a tone on the post, and where one can choose it.

An app above, or a host's own, adds kinds with `register_kind` from `AppConfig.ready()`. Only the
code is stored, so no kind needs a migration, and posts of a kind whose app is gone show its code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .badges import Tone

if TYPE_CHECKING:
    from .models import Discussion, Post

# As long as its column.
LONGEST = 40

# "answer": in replies, and at the start where the page itself asks something.
Place = Literal["anywhere", "start", "reply", "answer"]


class Kind(TextChoices):
    """The kinds that are always there."""

    COMMENT = "comment", gettext_lazy("Comment")
    IDEA = "idea", gettext_lazy("Idea")
    QUESTION = "question", gettext_lazy("Question")
    CONCERN = "concern", gettext_lazy("Concern")
    ANSWER = "answer", gettext_lazy("Answer")


@dataclass(frozen=True, eq=False)
class PostKind:
    """One kind of post.

    Args:
        code: stored on posts: letters, digits, hyphens, underscores and dots, 40 at most. Begin it
            with the name of your app ("newsroom.correction").
        label: stands on the post and in the choice.
        explanation: what it is for, in a plain sentence for those who choose.
        tone: of the label on the post.
        place: where it can be chosen when writing. Imports may bring any kind anywhere.
        asks: whether a reply of this kind asks for an answer, as what begins a conversation always
            does: under a theme, it is then a contribution, and routed.
    """

    code: str
    label: str | Promise
    explanation: str | Promise
    tone: Tone = "neutral"
    place: Place = "anywhere"
    asks: bool = False


# Whether the page of a discussion asks something, so that whoever begins there may be answering.
AskingRule = Callable[["Discussion"], bool]
_asking_rules: list[AskingRule] = []

_kinds: dict[str, PostKind] = {
    kind.code: kind
    for kind in (
        PostKind(
            Kind.COMMENT.value,
            Kind.COMMENT.label,
            gettext_lazy("What you think or know about this."),
        ),
        PostKind(
            Kind.IDEA.value,
            Kind.IDEA.label,
            gettext_lazy("Something that could be done, or done differently."),
            asks=True,
        ),
        PostKind(
            Kind.QUESTION.value,
            Kind.QUESTION.label,
            gettext_lazy("Something you want to know, and others may be able to tell you."),
        ),
        PostKind(
            Kind.CONCERN.value,
            Kind.CONCERN.label,
            gettext_lazy("Something that worries you, or that could go wrong."),
        ),
        PostKind(
            Kind.ANSWER.value,
            Kind.ANSWER.label,
            gettext_lazy("What you can say to somebody's question."),
            place="answer",
        ),
    )
}


def register_kind(kind: PostKind) -> None:
    """Offer `kind` after those before it; one with the same code takes its place.

    Raises:
        ImproperlyConfigured: its code could not be stored, or its label says nothing.
    """
    words = kind.code.replace("-", "_").split(".")
    is_code = kind.code.isascii() and all(word.isidentifier() for word in words)
    if not is_code or len(kind.code) > LONGEST or not kind.label:
        raise ImproperlyConfigured(
            f"{kind.code!r} is no kind of post: it needs a label, and as its code words of letters,"
            f" digits, hyphens and underscores with dots between them, up to {LONGEST} characters."
        )
    _kinds[kind.code] = kind


def register_asking_rule(rule: AskingRule) -> None:
    """Let an app above say which pages ask something, such as those of question campaigns."""
    if rule not in _asking_rules:
        _asking_rules.append(rule)


def get_kind(code: str) -> PostKind:
    """The kind with `code`, or a plain one that shows the code if its app is gone."""
    return _kinds.get(code) or _plain(code)


@cache
def _plain(code: str) -> PostKind:
    return PostKind(code, code, "")


def registered_kinds() -> list[PostKind]:
    return list(_kinds.values())


def asking_codes() -> list[str]:
    """Of the kinds whose replies ask for an answer."""
    return [kind.code for kind in _kinds.values() if kind.asks]


def kinds_offered(discussion: "Discussion", *, is_reply: bool) -> tuple[PostKind, ...]:
    """What one can choose from for a reply, or for the beginning of a conversation."""
    places = {"anywhere", "reply", "answer"} if is_reply else {"anywhere", "start"}
    if not is_reply and any(rule(discussion) for rule in _asking_rules):
        places.add("answer")
    return tuple(kind for kind in _kinds.values() if kind.place in places)


def check_kind(code: str, discussion: "Discussion", parent: "Post | None") -> None:
    """Whether somebody who writes may choose the kind here.

    Raises:
        ValidationError: code `kind`.
    """
    kind = _kinds.get(code)
    if kind is None:
        raise ValidationError(_("Choose one of the kinds of post offered."), code="kind")
    if kind in kinds_offered(discussion, is_reply=parent is not None):
        return
    message = (
        _("“%(kind)s” is for replies. Choose another kind, or reply to the post that you mean.")
        if parent is None
        else _("“%(kind)s” begins a conversation. Choose another kind for your reply.")
    )
    raise ValidationError(message % {"kind": kind.label}, code="kind")
