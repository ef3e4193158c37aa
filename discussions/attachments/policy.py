"""Policies: a host's own say in what may be attached, such as a virus scanner's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from ..models import Discussion


@dataclass(frozen=True)
class IncomingFile:
    """A file on its way in: of an allowed kind and size, pictures already written anew."""

    discussion: Discussion
    uploader: Any
    # Open for reading, at its beginning; each policy gets it so.
    file: IO[bytes]
    name: str
    content_type: str
    size: int


# Why a file is refused, as a sentence for its uploader; None lets it in.
AttachmentPolicy = Callable[[IncomingFile], str | None]
_policies: list[AttachmentPolicy] = []


def register_attachment_policy(policy: AttachmentPolicy) -> None:
    """Ask `policy` about every file before it is stored. One that raises keeps the file out too."""
    if policy not in _policies:
        _policies.append(policy)


def why_refused(incoming: IncomingFile) -> str | None:
    """The reason of the first policy that has one."""
    for policy in _policies:
        incoming.file.seek(0)
        if reason := policy(incoming):
            return reason
    return None
