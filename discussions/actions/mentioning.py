from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import ngettext

from .. import access
from ..conf import hub_settings
from ..markdown import people_named_in
from ..mentions.markup import NOBODY, People, beginnings_of, mentioned_in
from ..mentions.names import key_of
from ..models import Discussion, Mention, Post
from ..naming import display_name

# Plain words after an "@" that are looked up in one text; further ones stay words.
MOST_PHRASES = 100


def find_people(text: str, *, discussion: Discussion) -> People:
    """Whom `text` may mention: people who see the discussion, and nobody else.

    No query for a text that names nobody; for others, one for the audience, and one each for the
    people named by number and by name.
    """
    named = people_named_in(text)
    if not (named.numbers or named.phrases):
        return NOBODY
    audience = access.people_who_see(discussion.page)
    called: dict[str, Any] = {}
    if keys := _keys_of(named.phrases[:MOST_PHRASES]):
        found = audience.filter(strategy_names__is_whole=True, strategy_names__key__in=keys)
        for person in found.annotate(strategy_key=F("strategy_names__key")):
            name = keys[bytes(person.strategy_key)]
            called[name] = None if name in called else person
    people = [person for person in called.values() if person]
    if named.numbers:
        people += audience.filter(pk__in=named.numbers)
    return People(
        names={person.pk: display_name(person) for person in people},
        called={name: person and person.pk for name, person in called.items()},
    )


def note_mentions(post: Post, *, writer: Any) -> frozenset[int]:
    """Enter whom the text of `post` mentions. Returns those named in it for the first time.

    Who wrote it is never among them. The discussion is locked, so nobody is entered twice.

    Raises:
        ValidationError: code `mentions`, when the post has named too many people.
    """
    mentioned = mentioned_in(post.body_html) - {writer.pk}
    if not mentioned:
        return frozenset()
    known = set(Mention.objects.filter(post=post).values_list("person_id", flat=True))
    _check_number(len(known | mentioned))
    now = timezone.now()
    Mention.objects.bulk_create(
        [Mention(post=post, person_id=number, noted_at=now) for number in mentioned - known]
    )
    return frozenset(mentioned - known)


def _check_number(people: int) -> None:
    limit = hub_settings.MENTIONS_PER_POST
    if people > limit:
        message = ngettext(
            "A post can mention %(limit)d person, and this one has mentioned %(people)d. Take some"
            " out.",
            "A post can mention %(limit)d people, and this one has mentioned %(people)d. Take some"
            " out.",
            limit,
        )
        raise ValidationError(message % {"limit": limit, "people": people}, code="mentions")


def _keys_of(phrases: tuple[str, ...]) -> dict[bytes, str]:
    """What full names could stand at the beginning of `phrases`, by what they are looked up by."""
    names = {name for phrase in phrases for _words, name in beginnings_of(phrase)}
    return {key_of(name): name for name in names}
