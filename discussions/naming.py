from typing import Any

from django.utils.translation import gettext as _

# The account that stands as the author of every anonymous post, whoever wrote it.
ANONYMOUS_USERNAME = "anonymous-colleague"


def display_name(person: Any) -> str:
    """The full name of `person`, or the user name; "Somebody" for nobody in particular.

    The account of all anonymous posts is an "Anonymous colleague" in the active language. A host's
    own user model need not have full names.
    """
    if person is None:
        return _("Somebody")
    if is_anonymous_colleague(person):
        return _("Anonymous colleague")
    full_name = person.get_full_name().strip() if hasattr(person, "get_full_name") else ""
    return full_name or person.get_username() or _("Somebody")


def is_anonymous_colleague(person: Any) -> bool:
    """Whether `person` is the account that stands for the writers of all anonymous posts."""
    return bool(person.get_username() == ANONYMOUS_USERNAME)
