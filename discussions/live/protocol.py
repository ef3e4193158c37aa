"""The frames of the live protocol: closed and typed. An undeclared field is a bug.

Every frame is a JSON object with a `type`. Catch-up over HTTP returns the same frames as the
socket, so a client needs one way to apply them. docs/live-protocol.md says it to client authors.
"""

import json
import random
from typing import Any, Literal, TypedDict

VERSION = 1

# Why the server ended a socket. 4xxx codes are ours (RFC 6455, 7.4.2).
CLOSE_UNSUPPORTED = 1003  # a binary frame
CLOSE_TOO_BIG = 1009
CLOSE_RESTART = 1012  # after a goodbye
CLOSE_TRY_LATER = 1013  # the database does not answer
CLOSE_SESSION_ENDED = 4001
CLOSE_TOO_SLOW = 4008
CLOSE_TOO_MANY = 4009
CLOSE_TOO_FAST = 4029

GoodbyeReason = Literal["restart", "lifetime"]
ErrorCode = Literal[
    "malformed", "unknown_type", "too_fast", "too_many_subscriptions", "not_subscribed"
]


class PostFrame(TypedDict):
    """One post as it is now. It sorts by root number (newest first), then by path."""

    id: int
    seq: int
    changed_seq: int
    root_seq: int
    path: str
    parent: int | None
    author: int
    html: str


class Hello(TypedDict):
    type: Literal["hello"]
    protocol: int
    heartbeat: int  # seconds between heartbeats; twice that in silence means the line is dead


class Changes(TypedDict):
    """Every published post whose latest change lies in (after, head].

    `more` says that the discussion has changed beyond `head`: on a socket the next frame follows by
    itself, over HTTP one asks again after `head`.
    """

    type: Literal["changes"]
    discussion: int
    after: int
    head: int
    more: bool
    open: bool
    rules: str  # how the discussion is kept, as HTML; empty where nothing is special
    post_count: int
    posts: list[PostFrame]
    removed: list[int]  # posts that have left for another discussion


class Reload(TypedDict):
    """Too much has changed to send: fetch the page again."""

    type: Literal["reload"]
    discussion: int


class Heads(TypedDict):
    """The heartbeat. A client whose number is lower asks for the changes after it."""

    type: Literal["heads"]
    heads: dict[str, int]


class Gone(TypedDict):
    """The discussion is no longer there for this person; indistinguishable from never there."""

    type: Literal["gone"]
    discussion: int


class Presence(TypedDict):
    """How many people have the discussion open, and how many are writing. Never who."""

    type: Literal["presence"]
    discussion: int
    watching: int
    typing: int


class PersonData(TypedDict):
    """What belongs to the person behind the socket, such as the number of unread notifications."""

    type: Literal["person"]
    data: dict[str, Any]


class Error(TypedDict):
    """What the client sent was not acted upon. The socket stays open."""

    type: Literal["error"]
    code: ErrorCode
    discussion: int | None
    message: str  # for the author of the client


class Goodbye(TypedDict):
    """The last frame before an orderly close. Come back after `retry` seconds."""

    type: Literal["goodbye"]
    reason: GoodbyeReason
    retry: float


Frame = Hello | Changes | Reload | Heads | Gone | Presence | PersonData | Error | Goodbye


def encode(frame: Frame) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def refusal(code: ErrorCode, message: str, discussion: int | None = None) -> Error:
    return Error(type="error", code=code, discussion=discussion, message=message)


def farewell(reason: GoodbyeReason, spread: float) -> Goodbye:
    """A goodbye to come back at some moment of the next `spread` seconds."""
    retry = round(random.uniform(0.1, spread), 2)  # noqa: S311  (spread, not secrecy)
    return Goodbye(type="goodbye", reason=reason, retry=retry)


def frame_of(text: str) -> bytes:
    """A text as one unmasked WebSocket frame (RFC 6455, 5.2)."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + body
    return b"\x81\x7f" + size.to_bytes(8, "big") + body
