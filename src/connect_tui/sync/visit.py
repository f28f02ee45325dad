"""One refresh of one account: what it may spend, and what it has found so far."""

from dataclasses import dataclass, field

from connect_tui.port.failures import ProviderError

FIRST = 20
"""Requests of a first refresh, asking who I am included."""
ORDINARY = 16
EXPLICIT = 80
WITH_NEWS = 8
"""Requests beyond the feeds where they brought something new."""
WITHOUT_NEWS = 1


@dataclass(slots=True)
class Visit:
    """`explicit`: somebody asked for it. `first`: nothing of this account is known yet. `left` is the number
    of requests that it may still make.
    """

    left: int
    explicit: bool = False
    first: bool = False
    news: bool = False
    changed: set[int] = field(default_factory=set)
    """Groups of posts that changed."""
    fetched: set[str] = field(default_factory=set)
    """URIs around which a conversation has been fetched."""
    trusting: bool = True
    """Whether a post is gone that the server does not have; not where it does not even have my feeds."""
    stream: int = 0
    """Which opening of the stream stood when it began; 0 for none."""
    problem: ProviderError | None = None
    """What stood in the way of a single step, while the others went on."""

    @classmethod
    def begin(cls, *, first: bool, explicit: bool) -> "Visit":
        """A refresh with the requests that it may make."""
        return cls(FIRST if first else EXPLICIT if explicit else ORDINARY, explicit, first)

    def spend(self, requests: int = 1) -> None:
        """So many requests are about to be made."""
        self.left -= requests

    def may_ask(self, keep: int = 0) -> bool:
        """Whether one more request may be made and `keep` are still left afterwards."""
        return self.left > keep

    def feeds_are_read(self) -> None:
        """From here on the refresh goes on only as far as it is worth it."""
        if not (self.first or self.explicit):
            self.left = min(self.left, WITH_NEWS if self.news else WITHOUT_NEWS)
