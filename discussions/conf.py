"""Settings: one dictionary, `STRATEGY_HUB`, read lazily by every layer.

Each app declares the options it owns, with their defaults, in a `HubSettings` of its own; all of
them read the same dictionary. `strategy_hub.checks` refuses an option that no app declares.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

SETTING = "STRATEGY_HUB"


class HubSettings:
    """The options of one app. `hub_settings.POST_MAX_LENGTH` gives the host's value or the default.

    Values are read at each access, so `override_settings` works and nothing is cached.
    """

    registered: dict[str, Any] = {}

    def __init__(self, defaults: Mapping[str, Any]) -> None:
        self._defaults = dict(defaults)
        self.registered.update(defaults)

    def __getattr__(self, name: str) -> Any:
        try:
            default = self._defaults[name]
        except KeyError:
            raise AttributeError(f"{SETTING} has no option {name!r} in this app") from None
        return getattr(settings, SETTING, {}).get(name, default)


hub_settings = HubSettings(
    {
        # Longest body of a post, in characters.
        "POST_MAX_LENGTH": 10_000,
        # Dotted path of what makes HTML of the text of a post (`discussions.bodies.BodyRenderer`);
        # whatever it makes is sanitised.
        "BODY_RENDERER": "discussions.markdown.to_html",
        # A person may write this many posts in this many seconds.
        "POST_RATE": (60, 600),
        # Replies are indented to this depth, 4 at most; deeper ones stand flat and say whom they
        # answer.
        "DEPTH_SHOWN": 4,
        # Deepest nesting that is stored; a reply below it hangs beside its parent.
        "DEPTH_MAX": 30,
        # Posts on one page of a discussion.
        "POSTS_PER_PAGE": 20,
        # Where the sockets connect; `strategy_hub.asgi` mounts them there.
        "SOCKET_PATH": "/ws/strategy/",
        # Largest frame a client may send, in bytes.
        "FRAME_MAX_BYTES": 16 * 1024,
        # A socket may send this many frames in this many seconds.
        "FRAME_RATE": (40, 10),
        # Discussions that one socket may watch.
        "SUBSCRIPTIONS_PER_SOCKET": 50,
        # Longest life of a socket. Each ends after 75 to 100 % of it, and its client comes back.
        "SOCKET_LIFETIME_SECONDS": 3600,
        # Asked to end, a process first says for so long that it is not ready …
        "DRAIN_NOTICE_SECONDS": 2,
        # … and lets what runs finish for so long altogether.
        "DRAIN_SECONDS": 20,
        # Open sockets of one person in one process.
        "SOCKETS_PER_USER": 10,
        # Seconds between heartbeats; each carries the head numbers.
        "HEARTBEAT_SECONDS": 20,
        # Who watches and who writes is told, and shared between processes, at most this often.
        "PRESENCE_SECONDS": 2,
        # More changes than this behind: the client reloads the page instead.
        "CATCH_UP_LIMIT": 200,
        # Frames waiting for a slow reader before its socket is closed.
        "OUTBOX_FRAMES": 64,
        # Largest file that can be attached to a post, in bytes, and how many one post may show.
        "ATTACHMENT_MAX_BYTES": 10 * 1024 * 1024,
        "ATTACHMENTS_PER_POST": 10,
        # A person may attach this many files in this many seconds …
        "ATTACHMENT_RATE": (60, 600),
        # … and this many bytes in this many seconds.
        "ATTACHMENT_QUOTA": (250 * 1024 * 1024, 86_400),
        # People whom one post may mention; each of them is told.
        "MENTIONS_PER_POST": 20,
        # While writing, a person may look others up so often in so many seconds, in one process.
        "MENTION_RATE": (60, 30),
        # Uploads that no post has shown after this many seconds are removed by the command
        # `remove_unused_attachments`.
        "ATTACHMENT_UNUSED_SECONDS": 86_400,
        # Pictures with more pixels than this are not decoded; longer sides are cut to the next one.
        "PICTURE_MAX_PIXELS": 50_000_000,
        "PICTURE_SIDE": 2560,
        # All frames of an animation together, in pixels; and their number, however small they are.
        "ANIMATION_MAX_PIXELS": 30_000_000,
        "ANIMATION_MAX_FRAMES": 500,
        # Alias in STORAGES of the private files; without such an alias, a folder (next option).
        "PRIVATE_STORAGE": "strategy_private",
        # Folder for private files, outside of MEDIA_ROOT; default: "private" beside MEDIA_ROOT.
        "PRIVATE_ROOT": None,
        # "view" streams files from the application; "x-accel" hands them to nginx.
        "FILE_SENDER": "view",
        # Internal nginx location that maps to PRIVATE_ROOT, for "x-accel".
        "X_ACCEL_PREFIX": "/strategy-private/",
    }
)
