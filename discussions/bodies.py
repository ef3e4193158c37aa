"""How the text of a post becomes HTML: by our Markdown, or by what a host puts in its place.

A renderer is called when a post is written and when it is edited; what it made is stored. After
another one is chosen, `render_posts` renders again what was written before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .conf import SETTING, hub_settings
from .mentions.markup import NOBODY, People

if TYPE_CHECKING:
    from .models import Attachment

OPTION = "BODY_RENDERER"


@dataclass(frozen=True)
class Shown:
    """What a text may show beside its words. Whatever else it names stays words.

    Args:
        attachments: files, by number; their addresses are `get_absolute_url()`.
        people: whom the text may mention.
    """

    attachments: "Mapping[int, Attachment]" = field(default_factory=dict)
    people: People = NOBODY


class BodyRenderer(Protocol):
    """What the option BODY_RENDERER names."""

    def __call__(self, text: str, shown: Shown, /) -> str:
        """HTML of `text`, as a fragment. It is sanitised afterwards: only the elements that a post
        may have are left of it.

        Args:
            text: as its author wrote it; checked for length and characters.

        Raises:
            ValidationError: the text cannot be shown. Its author reads the message.
        """


def body_renderer() -> BodyRenderer:
    """The renderer of this host.

    Raises:
        ImproperlyConfigured: the option names none.
    """
    path = hub_settings.BODY_RENDERER
    try:
        renderer: BodyRenderer = import_string(path)
    except (ImportError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"{SETTING}['{OPTION}'], {path!r}: {error}") from error
    if not callable(renderer):
        raise ImproperlyConfigured(f"{SETTING}['{OPTION}'], {path!r}, cannot be called.")
    return renderer
