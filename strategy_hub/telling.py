"""How people are told: each in their language, and writers of what they wrote without a name."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from discussions.access import writer_of
from discussions.models import Post
from discussions.naming import display_name, is_anonymous_colleague
from discussions.statements import Slot, Statement

from .actions.gathering import NUMBER, notify_of_another
from .actions.notifications import notify_all
from .models.notification import PLACE

EXCERPT = 280


def tell(people: Iterable[Any], sentence: Any, values: dict[str, Any], **how: Any) -> None:
    """Notify `people`, each in the language of their Wagtail profile, else the site's.

    A sentence may name the `discussion`: its title is put in when the notification is read.

    Args:
        values: what else the sentence names; a person goes in as `named(person)`.
        how: the rest of what `notify_all` takes.
    """
    for language, group in by_language(people):
        with translation.override(language):
            text = str(sentence % {"discussion": PLACE, **values})
        notify_all(group, text=text, **how)


def tell_writer(
    post: Post, sentence: Any, values: dict[str, Any], *, about: Post | None = None, **how: Any
) -> None:
    """Notify who really wrote `post`. Of an anonymous one, the sentence says that it is about it.

    Args:
        about: the post that the notification leads to, where that is another one.
    """
    if is_anonymous_colleague(post.author):
        sentence = _About(sentence)
    tell([writer_of(post)], sentence, values, post=about or post, **how)


def tell_of_another(
    people: Iterable[Any], sentence: Any, of_many: Any, values: dict[str, Any], **how: Any
) -> None:
    """Notify `people` of one more of the same, as `tell`; what is unread grows by one.

    Args:
        of_many: the sentence for several, which names their `number`.
        how: the rest of what `notify_of_another` takes.
    """
    for language, group in by_language(people):
        with translation.override(language):
            text = str(sentence % {"discussion": PLACE, **values})
            many = str(of_many % {"discussion": PLACE, "number": NUMBER, **values})
        notify_of_another(group, text=text, text_of_many=many, **how)


class _About:
    """A sentence about somebody's own anonymous post."""

    def __init__(self, sentence: Any) -> None:
        self._sentence = sentence

    def __mod__(self, values: dict[str, Any]) -> str:
        return str(ABOUT_ANONYMOUS % {"sentence": self._sentence % values})


ABOUT_ANONYMOUS = _("About your anonymous post: %(sentence)s")


class _Named:
    """A person, named in the language that a sentence is told in."""

    def __init__(self, person: Any) -> None:
        self._person = person

    def __str__(self) -> str:
        return display_name(self._person)


def named(person: Any) -> Any:
    """The name of `person` for `tell`: some are called differently in each language."""
    return _Named(person)


def by_language(people: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for person in people:
        groups.setdefault(_language_of(person), []).append(person)
    yield from sorted(groups.items())


def short(text: str) -> str:
    """As much of a post as a notification quotes."""
    return str(Truncator(text).chars(EXCERPT))


def _language_of(person: Any) -> str:
    """Without a query where the profile was read with the person."""
    if "wagtail_userprofile" in person._state.fields_cache:
        profile = getattr(person, "wagtail_userprofile", None)
        chosen = profile.preferred_language if profile else ""
    else:
        chosen = next((language for (language,) in _languages.rows(person=person.pk)), "")
    return str(chosen or settings.LANGUAGE_CODE)


@Statement
def _languages() -> Any:
    return UserProfile.objects.filter(user=Slot("person")).values_list("preferred_language")
