from .connection import Connection, Event, text_event
from .protocol import Presence


class Watched:
    """A discussion that local sockets are subscribed to, and how far they have been told."""

    __slots__ = (
        "arriving", "flushing", "head", "newcomers", "subscribers", "told_presence", "wanted",
    )  # fmt: skip

    def __init__(self) -> None:
        self.head = 0
        self.wanted = 0
        self.subscribers: set[Connection] = set()
        self.arriving = 0  # sockets that are still catching up
        self.flushing = False
        self.newcomers: set[Connection] = set()  # subscribers whom nobody has told who is there
        self.told_presence = (0, 0)

    @property
    def is_idle(self) -> bool:
        return not (self.subscribers or self.arriving or self.flushing)

    def tell(self, event: Event) -> None:
        for connection in tuple(self.subscribers):
            connection.offer(event)

    def tell_presence(self, discussion: int, counts: tuple[int, int]) -> None:
        """To everybody when the counts have changed, else to newcomers alone."""
        audience = self.newcomers if counts == self.told_presence else self.subscribers
        watching, typing = counts
        event = text_event(
            Presence(type="presence", discussion=discussion, watching=watching, typing=typing)
        )
        for connection in tuple(audience):
            connection.offer(event)
        self.told_presence = counts
        self.newcomers.clear()
