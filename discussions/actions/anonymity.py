"""Posts without a name: the account that stands for their writers, and the seal on who they are."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import access
from ..markdown import attachments_named_in
from ..models import Covenant, Discussion, Post, SealedAuthor
from ..naming import ANONYMOUS_USERNAME


def anonymous_colleague() -> Any:
    """The account of all anonymous posts, made when the first one is written. Nobody signs in."""
    people = get_user_model()
    nobody = people(**{people.USERNAME_FIELD: ANONYMOUS_USERNAME}, is_active=False)
    nobody.set_unusable_password()
    values = {"is_active": False, "password": nobody.password}
    account, _is_new = people._default_manager.get_or_create(
        **{people.USERNAME_FIELD: ANONYMOUS_USERNAME}, defaults=values
    )
    return account


def check_anonymity(discussion: Discussion, *, writer: Any, body: str) -> None:
    """Whether `writer` may say `body` there without their name.

    Raises:
        ValidationError: codes `anonymous`, where posts bear names or `writer` has a part there that
            they play by name, and `anonymous_files`.
    """
    if not discussion.allows_anonymous:
        message = _(
            "Posts here bear the name of who writes them. Take the tick away to post it under your"
            " name; until then your text is kept as a draft."
        )
        raise ValidationError(message, code="anonymous")
    if access.stands_by_name(writer, discussion):
        message = _(
            "You answer or moderate here, so your colleagues should know that it is you. Take the"
            " tick away to post it under your name."
        )
        raise ValidationError(message, code="anonymous")
    refuse_files(body)


def refuse_files(body: str) -> None:
    """Raises ValidationError with code `anonymous_files`: files have an owner, and tell on them."""
    if attachments_named_in(body):
        message = _(
            "An anonymous post cannot show files: a file belongs to somebody, and says things. Take"
            " them out of the text, or post it under your name."
        )
        raise ValidationError(message, code="anonymous_files")


def seal_post(
    post: Post, *, writer: Any, submission_key: str | None, covenant: Covenant | None
) -> None:
    """Keep who wrote an anonymous post that has just been stored. Used by the actions alone."""
    SealedAuthor.objects.create(
        post=post, person=writer, submission_key=submission_key or None, covenant=covenant
    )
